"""Which institutions may be given which needs, and by which product: many at once, without the index.

Whoever chooses institutions by hand, or wants to see beforehand what matching would choose, asks here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import Membership, MembershipRegion, Person
from portal.accounts.standing import person_acts, present
from portal.core import clock, regions
from portal.core.db import db
from portal.core.permissions import Role
from portal.matching.documents import need_doc, product_doc
from portal.needs.models import FinancingNeed, NeedInstitution, Openness, Relation
from portal.organisations.models import Organisation, OrganisationKind, OrganisationState
from portal.products import queries as products
from portal.products.models import Product, ProductKind
from search.documents import NeedDoc, ProductDoc
from search.matcher import Matcher
from search.ranking import tie_break
from search.rules import decide, is_hidden

AREA, STAFF, BARRED, NOT_NAMED = "area", "staff", "barred", "not_named"
Documents = dict[int, list[tuple[Product, ProductDoc]]]


@dataclass(frozen=True)
class Judged:
    """An institution's best product for a need. `score_bp` 0: it does not fit, for the rules in `failed`."""

    institution_id: int
    product_id: int
    score_bp: int
    hard: bool  # one of `failed` is a rule that nothing gets around
    failed: tuple[str, ...]


@dataclass(frozen=True)
class Institution:
    """An active institution, where it lends and where it has an active manager."""

    id: int
    public_id: str
    name: str
    areas: tuple[str, ...]
    staff: tuple[str, ...]


def institutions() -> dict[int, Institution]:
    """Every active institution that is not frozen, by id."""
    active = sa.select(Organisation).where(
        Organisation.kind == OrganisationKind.INSTITUTION,
        Organisation.state == OrganisationState.ACTIVE,
        Organisation.frozen_at.is_(None),
        Organisation.left_at.is_(None),
    )
    found = db.session.scalars(
        active.options(joinedload(Organisation.areas)).order_by(Organisation.id)
    ).unique()
    staff = _staff()
    return {
        row.id: Institution(
            row.id,
            row.public_id,
            row.name,
            tuple(area.region_code for area in row.areas),
            tuple(staff.get(row.id, ())),
        )
        for row in found
    }


def obstacles(
    needs: Sequence[FinancingNeed], among: dict[int, Institution]
) -> dict[int, dict[int, str | None]]:
    """By need and institution: what stands in the way whatever its products, or None."""
    relations = _relations([need.id for need in needs])
    return {
        need.id: {key: _obstacle(need, at, relations.get((need.id, key))) for key, at in among.items()}
        for need in needs
    }


def judge(
    needs: Iterable[FinancingNeed], institution_ids: Iterable[int], kind: ProductKind = ProductKind.LOAN
) -> dict[int, dict[int, Judged]]:
    """By need and institution: its best live product of a kind, best institution first.

    One that offers none of that kind is left out.
    """
    documents = _documents(institution_ids, kind)
    matcher = Matcher(None, None, None)  # rules and formula only
    return {need.id: _judge_all(matcher, need_doc(need), documents) for need in needs}


def scores(need: FinancingNeed, documents: Iterable[ProductDoc]) -> list[float]:
    """How well each product fits, 0 where it does not. Rules and formula alone: nothing is read."""
    return Matcher(None, None, None).scores(need_doc(need), documents)


def _judge_all(matcher: Matcher, need: NeedDoc, documents: Documents) -> dict[int, Judged]:
    year, week, _ = clock.today().isocalendar()
    found = [_best(matcher, need, offered) for offered in documents.values()]
    found.sort(
        key=lambda one: (-one.score_bp, tie_break(need.id, str(one.product_id), f"{year}-W{week:02d}"))
    )
    return {one.institution_id: one for one in found}


def _best(matcher: Matcher, need: NeedDoc, offered: list[tuple[Product, ProductDoc]]) -> Judged:
    """The product that scores highest; when none fits, the one with the least in its way."""
    scores = matcher.scores(need, (document for _, document in offered))
    scored = [(score, -product.id, product) for score, (product, _) in zip(scores, offered, strict=True)]
    score, _, product = max(scored, key=lambda entry: entry[:2])
    if score > 0:
        return Judged(product.institution_id, product.id, round(score * 10_000), hard=False, failed=())
    return min(
        (_failing(need, *pair) for pair in offered),
        key=lambda one: (one.hard, len(one.failed), one.product_id),
    )


def _failing(need: NeedDoc, product: Product, document: ProductDoc) -> Judged:
    verdicts = decide(need, document)
    hard = is_hidden(verdicts)
    failed = tuple(v.rule for v in verdicts if v.blocks and (v.severity == "hard") is hard)
    return Judged(product.institution_id, product.id, 0, hard, failed)


def _documents(institution_ids: Iterable[int], kind: ProductKind) -> Documents:
    live = products.live().where(Product.institution_id.in_(list(institution_ids)), Product.kind == kind)
    found: Documents = {}
    for product in db.session.scalars(live.order_by(Product.id)):
        found.setdefault(product.institution_id, []).append((product, product_doc(product)))
    return found


def _obstacle(need: FinancingNeed, at: Institution, relation: Relation | None) -> str | None:
    if relation is Relation.BARRED:
        return BARRED
    if need.openness is Openness.DIRECTED and relation is not Relation.NAMED:
        return NOT_NAMED
    if not regions.covers(at.areas, need.region_code):
        return AREA
    return None if regions.covers(at.staff, need.region_code) else STAFF


def _staff() -> dict[int, list[str]]:
    """Where each institution has an active manager."""
    pairs = (
        sa.select(Membership.organisation_id, MembershipRegion.region_code)
        .join(MembershipRegion, MembershipRegion.membership_id == Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role == Role.BANK_MANAGER, Membership.ended_at.is_(None), person_acts(), present())
        .distinct()
    )
    found: dict[int, list[str]] = {}
    for key, code in db.session.execute(pairs):
        found.setdefault(key, []).append(code)
    return found


def _relations(need_ids: list[int]) -> dict[tuple[int, int], Relation]:
    rows = sa.select(NeedInstitution.need_id, NeedInstitution.institution_id, NeedInstitution.relation)
    found = db.session.execute(rows.where(NeedInstitution.need_id.in_(need_ids)))
    return {(need_id, institution_id): relation for need_id, institution_id, relation in found}
