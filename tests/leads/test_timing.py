"""Clocks act by themselves: one reminder, one overrun, and what nobody answers lapses."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import service as consent
from portal.consent.models import Consent
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import jobs, service, silence, transition
from portal.leads.models import Channel, Lead, LeadState
from portal.leads.service import timing
from portal.needs.models import NeedState
from tests import factories

pytestmark = pytest.mark.sqlite  # races run on both
MONDAY = clock.shanghai(date(2026, 11, 23), 10)
DAY = timedelta(days=1)
MORNING = timedelta(hours=-1)  # 9:00, as the days below begin at 10:00


@pytest.fixture
def news(monkeypatch):
    """Every message put, as (topic, payload)."""
    put, seen = outbox.put, []

    def watched(topic, due_at=None, **payload):
        seen.append((topic, payload))
        put(topic, due_at, **payload)

    monkeypatch.setattr(outbox, "put", watched)
    return seen


@pytest.fixture
def stage(app):
    with clock.at(MONDAY):
        return Stage()


class Stage:
    """One need before one bank, pushed on Monday: two working days, until Wednesday's end."""

    def __init__(self) -> None:
        self.bank = factories.institution()
        self.manager = actor_of(factories.membership(Role.BANK_MANAGER, at=self.bank).id)
        firm = factories.organisation()
        self.owner = actor_of(factories.membership(Role.APPLICANT, at=firm).id)
        self.need = factories.need(owner=firm, opened_at=MONDAY)
        how = {"product_id": None, "channel": Channel.MATCH, "score_bp": None}
        self.lead = service.push(self.need.id, self.bank.id, **how)
        db.session.commit()

    def row(self) -> Lead:
        return db.session.get_one(Lead, self.lead.id, populate_existing=True)

    def claim(self) -> None:
        service.claim(self.manager, self.need)
        db.session.commit()

    def accept(self) -> None:
        service.accept(self.owner, self.row())
        db.session.commit()

    def approve(self) -> None:
        """As far as the institution's yes, whose answer the owner owes."""
        self.claim()
        self.accept()
        for name in ("contact", "approve"):
            transition.make(self.row(), name, self.manager)
        db.session.commit()


@contextmanager
def on(days: int, then: timedelta = MORNING):
    with clock.at(MONDAY + days * DAY + then):
        yield


def told(news, topic):
    return [payload for name, payload in news if name == topic]


def recorded(kind):
    return [event.values for event in db.session.scalars(sa.select(LedgerEvent).filter_by(kind=kind))]


# Reminders


def test_who_has_to_answer_is_reminded_once_a_working_day_before(stage, news):
    for days, then in ((0, 2 * DAY / 24), (1, MORNING - DAY / 8), (1, MORNING), (1, DAY / 8), (2, MORNING)):
        with on(days, then):
            jobs.clocks()
    due = clock.shanghai(date(2026, 11, 26)).isoformat(timespec="seconds")
    assert told(news, "clock.reminder") == [{"lead_id": stage.lead.id, "clock": "first_answer", "due": due}]


def test_twin_a_reminder_that_is_not_remembered_comes_again(stage, news, monkeypatch):
    monkeypatch.setattr(timing, "_change", lambda statement: True)
    for hour in range(3):
        with on(1, timedelta(hours=hour)):
            jobs.clocks()
    assert len(told(news, "clock.reminder")) == 3


def test_a_clock_of_one_day_reminds_on_that_day_and_not_when_it_begins(stage, news):
    with on(0):
        stage.claim()
    with on(0, timedelta(hours=1)):
        stage.accept()
        jobs.clocks()
    assert not told(news, "clock.reminder")
    with on(1):
        jobs.clocks()
    assert [one["clock"] for one in told(news, "clock.reminder")] == ["first_contact"]


def test_nobody_is_reminded_on_a_rest_day(stage, news):
    db.session.execute(sa.update(Lead).values(clock_due_at=clock.shanghai(date(2026, 11, 30))))
    with on(5), pytest.MonkeyPatch.context() as patch:  # Saturday
        assert not timing.to_remind()
        patch.setattr(timing.workdays, "is_workday", lambda day: True)  # the twin
        assert timing.to_remind()


# Overruns


