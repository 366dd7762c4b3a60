"""Whoever approves at the moment of a change has not approved the change."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core.db import db
from portal.core.permissions import Role
from portal.products import reviewing, service
from portal.products.models import Outcome, Product, ProductReview, ProductState
from tests import factories
from tests.organisations.claiming import together

READ, UNREAD = 435, 1


def changed_while_approved(app, approve) -> Product:
    """A colleague approves what they have read while its author makes it cheaper; what became of it."""
    bank = factories.institution()
    me, colleague = (actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id) for _ in range(2))
    draft = factories.product(
        institution=bank, state=ProductState.DRAFT, published_at=None, rate_low_bp=READ,
        decision_days=3, answered_by="示例支行",
    )  # fmt: skip
    review_id, product_id = reviewing.submit(me, draft).id, draft.id
    db.session.commit()
    together(
        app,
        lambda: approve(colleague, db.session.get_one(ProductReview, review_id)),
        lambda: reviewing.edit(me, db.session.get_one(Product, product_id), {"rate_low_bp": UNREAD}),
    )
    db.session.expire_all()
    return db.session.get_one(Product, product_id)


@pytest.mark.parametrize("round_", range(6))
def test_nothing_unread_is_ever_shown(app, round_):
    product = changed_while_approved(app, reviewing.approve)
    shown = product.state is ProductState.PUBLISHED
    assert (product.rate_low_bp == READ) == shown
    waiting = sa.select(sa.func.count(ProductReview.id)).where(ProductReview.outcome.is_(None))
    assert db.session.scalar(waiting) == 1


def test_twin_that_approves_whatever_waits_shows_the_unread(app):
    def naive(actor, review):
        product = db.session.get_one(Product, review.product_id)
        reviewing.edit(actor_of(review.proposed_by_id), product, {"rate_low_bp": UNREAD})  # comes between
        waiting = reviewing.open_review(product)
        reviewing._close(actor, waiting, Outcome.APPROVED)
        reviewing._publish(actor, product)

    product = changed_while_approved(app, naive)
    assert (product.state, product.rate_low_bp) == (ProductState.PUBLISHED, UNREAD)


@pytest.mark.parametrize("round_", range(3))
def test_of_two_who_submit_at_once_one_is_told(app, round_):
    bank = factories.institution()
    people = [actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id) for _ in range(2)]
    draft = factories.product(
        institution=bank, state=ProductState.DRAFT, published_at=None, decision_days=3, answered_by="示例支行"
    ).id
    db.session.commit()
    submit = lambda one: lambda: reviewing.submit(one, db.session.get_one(Product, draft))
    done = together(app, *(submit(one) for one in people))
    assert sum(isinstance(one, service.Moved) for one in done) == 1, done
