"""Who may follow when an institution says yes: 见贷即担 and 见担即贷, as both sides have confirmed them."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.consent import naming, terms
from portal.core.db import db
from portal.leads.joint_sides import able
from portal.matching import queries as matching
from portal.needs.models import FinancingNeed, Scope
from portal.organisations.models import Organisation
from portal.products import kinds, partners
from portal.products import queries as products
from portal.products.models import Product, ProductKind, ProductPartner


@dataclass(frozen=True)
class Follower:
    """A partner that an owner names beside an institution; `seen` is the digest of what was ticked."""

    product: Product
    seen: str


def named_in(matches: Iterable[dict], met: set[str]) -> set[str]:
    """Public ids of the institutions that a partner follows, among products that are read already.

    `matches`: the need's products as `owner_matches` has them; `met`: institutions that cannot come any more.
    """
    shown = [match["product"] for match in matches]
    able_to = [one["together"] for one in shown if one["together"] and one["institution_id"] not in met]
    return {partner["public_id"] for together in able_to for partner in together["partners"]}


def beside(need: FinancingNeed, public_ids: Iterable[str]) -> dict[str, dict]:
    """By institution, of these: what the tick beside its button shows, most have none. No index is asked."""
    named = {} if need.scope is Scope.BATCH else _naming(public_ids)
    may = able(need) if named else set()
    found = {}
    for public_id, products_ in named.items():
        fit = [product for product in products_ if product.institution_id in may]
        if best := matching.best_of(fit, [need]).get(need.id):
            product = best[0]
            word = partners.together_word(product)
            found[public_id] = _tick(product.public_id, product.institution.name, word)
    return found


def _naming(public_ids: Iterable[str]) -> dict[str, list[Product]]:
    """By institution: the live products of the other kind that name it, as it has agreed."""
    house = Organisation.public_id.in_(list(public_ids))
    found: dict[str, list[Product]] = {}
    for product, public_id, type_code in db.session.execute(_agreed(house)):
        if public_id in product.partners and product.kind is _other_kind(type_code):
            found.setdefault(public_id, []).append(product)
    return found


def _agreed(*where) -> sa.Select:
    """(product, public id and type of the institution that follows from it); `where` over the latter."""
    return (
        products.live()
        .join(ProductPartner, ProductPartner.product_id == Product.id)
        .join(Organisation, Organisation.id == ProductPartner.institution_id)
        .add_columns(Organisation.public_id, Organisation.type_code)
        .where(ProductPartner.agreed, *where)
        .options(joinedload(Product.institution))
        .order_by(Product.id)
    )


def _other_kind(type_code: str | None) -> ProductKind | None:
    return kinds.COUNTERPART.get(kinds.offered_at(type_code))


def _tick(product: str, institution: str, word: str) -> dict:
    said = naming.sentence(institution)
    chosen = {"product": product, "institution": institution}
    return {**chosen, "word": word, "sentence": said, "seen": terms.digest(said)}


def follower(need: FinancingNeed, institution: Organisation, product_id: str) -> Follower | None:
    """The one that was ticked, if it follows this institution, fits the need and may be given it."""
    offered = _naming([institution.public_id]).get(institution.public_id, [])
    product = next((one for one in offered if one.public_id == product_id), None)
    if product is None or need.scope is Scope.BATCH or product.institution_id not in able(need):
        return None
    if not matching.best_of([product], [need]):
        return None
    return Follower(product, terms.digest(naming.sentence(product.institution.name)))
