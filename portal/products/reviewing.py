"""What an institution shows the public, a second person has read. Nothing here commits.

A draft, a suspended product and every change of a published one wait for a colleague. What waits is one row;
a change of what waits is another row, so nobody approves what they have not read.
"""

import json
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import object_session

from portal.accounts import standing
from portal.accounts.models import Membership
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.permissions import BANK
from portal.products import partners, service
from portal.products.models import Outcome, Product, ProductReview, ProductState

NOT_STATED = frozenset({"id", "public_id", "created_at"})
"""Columns that a copy of a product does not take over."""


class OwnReview(service.ProductError):
    """Whoever changed it last does not approve it."""


def submit(actor, product: Product) -> ProductReview:
    """Draft or suspended → in review; raises Incomplete, Moved."""
    service.lock(product)
    service.require_complete(product)
    before = (ProductState.DRAFT, ProductState.SUSPENDED)
    service.move(actor, product, before, state=ProductState.IN_REVIEW)
    return _open(actor, product, None)


def edit(actor, product: Product, values: dict, *, seen: str | None = None) -> ProductReview | None:
    """Take over other values: at once where nobody sees it yet, else once a colleague has read them.

    `seen`: the id of what waited when the form was filled ("" nothing); None does not ask. Returns what now
    waits for the colleague. Raises Incomplete, NameTaken, and Moved when something else waits by now.
    """
    service.lock(product)
    waiting = open_review(product)
    if seen is not None and seen != (waiting.public_id if waiting else ""):
        raise service.Moved(
            f"“{product.name}”刚刚有同事改过。你填的还在这一页，先看看他改了什么；再提交，会用你的盖过他的。"
        )
    if product.state is ProductState.PUBLISHED or (waiting and waiting.changes):
        return propose(actor, product, values)
    changed = service.apply(actor, product, values)
    if changed and waiting is not None:  # who changes nothing does not become its author
        _close(actor, waiting, Outcome.REPLACED)
        waiting = _open(actor, product, None)
    return waiting


def propose(actor, product: Product, values: dict) -> ProductReview | None:
    """Other values for what is published, to hold once a colleague has read them; None if none differs.

    Raises Incomplete for what could not be shown, NameTaken for another product's name.
    """
    changes = {name: value for name, value in values.items() if getattr(product, name) != value}
    waiting = open_review(product)
    if waiting is not None and changes == changes_of(waiting):
        return waiting
    if not changes:
        if waiting is not None:
            _close(actor, waiting, Outcome.REPLACED)
        return None
    if "name" in changes and _has_namesake(product, changes["name"]):
        raise service.NameTaken(service.NAMESAKE)
    service.require_complete(revised(product, changes))
    if waiting is not None:
        _close(actor, waiting, Outcome.REPLACED)
    return _open(actor, product, changes)


def approve(actor, review: ProductReview) -> None:
    """What was read holds from now on. Raises OwnReview, Moved, NameTaken."""
    product = _locked(review)
    if _person_of(review.proposed_by_id) == actor.person_id:
        raise OwnReview("自己改的，要由另一位同事复核。")
    _close(actor, review, Outcome.APPROVED)
    if review.changes is None:
        _publish(actor, product)
    else:
        service.apply(actor, product, changes_of(review))
    partners.forget_dropped(product)


def send_back(actor, review: ProductReview, note: str) -> None:
    """Not like this, and why: a draft is a draft again, a published product stays as it is. Raises Moved."""
    product = _locked(review)
    _close(actor, review, Outcome.RETURNED, note)
    _to_draft(actor, product)
    service.record("product.returned", actor, product)
    _tell(_person_of(review.proposed_by_id), "product_returned", review, product)


def take_back(actor, review: ProductReview) -> None:
    """Whoever asked asks no more. Raises Moved."""
    product = _locked(review)
    _close(actor, review, Outcome.TAKEN_BACK)
    _to_draft(actor, product)
    service.record("product.taken_back", actor, product)