def test_a_silent_institution_lapses_at_the_end_and_not_before(stage, news):
    with on(2, timedelta(hours=13, minutes=59)):
        assert jobs.clocks() == 1  # reminded
        assert stage.row().state is LeadState.PUSHED
    with on(3, timedelta(hours=-10)):
        assert jobs.clocks() == 1
        assert jobs.clocks() == 0
    lead = stage.row()
    assert (lead.state, lead.clock, silence.of(lead)) == (LeadState.LAPSED, None, silence.INSTITUTION)
    (freed,) = told(news, "lead.freed")
    assert freed["silent"] == silence.INSTITUTION
    (overrun,), stopped = recorded("clock.overrun"), recorded("clock.stopped")[-1]
    assert overrun["clock"] == "first_answer" and overrun["due"] == stopped["due"]
    assert not stopped["in_time"]
    assert recorded("lead.moved")[-1]["stage"] == "pushed"


def test_a_silent_owner_lapses_and_it_is_said_whose_silence_it_was(stage, news):
    stage.claim()
    with on(30):
        jobs.clocks()
    assert silence.of(stage.row()) == silence.OWNER
    assert told(news, "lead.freed")[-1]["silent"] == silence.OWNER
    with pytest.raises(service.LeadError):
        service.claim(stage.manager, stage.need)


def test_an_offer_that_nobody_takes_lapses_and_frees_slot_and_consent(stage):
    with on(0):
        stage.approve()
    with on(30):
        jobs.clocks()
        lead = stage.row()
        assert (lead.state, lead.slot, silence.of(lead)) == (LeadState.LAPSED, None, silence.OWNER)
        db.session.refresh(stage.need)
        assert stage.need.state is NeedState.OPEN
        until = db.session.scalar(sa.select(Consent.until))
        assert until == clock.now() + consent.terms.AFTER_END


def test_other_clocks_are_only_recorded_and_told_once(stage, news):
    with on(0):
        stage.claim()
        stage.accept()
    for days in (3, 4, 9):
        with on(days):
            jobs.clocks()
    assert stage.row().state is LeadState.ACCEPTED
    assert [one["clock"] for one in told(news, "clock.overrun")] == ["first_contact"]
    assert [one["clock"] for one in recorded("clock.overrun")] == ["first_contact"]
    with on(9):
        service.contacted(stage.manager, stage.row())
        assert stage.row().clock_overran_at is None, "the next clock is another one"


def test_what_stands_still_or_is_answered_does_not_lapse(stage):
    with on(0):
        stage.claim()
    with on(4):
        service.decline(stage.owner, stage.row())  # can be undone for ten minutes, and is an answer
        db.session.commit()
    with on(30):
        assert not timing.over()
    with on(4):
        service.undo_decline(stage.owner, stage.row())
        db.session.execute(sa.update(Lead).values(clock_due_at=None, clock_left=2))  # a side is frozen
        db.session.commit()
    with on(30):
        assert not timing.over()
    db.session.execute(sa.update(Lead).values(clock_due_at=MONDAY))
    stage.need.state = NeedState.WITHDRAWN  # the worker is about to end its leads
    db.session.commit()
    with on(30):
        assert not timing.over()


def test_a_frozen_institution_does_not_lapse_before_its_clock_is_stopped(stage):
    """Between the freeze and the worker's part of it."""
    stage.bank.frozen_at = MONDAY
    db.session.commit()
    with on(30):
        assert jobs.clocks() == 0
    assert stage.row().state is LeadState.PUSHED
    assert not recorded("clock.overrun")


def test_one_that_fails_does_not_hold_up_the_others(stage, monkeypatch):
    how = {"product_id": None, "channel": Channel.MATCH, "score_bp": None}
    with clock.at(MONDAY + DAY):
        later = service.push(stage.need.id, factories.institution().id, **how).id
    db.session.commit()
    lapse = timing._lapse

    def broken(lead, late):
        if lead.id != later:
            raise ZeroDivisionError
        lapse(lead, late)

    monkeypatch.setattr(timing, "_lapse", broken)
    with on(30), pytest.raises(ZeroDivisionError):
        jobs.clocks()
    assert stage.row().state is LeadState.PUSHED
    assert db.session.get_one(Lead, later, populate_existing=True).state is LeadState.LAPSED
    assert len(recorded("clock.overrun")) == 1, "what failed is undone altogether"
