"""Lives of needs, made up by chance: the services against the plain model, on both databases."""

import os

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from portal.accounts.actor import actor_of
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Lead, LeadState
from tests import factories
from tests.life.machine import BANKS, Life

SMALL = (50, 30)
RUNS = pytest.mark.parametrize(
    ("lives", "steps"),
    [
        pytest.param(*SMALL, marks=pytest.mark.timeout(600)),
        pytest.param(1000, 60, marks=[pytest.mark.slow, pytest.mark.timeout(3 * 3600)]),
    ],
)


@pytest.fixture
def stage(app, monkeypatch):
    banks = [factories.institution() for _ in range(BANKS)]
    firm, person = factories.organisation(), factories.person()
    owner = actor_of(factories.membership(Role.APPLICANT, at=firm, of=person).id)
    staff = [[actor_of(factories.membership(Role.BANK_MANAGER, at=at).id) for _ in range(2)] for at in banks]
    products = [factories.product(institution=at) for at in banks]
    db.session.commit()
    monkeypatch.setattr("portal.matching.queries.institutions_for", lambda need: in_order(need, products))
    ids = [at.id for at in banks]
    return dict(
        banks=banks, ids=ids, firm=firm, person=person, owner=owner, managers=staff, products=products
    )


def in_order(need, products):
    """Every bank is as good as its number; matching has tests of its own."""
    before = set(db.session.scalars(sa.select(Lead.institution_id).where(Lead.need_id == need.id)))
    return [(one.institution_id, one.id, 0) for one in products if one.institution_id not in before]


def live(stage, clock, lives, steps):
    machine = type("LifeHere", (Life,), {"stage": stage, "clock": clock})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=tuple(Phase) if os.environ.get("SHRINK") else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@RUNS
def test_every_life_of_a_need_keeps_its_rules(stage, time_machine, lives, steps):
    time_machine.move_to("2026-11-24 02:00:00+00:00")
    live(stage, time_machine, lives, steps)


@pytest.mark.sqlite
def test_a_lead_that_keeps_its_slot_is_caught(stage, time_machine, monkeypatch):
    """The twin: moves that end a talk forget to give its slot back."""
    monkeypatch.setattr("portal.leads.transition.TALKING", tuple(LeadState))
    time_machine.move_to("2026-11-24 02:00:00+00:00")
    with pytest.raises(AssertionError, match="slots"):
        live(stage, time_machine, *SMALL)
