"""Who may follow when an institution says yes: 见贷即担 and 见担即贷, as both sides have confirmed them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import joinedload

from portal.consent import naming, terms
from portal.core.db import db
from portal.leads.joint_sides import able
from portal.matching import queries as matching
from portal.needs.models import FinancingNeed, Scope
from portal.organisations.models import Organisation
from portal.products import kinds
from portal.products import queries as products
from portal.products.models import Product, ProductPartner


@dataclass(frozen=True)
class Follower:
    """A partner that an owner names beside an institution; `seen` is the digest of what was ticked."""

    product: Product
    seen: str


def ticks(matches: Iterable[dict], met: set[str]) -> dict[str, dict]:
    """By the institution's public id: what the tick beside its button shows, most have none.

    `matches`: the need's products as `owner_matches` has them, best first, so that nothing more is asked;
    `met`: institutions that cannot come any more.
    """
    found: dict[str, dict] = {}
    for product in (match["product"] for match in matches):
        together = product["together"]
        if together and product["institution_id"] not in met:
            for partner in together["partners"]:
                found.setdefault(partner["public_id"], _tick(product, together["word"]))
    return found


def _tick(product: dict, word: str) -> dict:
    said = naming.sentence(product["institution"])
    chosen = {"product": product["public_id"], "institution": product["institution"]}
    return {**chosen, "word": word, "sentence": said, "seen": terms.digest(said)}


def follower(need: FinancingNeed, institution: Organisation, product_id: str) -> Follower | None:
    """The one that was ticked, if it follows this institution, fits the need and may be given it."""
    product = _confirmed(institution, product_id)
    if product is None or need.scope is Scope.BATCH or product.institution_id not in able(need):
        return None
    if not matching.best_of([product], [need]):
        return None
    return Follower(product, terms.digest(naming.sentence(product.institution.name)))


def _confirmed(institution: Organisation, product_id: str) -> Product | None:
    """A live product of the other kind that names this institution, which has agreed."""
    counterpart = kinds.COUNTERPART.get(kinds.offered_at(institution.type_code))
    rows = (
        products.live()
        .join(ProductPartner, ProductPartner.product_id == Product.id)
        .where(ProductPartner.agreed, ProductPartner.institution_id == institution.id)
        .where(Product.public_id == product_id, Product.kind == counterpart)
        .options(joinedload(Product.institution))
    )
    product = db.session.scalar(rows) if counterpart else None
    return product if product is not None and institution.public_id in product.partners else None