def open_review(product: Product) -> ProductReview | None:
    """What waits for a second person, if anything."""
    return db.session.scalar(
        sa.select(ProductReview).where(
            ProductReview.product_id == product.id, ProductReview.outcome.is_(None)
        )
    )


def changes_of(review: ProductReview) -> dict:
    """Columns and their new values, as the product's columns hold them."""
    return {name: _column_value(name, value) for name, value in json.loads(review.changes or "{}").items()}


def revised(product: Product, changes: Mapping) -> Product:
    """The product as it would be: an object that belongs to no session, so it is never written."""
    held = {
        column.key: getattr(product, column.key)
        for column in sa.inspect(Product).column_attrs
        if column.key not in NOT_STATED
    }
    copy = Product(public_id=product.public_id, **{**held, **changes})
    if "institution" not in sa.inspect(product).unloaded:
        copy.institution = product.institution
    assert object_session(copy) is None
    return copy


def _open(actor, product: Product, changes: dict | None) -> ProductReview:
    written = None if changes is None else json.dumps(changes, ensure_ascii=False, sort_keys=True)
    review = ProductReview(product_id=product.id, proposed_by_id=actor.membership_id, changes=written)
    try:
        with db.session.begin_nested():
            db.session.add(review)
    except IntegrityError as error:
        raise service.Moved(f"“{product.name}”刚刚已经有人提交复核。") from error
    facts = {"fields": sorted(changes)} if changes else {}
    service.record("product.submitted", actor, product, **facts)
    _tell_readers(actor, product, review)
    return review


def _close(actor, review: ProductReview, outcome: Outcome, note: str = "") -> None:
    """The one update that decides what becomes of it; whoever comes second gets Moved."""
    waiting = sa.update(ProductReview).where(ProductReview.id == review.id, ProductReview.outcome.is_(None))
    done = {"outcome": outcome, "decided_by_id": actor.membership_id, "decided_at": clock.now(), "note": note}
    if not db.session.execute(waiting.values(**done).execution_options(synchronize_session=False)).rowcount:
        raise service.Moved("这份内容刚刚又改过，或者别人已经处理了，请看看现在的内容。")
    db.session.refresh(review)


def _publish(actor, product: Product) -> None:
    service.require_complete(product)
    service.move(
        actor,
        product,
        (ProductState.IN_REVIEW,),
        state=ProductState.PUBLISHED,
        confirmed_on=clock.today(),
        published_at=product.published_at or clock.now(),
    )
    service.record("product.published", actor, product)


def _to_draft(actor, product: Product) -> None:
    """Where it came from: one that was shown before is a suspended one."""
    if product.state is ProductState.IN_REVIEW:
        before = ProductState.SUSPENDED if product.published_at else ProductState.DRAFT
        service.move(actor, product, (ProductState.IN_REVIEW,), state=before)


def _locked(review: ProductReview) -> Product:
    product = db.session.get_one(Product, review.product_id)
    service.lock(product)
    return product


def _has_namesake(product: Product, name: str) -> bool:
    same = sa.select(Product.id).where(
        Product.institution_id == product.institution_id, Product.name == name, Product.id != product.id
    )
    return db.session.scalar(same) is not None


def _tell_readers(actor, product: Product, review: ProductReview) -> None:
    readers = standing.acting_people(product.institution_id, BANK)
    for person_id in sorted(readers - {actor.person_id}):
        _tell(person_id, "product_review", review, product)


def _tell(person_id: int, kind: str, review: ProductReview, product: Product) -> None:
    about = {"organisation_id": product.institution_id, "other_id": product.id}
    outbox.put("person.news", person_id=person_id, kind=kind, event=f"review {review.id}", **about)


def _person_of(membership_id: int) -> int:
    return db.session.scalar(sa.select(Membership.person_id).where(Membership.id == membership_id))


def _column_value(name: str, value):
    """What JSON made of a column's value, made that again."""
    kind = Product.__table__.c[name].type
    if isinstance(kind, sa.Enum):
        return kind.enum_class(value)
    return tuple(value) if isinstance(value, list) else value
