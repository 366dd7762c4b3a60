"""From the first call to the decision: who may note what, when it happened, and what the clocks do."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import clocks, queries, service, standing
from portal.leads.models import Clock, LeadMove, LeadState
from tests import factories

MONDAY = clock.shanghai(date(2026, 11, 23), 10)
S = LeadState


@pytest.fixture(autouse=True)
def monday(app):
    with clock.at(MONDAY):
        yield


@pytest.fixture
def bank():
    return factories.institution()


@pytest.fixture
def member(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


@pytest.fixture
def manager(member):
    return actor_of(member.id)


@pytest.fixture
def lead(bank, member):
    """Contacted this morning, with ten working days to decide."""
    running = clocks.started(Clock.DECISION, MONDAY)
    return factories.lead(
        institution=bank,
        state=S.CONTACTED,
        assigned_id=member.id,
        slot=1,
        state_since=MONDAY,
        **running,
    )


def events(lead, *kinds):
    rows = sa.select(LedgerEvent).where(LedgerEvent.lead_id == lead.id, LedgerEvent.kind.in_(kinds))
    return [one.values for one in db.session.scalars(rows.order_by(LedgerEvent.seq))]


def days(after):
    return clock.at(MONDAY + timedelta(days=after))


def test_diligence_begins_and_the_decisions_clock_runs_on(lead, manager):
    due = lead.clock_due_at
    with days(2):
        service.begin_diligence(manager, lead, MONDAY + timedelta(days=1), " 看了店 ")
        db.session.flush()
    assert (lead.state, lead.clock, lead.clock_due_at) == (S.DUE_DILIGENCE, Clock.DECISION, due)
    step = db.session.scalars(sa.select(LeadMove).order_by(LeadMove.id.desc())).first()
    assert (step.note, step.happened_at) == ("看了店", MONDAY + timedelta(days=1))
    assert step.recorded_at == MONDAY + timedelta(days=2)


@pytest.mark.parametrize("hours", [-30, 30])
def test_nothing_happens_before_the_step_before_it_or_tomorrow(lead, manager, hours):
    with pytest.raises(service.LeadError, match="之后"):
        service.begin_diligence(manager, lead, MONDAY + timedelta(hours=hours))


STEPS = [
    service.begin_diligence,
    lambda actor, lead: service.ask_materials(actor, lead, ["流水"]),
    lambda actor, lead: service.bring(actor, lead, []),
    service.go_on,
]


def others(bank):
    roles = (Role.BANK_MANAGER, Role.BANK_ADMIN)
    return [
        *(actor_of(factories.membership(role, at=bank).id) for role in roles),
        actor_of(factories.membership(Role.BANK_MANAGER).id),
    ]


def refused(step, people, lead):
    """Those whom the step turned away as not theirs."""
    turned = 0
    for actor in people:
        try:
            with db.session.begin_nested():
                step(actor, lead)
        except service.NotYours:
            turned += 1
        except service.LeadError:
            pass
    return turned


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_only_the_manager_who_works_on_it(lead, manager, bank, step):
    if step > 1:
        service.ask_materials(manager, lead, ["流水"])
    assert refused(STEPS[step], others(bank), lead) == 3


def test_twin_a_step_that_asks_nobody_is_found(lead, bank, monkeypatch):
    monkeypatch.setattr("portal.leads.service.diligence._own", lambda actor, lead: None)
    assert refused(STEPS[0], others(bank), lead) == 0


def test_materials_stop_the_clock_and_the_days_are_told_apart(lead, manager):
    with days(1):  # Tuesday: nine of ten left
        service.begin_diligence(manager, lead)
        service.ask_materials(manager, lead, ["租赁合同"])
    assert (lead.state, lead.clock_due_at, lead.clock_left) == (S.WAITING_MATERIALS, None, 9)
    with days(4):  # Friday
        service.go_on(manager, lead)
        assert (lead.state, lead.clock_left) == (S.DUE_DILIGENCE, None)
        assert clocks.days_left(lead.clock_due_at, clock.now()) == 9
        steps = queries.steps_of(lead.id, lead.institution_id)
        assert standing.days(steps) == 3
        assert "3 个工作日" in standing.words(steps)
    assert events(lead, "clock.stopped", "clock.started") == [
        {"clock": "decision", "standing": True},
        {"clock": "decision", "standing": False},
    ]


def test_asking_for_papers_makes_nobody_less_late(lead, manager):
    with days(21):
        late = clocks.days_left(lead.clock_due_at, clock.now())
        assert late < 0
        service.ask_materials(manager, lead, ["流水"])
        service.go_on(manager, lead)
        assert lead.state is S.CONTACTED, "back to where it was asked for"
        assert clocks.days_left(lead.clock_due_at, clock.now()) == late


def test_no_papers_twice_and_no_going_on_without_them(lead, manager):
    with pytest.raises(service.OtherState):
        service.go_on(manager, lead)
    service.ask_materials(manager, lead, ["流水"])
    with pytest.raises(service.OtherState):
        service.ask_materials(manager, lead, ["流水"])


def test_an_assigning_meanwhile_is_no_asking(lead, manager, bank):
    service.begin_diligence(manager, lead)
    service.ask_materials(manager, lead, ["流水"])
    admin = actor_of(factories.membership(Role.BANK_ADMIN, at=bank).id)
    second = actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id)
    chosen = next(one for one in service.candidates(lead) if one.membership_id == second.membership_id)
    service.reassign(admin, lead, chosen)
    assert [item.text for item in queries.items_of(lead.id)] == ["流水"]
    assert service.go_on(second, lead).state is S.DUE_DILIGENCE
    assert len(standing.spans(queries.steps_of(lead.id, bank.id))) == 1
