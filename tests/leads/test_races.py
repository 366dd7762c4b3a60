"""Claims, slots and reveals that are raced for, on both databases; each beside a twin that gets it wrong."""

import os
import sys
import threading
from collections import Counter

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.consent import queries as consents
from portal.consent import service as consent_service
from portal.consent.models import Reveal
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service
from portal.leads.models import Channel, Clock, Lead, LeadMove, LeadState
from portal.leads.service import revealing
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from tests import factories
from tests.races import each, race, race_apart

MANAGERS, TALKS = 4, 2
MANY = int(os.environ.get("RACES") or 2000)  # the long run
RUNS = pytest.mark.parametrize(
    "races", [300, pytest.param(MANY, marks=[pytest.mark.slow, pytest.mark.timeout(3 * 3600)], id="many")]
)


@pytest.fixture
def bank(app):
    return factories.institution()


@pytest.fixture
def managers(bank):
    return [actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id) for _ in range(MANAGERS)]


@pytest.fixture
def owner():
    firm = factories.organisation()
    return actor_of(factories.membership(Role.APPLICANT, at=firm).id)


def raced(app, runners, races):
    """Results by runner; processes cost two seconds to start, and pay from a few thousand races on."""
    return (race if races <= 300 else race_apart)(app, runners)


def needs_of(owner, count, **values):
    firm = db.session.get(Organisation, owner.organisation_id)
    person = factories.person()
    return [factories.need(owner=firm, by=person, **values).id for _ in range(count)]


def the_need(need_id):
    return db.session.get(FinancingNeed, need_id)


# Claims


def winners(results):
    """How many managers won each need."""
    return Counter(won for one in results for won in one if isinstance(won, int))


@RUNS
def test_exactly_one_manager_wins_each_claim(app, bank, managers, owner, races):
    needs = needs_of(owner, races)
    for need_id in needs[::2]:
        service.push(need_id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=None)
    db.session.commit()
    claims = [
        each(needs, lambda need_id, me=me: service.claim(me, the_need(need_id)).need_id, service.LeadError)
        for me in managers
    ]
    results = raced(app, claims, races)
    assert winners(results) == dict.fromkeys(needs, 1)
    lost = [error for one in results for error in one if not isinstance(error, int)]
    assert {type(error) for error in lost} == {service.TakenBy}, "the loser reads who was first"
    for lead in db.session.scalars(sa.select(Lead)):
        assert lead.state is LeadState.INTERESTED and lead.assigned_id in {
            me.membership_id for me in managers
        }
    steps = sa.select(sa.func.count(LeadMove.id)).where(LeadMove.to_state == LeadState.INTERESTED)
    assert db.session.scalar(steps) == races
    told(f"claims: {races} needs, {MANAGERS} managers at each: {len(winners(results))} won, by one each")


def told(line: str) -> None:
    sys.stderr.write(f"{line} ({db.engine.dialect.name})\n")


def test_the_naive_claim_gives_a_lead_to_several(app, bank, managers, owner):
    """The twin: it looks first and writes then. The check above must find it out."""
    needs = needs_of(owner, 20)
    for need_id in needs:
        service.push(need_id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=None)
    db.session.commit()
    looked = threading.Barrier(MANAGERS)

    def naive(me, need_id):
        lead = db.session.scalar(sa.select(Lead).where(Lead.need_id == need_id))
        free = lead.state is LeadState.PUSHED
        db.session.commit()
        looked.wait(30)
        if not free:
            raise service.OtherState
        lead.state, lead.assigned_id = LeadState.INTERESTED, me.membership_id
        return need_id

    claims = [each(needs, lambda need_id, me=me: naive(me, need_id), service.LeadError) for me in managers]
    won = winners(race(app, claims))
    assert won != dict.fromkeys(needs, 1)
    assert max(won.values()) > 1


# Slots


def asked_by_five(owner, count):
    """Needs that five institutions asked for, with room for two talks: the leads of each institution."""
    banks = [factories.institution() for _ in range(5)]
    needs = needs_of(owner, count, max_talks=TALKS)
    return needs, [
        [factories.lead(need=the_need(need_id), institution=at, **asked()).id for need_id in needs]
        for at in banks
    ]


def asked():
    due = clock.now()
    return {
        "state": LeadState.INTERESTED,
        "clock": Clock.OWNER_ANSWER,
        "clock_started_at": due,
        "clock_due_at": due,
    }


def accepted_of(need_id):
    talks = sa.select(Lead.slot).where(Lead.need_id == need_id, Lead.state == LeadState.ACCEPTED)
    return sorted(db.session.scalars(talks), key=str)


