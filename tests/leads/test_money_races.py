"""Offers and payments that are raced for, on both databases; each beside a twin that gets it wrong."""

import threading

import sqlalchemy as sa

from portal.core import ledger
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.leads import service, transition
from portal.leads.models import Disbursement, Lead, LeadState
from portal.leads.service import paying
from tests.leads.talks import WAN, approved, payment, taken
from tests.races import race

ROUNDS = 10


def moves_of(lead_id: int) -> list[str]:
    rows = sa.select(LedgerEvent).where(LedgerEvent.lead_id == lead_id, LedgerEvent.kind == "lead.moved")
    return [event.values["to"] for event in db.session.scalars(rows.order_by(LedgerEvent.seq))]


# The owner's yes against the end of its time


def _raced(app, lapse) -> list[tuple[LeadState, list[str]]]:
    """Yes and lapse let go at one moment, for some leads: how each ended, and its moves."""
    ends = []
    for _ in range(ROUNDS):
        at = approved()
        lead_id, offer_id, owner = at.lead.id, at.offer.public_id, at.owner
        db.session.commit()

        def take(lead_id=lead_id, offer_id=offer_id, owner=owner):
            return _tried(lambda: service.take(owner, db.session.get(Lead, lead_id), offer_id))

        race(app, [take, lambda lead_id=lead_id: _tried(lambda: lapse(db.session.get(Lead, lead_id)))])
        db.session.expire_all()
        moved = moves_of(lead_id)
        ends.append((db.session.get(Lead, lead_id).state, moved))
    return ends


def _tried(act) -> None:
    try:
        act()
        db.session.commit()
    except service.LeadError:
        db.session.rollback()


def test_a_yes_and_a_lapse_at_once_leave_one_of_the_two(app):
    for state, moved in _raced(app, lambda lead: transition.make(lead, "lapse")):
        assert moved == ["approved", str(state)]


def test_twin_a_lapse_that_does_not_ask_for_the_state(app):
    def naive(lead):
        db.session.commit()
        threading.Event().wait(0.2)
        db.session.execute(sa.update(Lead).where(Lead.id == lead.id).values(state=LeadState.LAPSED))
        ledger.record("lead.moved", lead_id=lead.id, to="lapsed")

    assert any(len(moved) > 2 for _, moved in _raced(app, naive))


# Two payments under one offer


def _paid_at_once(app, pay) -> list[int]:
    """Two payments of 12 万 under an offer of 20 万, let go at one moment: what was paid in all, in 万."""
    sums = []
    for _ in range(ROUNDS):
        at = taken()
        lead_id, manager = at.lead.id, at.manager
        db.session.commit()

        def one(lead_id=lead_id, manager=manager):
            return _tried(lambda: pay(manager, db.session.get(Lead, lead_id), payment(12)))

        race(app, [one, one])
        total = sa.select(sa.func.sum(Disbursement.amount_fen)).where(Disbursement.lead_id == lead_id)
        sums.append(db.session.scalar(total) // WAN)
        db.session.commit()
    return sums


def test_two_payments_at_once_never_exceed_the_offer(app):
    assert _paid_at_once(app, service.disburse) == [12] * ROUNDS


def test_twin_a_sum_that_is_asked_for_too_early(app, monkeypatch):
    """It looks what is left before it has the need for itself."""
    looked, early, rest_fen = threading.Barrier(2), threading.local(), paying.rest_fen
    monkeypatch.setattr(paying, "rest_fen", lambda offer: getattr(early, "left", None) or rest_fen(offer))

    def naive(manager, lead, paid):
        early.left = rest_fen(paying.latest(lead.id))
        db.session.commit()
        looked.wait(30)
        return service.disburse(manager, lead, paid)

    assert max(_paid_at_once(app, naive)) == 24
