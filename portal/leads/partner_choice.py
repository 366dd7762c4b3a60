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
from portal.products import kinds, partners
from portal.products import queries as products
from portal.products.models import Product, ProductPartner


@dataclass(frozen=True)
class Follower:
    """A partner that an owner may name beside an institution; `seen` is the digest of its `sentence`."""

    product: Product
    institution: str
    word: str  # 见贷即担, 见担即贷
    sentence: str
    seen: str


def followers(need: FinancingNeed, institution_ids: Iterable[str]) -> dict[str, Follower]:
    """By the institution's public id: the partner that fits the need best; most have none."""
    if need.scope is Scope.BATCH:
        return {}
    found = _confirmed(set(institution_ids))
    if not found:
        return {}
    may = able(need)
    chosen = {}
    for public_id, offered in found.items():
        fitting = matching.best_of([one for one in offered if one.institution_id in may], [need])
        if need.id in fitting:
            chosen[public_id] = _follower(fitting[need.id][0])
    return chosen


def follower(need: FinancingNeed, institution: Organisation, product_id: str) -> Follower | None:
    """The one that was ticked, if it is still the one that is offered."""
    found = followers(need, [institution.public_id]).get(institution.public_id)
    return found if found and found.product.public_id == product_id else None


def _confirmed(public_ids: set[str]) -> dict[str, list[Product]]:
    """Live products of the other kind that name these institutions, where those have agreed."""
    rows = (
        products.live()
        .add_columns(Organisation.public_id, Organisation.type_code)
        .join(ProductPartner, ProductPartner.product_id == Product.id)
        .join(Organisation, Organisation.id == ProductPartner.institution_id)
        .where(ProductPartner.agreed, Organisation.public_id.in_(public_ids))
        .options(joinedload(Product.institution))
        .order_by(Product.id)
    )
    found: dict[str, list[Product]] = {}
    for product, public_id, type_code in db.session.execute(rows):
        counterpart = kinds.COUNTERPART.get(kinds.offered_at(type_code))
        if product.kind is counterpart and public_id in product.partners:
            found.setdefault(public_id, []).append(product)
    return found


def _follower(product: Product) -> Follower:
    name = product.institution.name
    said = naming.sentence(name)
    return Follower(product, name, partners.together_word(product), said, terms.digest(said))


def tick(found: Follower | None) -> dict | None:
    """What the tick beside a button shows: `{product, institution, word, sentence, seen}`."""
    return found and {
        "product": found.product.public_id,
        "institution": found.institution,
        "word": found.word,
        "sentence": found.sentence,
        "seen": found.seen,
    }
