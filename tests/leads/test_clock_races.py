"""A clock that ends at the moment of an answer, on both databases; each beside a twin that gets it wrong."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import service, slots, transition
from portal.leads.models import Clock, Lead, LeadMove, LeadState
from portal.leads.service import timing
from portal.organisations.models import Organisation
from tests import factories
from tests.races import each, race

RACES = 10
Q = LeadState


@pytest.fixture
def bank(app):
    return factories.institution()


@pytest.fixture
def manager(bank):
    return actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id)


@pytest.fixture
def owner():
    return actor_of(factories.membership(Role.APPLICANT, at=factories.organisation()).id)


def overdue(bank, owner, state, which, manager=None) -> list[int]:
    """Leads whose clock has just run out, each of a need of its own."""
    firm, person = db.session.get(Organisation, owner.organisation_id), factories.person()
    due = clock.now() - timedelta(seconds=1)
    running = {"clock": which, "clock_days": 2, "clock_started_at": due, "clock_due_at": due}
    held = {"slot": 1} if state is Q.APPROVED else {}
    leads = [
        factories.lead(
            need=factories.need(owner=firm, by=person),
            institution=bank,
            state=state,
            assigned_id=manager and manager.membership_id,
            **running,
            **held,
        ).id
        for _ in range(RACES)
    ]
    db.session.commit()
    return leads


def row(lead_id):
    return db.session.get(Lead, lead_id, populate_existing=True)


def take(owner, lead):
    """The owner's yes to an offer, as its own service makes it."""
    slots.lock(lead.need_id)
    return transition.make(row(lead.id), "take", owner)


def claim(manager, lead):
    return service.claim(manager, lead_need(lead))


def lead_need(lead):
    return db.session.get(timing.FinancingNeed, lead.need_id)


ANSWERS = {
    "claim": (Q.PUSHED, Clock.FIRST_ANSWER, lambda who, lead: claim(who[0], lead), Q.INTERESTED),
    "bank's no": (
        Q.PUSHED,
        Clock.FIRST_ANSWER,
        lambda who, lead: service.bank_decline(who[0], lead, "R01"),
        Q.BANK_DECLINED,
    ),
    "accept": (Q.INTERESTED, Clock.OWNER_ANSWER, lambda who, lead: service.accept(who[1], lead), Q.ACCEPTED),
    "owner's no": (
        Q.INTERESTED,
        Clock.OWNER_ANSWER,
        lambda who, lead: service.decline(who[1], lead),
        Q.INTERESTED,
    ),
    "take": (Q.APPROVED, Clock.OWNER_ANSWER, lambda who, lead: take(who[1], lead), Q.TAKEN),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_and_the_end_of_its_clock_do_not_both_happen(app, bank, manager, owner, answer):
    state, which, act, after = ANSWERS[answer]
    leads = overdue(bank, owner, state, which, None if state is Q.PUSHED else manager)
    acts = each(leads, lambda lead_id: act((manager, owner), row(lead_id)), service.LeadError)
    ends = each(leads[::-1], timing.overrun, service.LeadError)
    race(app, [acts, ends])
    found = {lead_id: row(lead_id) for lead_id in leads}
    late = claimed_late(leads) if answer == "claim" else set()
    for lead_id, lead in found.items():
        assert lead.state in {after, Q.LAPSED}, answer
        lapsed = lead.state is Q.LAPSED or lead_id in late
        assert moves(lead_id)[Q.LAPSED] == lapsed
        assert told_of(lead_id) == lapsed, "an overrun is recorded exactly where the end came first"
        if lead.state is Q.LAPSED:
            assert lead.clock is None and lead.slot is None and lead.declining_until is None
    freed = sa.select(sa.func.count(outbox.OutboxMessage.id)).filter_by(
        topic="lead.freed", handler="matching.push_next"
    )
    lost = sum(lead.state in {Q.LAPSED, Q.BANK_DECLINED} for lead in found.values()) + len(late)
    assert db.session.scalar(freed) == lost


def claimed_late(leads) -> set[int]:
    """Those that lapsed first, and were claimed then: that may be."""
    late = sa.select(LeadMove.lead_id).where(LeadMove.from_state == Q.LAPSED, LeadMove.lead_id.in_(leads))
    return set(db.session.scalars(late))


def moves(lead_id) -> Counter:
    return Counter(db.session.scalars(sa.select(LeadMove.to_state).where(LeadMove.lead_id == lead_id)))


def told_of(lead_id) -> int:
    events = sa.select(sa.func.count(LedgerEvent.seq)).filter_by(kind="clock.overrun", lead_id=lead_id)
    return db.session.scalar(events)


def test_two_workers_end_a_clock_once(app, bank, owner):
    leads = overdue(bank, owner, Q.PUSHED, Clock.FIRST_ANSWER)
    race(app, [each(leads, timing.overrun, service.LeadError) for _ in range(3)])
    assert {(moves(lead_id)[Q.LAPSED], told_of(lead_id)) for lead_id in leads} == {(1, 1)}


def test_two_workers_record_a_late_call_and_remind_once(app, bank, owner, manager):
    late = overdue(bank, owner, Q.ACCEPTED, Clock.FIRST_CONTACT, manager)
    soon = overdue(bank, owner, Q.ACCEPTED, Clock.FIRST_CONTACT, manager)
    due = {"clock_due_at": clock.now() + timedelta(hours=1)}
    db.session.execute(sa.update(Lead).where(Lead.id.in_(soon)).values(due))
    db.session.commit()
    works = (timing.overrun, late), (timing.remind, soon)
    results = race(app, [each(leads, work, service.LeadError) for work, leads in works for _ in range(2)])
    assert {told_of(lead_id) for lead_id in late} == {1}
    assert [sum(pair) for pair in zip(results[2], results[3], strict=True)] == [1] * RACES


def test_twin_who_looks_and_then_ends_takes_back_an_answer(app, bank, manager, owner):
    """It reads that the clock has run out, and writes without asking again."""
    leads = overdue(bank, owner, Q.PUSHED, Clock.FIRST_ANSWER)[:8]
    looked, answered = threading.Barrier(2), threading.Barrier(2)

    def naive(lead_id):
        lead = row(lead_id)
        over = lead.state is Q.PUSHED and lead.clock_due_at <= clock.now()
        db.session.commit()
        looked.wait(30)
        answered.wait(30)
        if over:
            db.session.execute(sa.update(Lead).where(Lead.id == lead_id).values(state=Q.LAPSED))
        return over

    def first(lead_id):
        looked.wait(30)
        try:
            done = claim(manager, row(lead_id))
            db.session.commit()
        finally:
            answered.wait(30)
        return done

    race(app, [each(leads, naive, service.LeadError), each(leads, first, service.LeadError)])
    assert all(row(lead_id).state is Q.LAPSED and moves(lead_id)[Q.INTERESTED] for lead_id in leads)