@RUNS
def test_no_more_talks_than_the_owner_allows(app, owner, races):
    needs, columns = asked_by_five(owner, races // 5)
    db.session.commit()

    def accept(lead_id):
        return service.accept(owner, db.session.get(Lead, lead_id, populate_existing=True))

    results = raced(app, [each(column, accept, service.NeedFull) for column in columns], races)
    assert {need_id: accepted_of(need_id) for need_id in needs} == {need_id: [1, 2] for need_id in needs}
    refused = sum(isinstance(each_one, service.NeedFull) for one in results for each_one in one)
    assert refused == len(needs) * 3, "nobody is turned away while there is room"
    standing = sa.select(sa.func.count(Lead.id)).where(
        Lead.state == LeadState.INTERESTED, Lead.clock_due_at.is_(None)
    )
    assert db.session.scalar(standing) == len(needs) * 3
    told(f"slots: {races} accepts of {len(needs)} needs with {TALKS} slots: {refused} refused, none over")


def test_the_naive_count_lets_too_many_in(app, owner):
    """The twin counts the talks and then writes, without a slot."""
    needs, columns = asked_by_five(owner, 10)
    db.session.commit()
    counted = threading.Barrier(5)

    def naive(lead_id):
        lead = db.session.get(Lead, lead_id, populate_existing=True)
        talks = len(accepted_of(lead.need_id))
        db.session.commit()
        counted.wait(30)
        if talks >= TALKS:
            raise service.NeedFull(TALKS)
        lead.state = LeadState.ACCEPTED
        return lead

    race(app, [each(column, naive, service.NeedFull) for column in columns])
    assert max(len(accepted_of(need_id)) for need_id in needs) > TALKS


def test_the_database_refuses_a_slot_twice(app, owner):
    """Behind the lock stands the constraint."""
    columns = asked_by_five(owner, 1)[1]
    service.accept(owner, db.session.get(Lead, columns[0][0]))
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(Lead).where(Lead.id == columns[1][0]).values(slot=1))


# Reveals


@pytest.fixture
def contacts(bank, managers, owner):
    """Forty leads of one manager, each under consent."""
    leads = []
    for need_id in needs_of(owner, 40):
        lead = factories.lead(
            need=the_need(need_id),
            institution=bank,
            state=LeadState.ACCEPTED,
            assigned_id=managers[0].membership_id,
        )
        consent_service.give(owner, lead)
        leads.append(lead.id)
    db.session.commit()
    return leads


def opened(me):
    return db.session.scalar(
        sa.select(sa.func.count(Reveal.id)).where(Reveal.membership_id == me.membership_id)
    )


def test_the_budget_of_a_day_is_exact(app, managers, contacts):
    me = managers[0]

    def look(lead_id):
        return service.reveal(me, db.session.get(Lead, lead_id), "first_call")

    results = race(app, [each(contacts[part::4], look, service.BudgetSpent) for part in range(4)])
    refused = sum(isinstance(one, service.BudgetSpent) for column in results for one in column)
    assert (opened(me), refused) == (revealing.MOST, 10)


def test_a_person_in_two_institutions_has_one_budget(app, managers, contacts, owner, monkeypatch):
    monkeypatch.setattr(revealing, "MOST", 1)
    second_bank = factories.institution()
    person = db.session.get(Person, managers[0].person_id)
    elsewhere = factories.membership(Role.BANK_MANAGER, at=second_bank, of=person)
    need = the_need(needs_of(owner, 1)[0])
    assigned = {"state": LeadState.ACCEPTED, "assigned_id": elsewhere.id}
    lead = factories.lead(need=need, institution=second_bank, **assigned)
    consent_service.give(owner, lead)
    service.reveal(managers[0], db.session.get(Lead, contacts[0]), "first_call")
    with pytest.raises(service.BudgetSpent):
        service.reveal(actor_of(elsewhere.id), lead, "first_call")


def test_a_budget_without_a_lock_is_overdrawn(app, managers, contacts):
    """The twin counts and then writes."""
    me = managers[0]
    for lead_id in contacts[: revealing.MOST - 1]:
        service.reveal(me, db.session.get(Lead, lead_id), "first_call")
    db.session.commit()
    counted = threading.Barrier(4)

    def naive(lead_id):
        used = consents.reveals_today(me.person_id)
        consent = consents.live(lead_id)
        db.session.commit()
        counted.wait(30)
        if used >= revealing.MOST:
            raise service.BudgetSpent(revealing.MOST)
        row = Reveal(
            membership_id=me.membership_id,
            lead_id=lead_id,
            consent_id=consent.id,
            day=clock.today(),
            why="visit",
        )
        db.session.add(row)
        return row

    race(app, [each([lead_id], naive, service.BudgetSpent) for lead_id in contacts[-4:]])
    assert opened(me) > revealing.MOST
