"""The play tells a story that can have happened: in order, and all of it before its day."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import queries as accounts
from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.demo import cast, queries
from portal.demo.stage import SOON, Stage
from portal.demo.times import Calendar
from portal.freezing import queries as freezing
from portal.freezing import service as freezes
from portal.leads import queries as leads
from portal.leads.models import Lead, LeadMove, LeadState
from portal.needs.models import FinancingNeed
from portal.organisations.models import Claim, ClaimState
from portal.organisations.queries import claim_page
from tests.databases import NoPostgres
from tests.demo.told import AS_OF, NIGHT, disordered, seeded, steps_by_lead

BOTH = [
    pytest.param("sqlite", marks=pytest.mark.slow),  # at every change it is part of the year of test_year.py
    pytest.param("postgresql", marks=pytest.mark.postgres),
]
SMALL = 0  # the scale of the play alone


@pytest.fixture(scope="module", params=BOTH)
def told(request, shelf, tmp_path_factory):
    """Made once a database for the tests here, which only read it."""
    try:
        with seeded(shelf, request.param, tmp_path_factory.mktemp("demo"), SMALL):
            yield
    except NoPostgres as missing:
        pytest.skip(str(missing))


def test_the_steps_of_every_lead_follow_each_other_before_the_day(told):
    leads = steps_by_lead()
    assert len(leads) == db.session.scalar(sa.select(sa.func.count(Lead.id))) > 50
    assert disordered(leads) == []


def test_everything_is_recorded_in_the_order_it_happened(told):
    recorded = db.session.scalars(sa.select(LedgerEvent.recorded_at).order_by(LedgerEvent.seq)).all()
    assert recorded == sorted(recorded)
    assert recorded[-1] <= NIGHT


def test_twin_a_refusal_before_the_push_is_found(told):
    leads = steps_by_lead()
    answered = next(steps for steps in leads if len(steps) > 1)
    with db.session.no_autoflush:
        answered[1].happened_at = answered[0].happened_at - timedelta(minutes=40)
        assert disordered(leads) == [answered[0].lead_id]
    db.session.rollback()


def test_a_story_that_plans_too_early_comes_next(app):
    """However a story counts its days: what follows from an act is never dated before it."""
    calendar = Calendar(AS_OF, None)
    stage, seen = Stage(calendar, None), []
    noon = clock.shanghai(calendar.day(3), 12)

    def push() -> None:
        stage.plan(noon - timedelta(hours=2), lambda: seen.append(clock.now()))
        seen.append(clock.now())

    stage.plan(noon, push)
    stage.run(lambda moment: None)
    assert seen == [noon, noon + SOON]


def test_whoever_registered_left_a_mobile(told):
    people = sa.select(Person).join(Claim, Claim.person_id == Person.id)
    claimants = db.session.scalars(people).all()
    assert len(claimants) > 15
    assert [person.name for person in claimants if not person.mobile] == []


def test_the_operator_reads_a_mobile_on_every_waiting_claim(told):
    waiting = db.session.scalars(sa.select(Claim).where(Claim.state == ClaimState.PENDING)).all()
    assert waiting
    assert [claim.id for claim in waiting if "****" not in claim_page(claim)["mobile"]] == []


def test_no_sentence_has_quotes_inside_its_quotes(told):
    """Pages put “ ” around what banks and owners wrote."""
    written = [lead.sentence for lead in db.session.scalars(sa.select(Lead))]
    written += [need.words for need in db.session.scalars(sa.select(FinancingNeed))]
    assert any(written)
    assert [text for text in written if text and "“" in text] == []


def test_a_firm_is_frozen_and_everybody_reads_what_that_looks_like(told):
    """The operator's list, the firm's own way in, its bank's desk; the other operator can lift it."""
    member = queries.membership_of("frozen")
    assert "您的单位已被平台冻结" in accounts.why_nobody(member.person_id)
    froze, other = (actor_of(queries.membership_of(key).id) for key in ("operator", "approver"))
    [row] = [row for row in freezing.listed(froze) if not row["lifted"]]
    assert (row["kind"], row["by"], row["mine"]) == ("企业", cast.person_of("operator"), True)
    assert not freezes.awaits_another(other, freezing.find(other, row["public_id"]))
    bank = queries.membership_of("manager")
    mine = leads.mine(actor_of(bank.id)).where(FinancingNeed.owner_id == member.organisation_id)
    lead = db.session.scalars(mine).one()
    assert (lead.state, lead.clock_due_at, lead.clock_left) == (LeadState.ACCEPTED, None, 1)


def content() -> list:
    """What was told of every lead, but for keys and addresses, which are drawn anew each time."""
    steps = sa.select(LeadMove.lead_id, LeadMove.from_state, LeadMove.to_state, LeadMove.happened_at)
    words = [
        (lead.need_id, lead.institution_id, lead.sentence) for lead in db.session.scalars(sa.select(Lead))
    ]
    return [words, db.session.execute(steps.order_by(LeadMove.id)).all()]


@pytest.mark.slow
def test_a_day_is_told_the_same_every_time(shelf, tmp_path):
    told = []
    for name in ("one", "two"):
        with seeded(shelf, "sqlite", tmp_path / name, SMALL):
            told.append(content())
    assert told[0] == told[1]
