"""A colleague who is being let into a firm while its only other person is being forgotten keeps the firm."""

import threading

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import service as organisations
from portal.organisations.models import Organisation
from portal.rights import queries, service
from tests import factories
from tests.organisations.claiming import claim_of
from tests.organisations.test_joining import answered, firm_of, two

POSTGRES = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
"""SQLite has one writer: the two never meet there."""


def firm_is_lost(app) -> bool:
    """The claim is approved and not committed yet when the worker comes to erase; then it commits."""
    operator = factories.membership(Role.OPERATOR)
    first, second = two(operator)
    firm_id = firm_of(first).id
    answered(operator, claim_of(second), firm_of(first), ours=True)
    wish_id = service.ask(actor_of(first.id), account=True).id
    db.session.commit()
    organisations.approve(actor_of(operator.id), claim_of(second))

    def erases():
        with app.app_context():
            service.carry_out(wish_id)
            db.session.commit()
            db.session.remove()

    worker = threading.Thread(target=erases)
    worker.start()
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while worker.is_alive() and not db.session.scalar(waiting):
        worker.join(0.05)
    db.session.commit()
    worker.join(60)
    db.session.expire_all()
    return db.session.get_one(Organisation, firm_id).erased_at is not None


@POSTGRES
def test_who_was_let_in_meanwhile_keeps_the_firm(app):
    assert not firm_is_lost(app)


@POSTGRES
def test_twin_counting_people_without_the_firms_lock_loses_it(app, monkeypatch):
    monkeypatch.setattr(queries, "hold_firms", lambda person_id: None)
    assert firm_is_lost(app)
