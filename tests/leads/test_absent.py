"""Somebody away is given nothing, offered for nothing, and what has a clock goes to the admin, once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import standing
from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core import clock, wording
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import jobs, queries, service
from portal.leads.models import Lead, LeadState
from portal.leads.queries.team import Holder
from portal.leads.service import absence, assigning
from portal.matching import queries as matching
from portal.organisations.away import NotTheirs, set_away
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

DAY = timedelta(days=1)
FIRST, LAST = "哪天开始不在", "哪天还不在（最后一天）"
SQLITE = pytest.mark.sqlite


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行")


@pytest.fixture
def admin(bank):
    return factories.membership(Role.BANK_ADMIN, at=bank)


@pytest.fixture
def manager(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


@pytest.fixture
def talk(bank, admin, manager):
    """A lead of the manager's, who must call."""
    need = factories.need()
    owner = factories.membership(at=db.session.get_one(Organisation, need.owner_id))
    lead = service.claim(actor_of(manager.id), need)
    service.accept(actor_of(owner.id), lead)
    db.session.commit()
    return lead


def leave(member: Membership, days: int = 3, first: int = 0) -> None:
    today = clock.today()
    member.away_from, member.away_until = today + first * DAY, today + (first + days) * DAY
    db.session.commit()


def lapse(member: Membership) -> None:
    member.attested_at = clock.now() - standing.ATTESTED_FOR - DAY
    db.session.commit()


def holder(lead) -> int:
    return db.session.get(Lead, lead.id, populate_existing=True).assigned_id


def assigned_events(lead) -> int:
    moves = sa.select(LedgerEvent).where(LedgerEvent.kind == "lead.moved", LedgerEvent.lead_id == lead.id)
    facts = [event.values for event in db.session.scalars(moves)]
    return sum(one.get("from") == one["to"] for one in facts)


ABSENT = pytest.mark.parametrize("go", [leave, lapse], ids=["away", "not attested"])


@ABSENT
def test_what_has_a_clock_goes_to_the_admin_once(talk, manager, admin, go):
    before = talk.clock_due_at
    go(manager)
    assert jobs.absent() == 1
    assert holder(talk) == admin.id
    lead = db.session.get(Lead, talk.id)
    assert (lead.state, lead.clock_due_at) == (LeadState.ACCEPTED, before)
    assert jobs.absent() == 0
    assert assigned_events(talk) == 1


@SQLITE
def test_who_is_here_or_goes_later_keeps_theirs(talk, manager):
    leave(manager, first=2)
    assert jobs.absent() == 0
    with clock.at(clock.now() + 3 * DAY):
        assert absence.held_by_absent() == [talk.id]
    with clock.at(clock.now() + 9 * DAY):
        assert absence.held_by_absent() == []


@SQLITE
def test_twin_a_job_that_counts_everybody_as_here_is_found_out(talk, manager, admin, monkeypatch):
    monkeypatch.setattr(absence, "present", sa.true)
    with pytest.raises(AssertionError):
        test_what_has_a_clock_goes_to_the_admin_once(talk, manager, admin, leave)


@SQLITE
def test_without_an_admin_who_is_here_it_stays(talk, manager, admin):
    leave(manager)
    leave(admin)
    assert jobs.absent() == 0
    assert holder(talk) == manager.id


@SQLITE
@ABSENT
def test_nothing_new_is_given_offered_or_pushed(talk, bank, manager, admin, go):
    colleague = factories.membership(Role.BANK_MANAGER, at=bank)
    assert [one.membership_id for one in service.candidates(talk)] == [colleague.id]
    go(colleague)
    assert service.candidates(talk) == []
    need = factories.need()
    factories.product(institution=bank)
    assert bank.id in matching.able_institutions(need)
    go(manager)
    assert bank.id not in matching.able_institutions(need)
    assert not assigning.has_manager_for(bank.id, need.region_code)
    owner = actor_of(factories.membership(at=db.session.get_one(Organisation, need.owner_id)).id)
    product = factories.product(institution=bank)
    lead = service.apply(owner, need, product)
    assert service.assign(lead.id) == admin.id
    manager.away_until, manager.attested_at = clock.today() - DAY, clock.now()
    db.session.commit()
    assert bank.id in matching.able_institutions(factories.need())


@SQLITE
def test_oneself_or_the_admin_says_so(client_as, bank, manager, admin):
    today = clock.today()
    page = Page(client_as(manager).get("/account/away"))
    page.submit(
        "保存", {"哪天开始不在": today.isoformat(), "哪天还不在（最后一天）": (today + DAY).isoformat()}
    )
    db.session.refresh(manager)
    assert (manager.away_from, manager.away_until) == (today, today + DAY)
    people = Page(client_as(admin).get("/people"))
    assert "外出至" in people.text
    team = Page(client_as(admin).get("/leads/team"))
    assert f"外出至 {wording.day_in_sentence(today + DAY)}" in team.text
    nobody = Holder(None, "", "")
    assert queries.team_of(actor_of(admin.id)).colleagues(nobody) == [], "who is away is not offered"
    page = Page(client_as(admin).get(f"/people/{manager.public_id}/away"))
    page.submit("保存", {FIRST: "", LAST: ""})
    db.session.refresh(manager)
    assert manager.away_from is manager.away_until is None


@SQLITE
@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(0, None, "要一起填"), (2, 1, "不能比开始那天早"), (-9, -1, "已经过了"), (0, 400, "最长写 180 天")],
)
def test_days_that_make_no_sense_are_said(client_as, manager, first, last, said):
    day = lambda number: "" if number is None else (clock.today() + number * DAY).isoformat()
    page = Page(client_as(manager).get("/account/away"))
    answer = page.submit("保存", {FIRST: day(first), LAST: day(last)})
    assert said in answer.text and answer.status == 422


@SQLITE
def test_nobody_elses(bank, manager):
    stranger = factories.membership(Role.BANK_ADMIN)
    colleague = factories.membership(Role.BANK_MANAGER, at=bank)
    for actor in (stranger, colleague):
        with pytest.raises(NotTheirs):
            set_away(actor_of(actor.id), manager, clock.today(), clock.today())
