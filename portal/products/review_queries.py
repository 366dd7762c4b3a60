"""What waits for a second person at an institution, and what became of what somebody submitted."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts import standing
from portal.accounts.models import Membership, Person
from portal.core import clock, crypto, wording
from portal.core.db import db
from portal.core.permissions import BANK
from portal.products import reviewing, written
from portal.products.models import Outcome, Product, ProductReview


def visible_to(actor) -> sa.Select:
    """Reviews of the actor's own institution's products."""
    mine = sa.select(ProductReview).join(Product, Product.id == ProductReview.product_id)
    return mine.where(Product.institution_id == actor.organisation_id)


def find(actor, public_id: str) -> ProductReview | None:
    return db.session.scalar(visible_to(actor).where(ProductReview.public_id == public_id))


def to_read(actor) -> tuple[sa.Select]:
    """What waits for this person: everything open that somebody else has submitted."""
    own = sa.select(Membership.id).where(Membership.person_id == actor.person_id)
    return (
        visible_to(actor).where(ProductReview.outcome.is_(None), ProductReview.proposed_by_id.not_in(own)),
    )


def waiting(actor) -> list[dict]:
    """`[{public_id, name, what, who, when, own}]`, the longest waiting first."""
    found = db.session.execute(
        visible_to(actor)
        .add_columns(Product.name, Person)
        .join(Membership, Membership.id == ProductReview.proposed_by_id)
        .join(Person, Person.id == Membership.person_id)
        .where(ProductReview.outcome.is_(None))
        .order_by(ProductReview.id)
    ).all()
    crypto.preload(person.key_id for *_, person in found)
    return [_row(actor, review, name, person) for review, name, person in found]


def page(actor, review: ProductReview) -> dict:
    """The review's own page; see templates/products/review.html."""
    product = db.session.scalar(
        sa.select(Product).where(Product.id == review.product_id).options(selectinload(Product.institution))
    )
    person = _proposer(review)
    return {
        **_row(actor, review, product.name, person),
        "product": product.public_id,
        "rows": written.rows(product) if review.changes is None else None,
        "differences": _differences(product, review),
        "outcome": review.outcome,
        "note": review.note,
        "alone": not standing.acting_people(product.institution_id, BANK) - {person.id},
    }


def returned_note(product: Product) -> str:
    """Why the product's last submission was sent back; empty once it was submitted again or approved."""
    last = sa.select(ProductReview).where(ProductReview.product_id == product.id)
    found = db.session.scalar(last.order_by(ProductReview.id.desc()).limit(1))
    return found.note if found and found.outcome is Outcome.RETURNED else ""


def of_product(actor, product: Product) -> dict | None:
    """What of this product waits, as a row, for the institution's own people."""
    review = reviewing.open_review(product)
    return review and _row(actor, review, product.name, _proposer(review))


def _row(actor, review: ProductReview, name: str, person: Person) -> dict:
    at = clock.local(review.created_at)
    return {
        "public_id": review.public_id,
        "name": name,
        "what": "新发布" if review.changes is None else "修改",
        "who": person.name or "",
        "when": f"{wording.day_in_sentence(at.date())} {at:%H:%M}",
        "own": person.id == actor.person_id,
    }


def _differences(product: Product, review: ProductReview) -> list[dict] | None:
    if review.changes is None:
        return None
    return written.differences(product, reviewing.revised(product, reviewing.changes_of(review)))


def _proposer(review: ProductReview) -> Person:
    by = sa.select(Person).join(Membership, Membership.person_id == Person.id)
    return db.session.scalar(by.where(Membership.id == review.proposed_by_id))
