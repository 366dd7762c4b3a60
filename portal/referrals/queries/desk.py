"""The officer's desk: needs of firms that agreed, the lists, and how many others there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.regions import inside
from portal.leads.models import Lead
from portal.matching.judging import institutions, judge, obstacles
from portal.needs import queries as needs
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.organisations.models import Organisation
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralState
from portal.referrals.queries.rows import listed_visible_to
from search import taxonomy

PAGE = 12


@dataclass(frozen=True)
class Totals:
    """`others`, `others_talking`: firms in the own sector and region that have not agreed; exact."""

    needs: int
    firms: int
    others: int
    others_talking: int


def totals(actor) -> Totals:
    """All four numbers in one query."""
    own = _seeking(actor).with_only_columns(FinancingNeed.id).subquery()
    listed = listed_visible_to(actor).with_only_columns(ListedFirm.id).subquery()
    owners = sa.func.count(FinancingNeed.owner_id.distinct())
    others = sa.select(owners).where(*_others(actor))
    counted = (
        sa.select(sa.func.count()).select_from(own),
        sa.select(sa.func.count()).select_from(listed),
        others.where(FinancingNeed.state.in_(SEEKING)),
        others.where(FinancingNeed.state == NeedState.ENGAGED),
    )
    return Totals(*db.session.execute(sa.select(*(number.scalar_subquery() for number in counted))).one())


def needs_page(actor, page: int) -> list[FinancingNeed]:
    """Seeking needs of firms that agreed, the newest first, with their owners."""
    rows = _seeking(actor).options(sa.orm.joinedload(FinancingNeed.owner))
    newest = rows.order_by(FinancingNeed.opened_at.desc(), FinancingNeed.id.desc())
    return list(db.session.scalars(newest.limit(PAGE).offset((page - 1) * PAGE)))


@dataclass(frozen=True)
class Able:
    """Institutions with a product that fits a need; `left` of them have not got it yet."""

    fitting: int
    left: int


def able_counts(rows: Sequence[FinancingNeed]) -> dict[int, Able]:
    """By need: how many institutions there are for it."""
    in_the_way = obstacles(rows, institutions())
    within = {key for found in in_the_way.values() for key, code in found.items() if code is None}
    judged = judge(rows, within)
    before = {tuple(pair) for pair in db.session.execute(_pairs([need.id for need in rows]))}
    found = {}
    for need in rows:
        able = [
            key
            for key, one in judged[need.id].items()
            if one.score_bp > 0 and in_the_way[need.id][key] is None
        ]
        found[need.id] = Able(len(able), sum((need.id, key) not in before for key in able))
    return found


@dataclass(frozen=True)
class ListRow:
    """A listed code; `firm` only once it agreed, `waiting`: a push waits for its answer."""

    listed: ListedFirm
    firm: Organisation | None
    waiting: bool
    seeking: bool


def firms_page(actor, page: int) -> list[ListRow]:
    """The department's lists, the newest first."""
    waiting = sa.exists().where(
        Referral.listed_firm_id == ListedFirm.id, Referral.state == ReferralState.WAITING
    )
    agreed = ListedFirm.state == ListingState.CONFIRMED
    seeking = sa.exists().where(
        agreed, FinancingNeed.owner_id == ListedFirm.organisation_id, FinancingNeed.state.in_(SEEKING)
    )
    rows = (
        listed_visible_to(actor)
        .add_columns(Organisation, waiting.label("waiting"), seeking.label("seeking"))
        .outerjoin(Organisation, sa.and_(Organisation.id == ListedFirm.organisation_id, agreed))
        .order_by(ListedFirm.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [ListRow(*row) for row in db.session.execute(rows)]


def _seeking(actor) -> sa.Select:
    return needs.visible_to(actor).where(FinancingNeed.state.in_(SEEKING))


def _pairs(need_ids: list[int]) -> sa.Select:
    return sa.select(Lead.need_id, Lead.institution_id).where(Lead.need_id.in_(need_ids))


def _others(actor) -> tuple:
    """SQL: needs of the own sector and region whose owners have not agreed to be on a list of ours."""
    agreed = sa.select(ListedFirm.organisation_id).where(
        ListedFirm.department_id == actor.organisation_id, ListedFirm.state == ListingState.CONFIRMED
    )
    return (
        inside(FinancingNeed.region_code, actor.areas),
        _in_sector(actor.sector_code),
        FinancingNeed.owner_id.not_in(agreed),
    )


def _in_sector(code: str | None) -> sa.ColumnElement[bool]:
    """SQL: the industry lies in the sector; a department without one looks after all."""
    sector = taxonomy.sectors.get(code or "")
    if sector is None:
        return sa.true()
    prefixes = {prefix for industry in sector.industries for prefix in _prefixes(industry)}
    return sa.or_(*(FinancingNeed.industry_code.startswith(prefix) for prefix in sorted(prefixes)))


def _prefixes(industry: str) -> list[str]:
    """A 门类 is a letter that its members do not begin with: it stands for itself and its 大类."""
    if industry.isdigit():
        return [industry]
    inside_it = (one.code for one in taxonomy.industries.all() if one.parent == industry)
    return [industry, *inside_it]
