"""News that is no move of a lead: clocks, looks at contacts, disputes, the board, needs, claims, products."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.core.jobs import registered
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads import transition
from portal.leads.models import Clock, LeadState
from portal.leads.service import revealing
from portal.notifications import safety
from portal.notifications.models import Notice
from portal.organisations import claims
from portal.organisations.models import Claim, Organisation, OrganisationKind
from tests import factories
from tests.notifications.told import again, kinds_of, work_off
from tests.page import Page

SQLITE = pytest.mark.sqlite
PEOPLE = ("owner", "manager", "colleague", "away", "admin", "rival", "stranger")


def heard(cast) -> dict[str, list[str]]:
    told = {who: kinds_of(getattr(cast, who)) for who in PEOPLE}
    return {who: kinds for who, kinds in told.items() if kinds}


def stands(lead, state: LeadState, which: Clock, manager=None) -> str:
    """Put the lead where this clock runs; when it ends."""
    lead.state, lead.clock, lead.assigned_id = state, which, manager and manager.id
    db.session.execute(sa.delete(outbox.OutboxMessage))
    db.session.commit()
    return transition.started_facts(lead)["due"]


CLOCKS = [
    (LeadState.PUSHED, Clock.FIRST_ANSWER, None, {"manager", "colleague"}, {"manager", "colleague"}),
    (LeadState.ACCEPTED, Clock.FIRST_CONTACT, "manager", {"manager"}, {"manager"}),
    (LeadState.CONTACTED, Clock.DECISION, "colleague", {"colleague"}, {"colleague"}),
    (LeadState.TAKEN, Clock.DISBURSEMENT, "manager", {"manager"}, {"manager"}),
    (LeadState.INTERESTED, Clock.OWNER_ANSWER, "manager", {"owner"}, set()),
]


@SQLITE
@pytest.mark.parametrize(("state", "which", "by", "reminded", "late"), CLOCKS)
def test_whose_clock_runs_out_is_reminded_and_then_the_admin_hears_too(
    cast, lead, state, which, by, reminded, late
):
    due = stands(lead, state, which, by and getattr(cast, by))
    again("clock.reminder", lead_id=lead.id, clock=which, due=due)
    kind = "owner_reminder" if which is Clock.OWNER_ANSWER else "clock_reminder"
    assert heard(cast) == {who: [kind] for who in reminded}
    db.session.execute(sa.delete(Notice))
    again("clock.overrun", lead_id=lead.id, clock=which, due=due)
    admin = {"admin": ["clock_overrun_admin"]} if late else {}
    assert heard(cast) == {who: ["clock_overrun"] for who in late} | admin


@SQLITE
def test_a_reminder_of_an_answered_clock_reminds_nobody(cast, lead):
    stands(lead, LeadState.PUSHED, Clock.FIRST_ANSWER)
    again("clock.reminder", lead_id=lead.id, clock=Clock.FIRST_ANSWER, due="2026-11-02T16:00:00+00:00")
    again("clock.reminder", lead_id=lead.id, clock=Clock.DECISION, due="2026-11-02T16:00:00+00:00")
    assert heard(cast) == {}


@pytest.fixture
def accepted(cast, lead, acting):
    """Under consent, given to the manager; a monitor and an operator watch."""
    cast.operator = factories.membership(Role.OPERATOR)
    transition.make(lead, "claim", acting(cast.manager), assigned_id=cast.manager.id)
    leads.accept(acting(cast.owner), lead)
    db.session.execute(sa.delete(outbox.OutboxMessage))
    db.session.commit()
    return lead


def looks_told(tell, cast, accepted, acting, monkeypatch) -> dict:
    monkeypatch.setattr(safety, "revealed", tell)
    for _ in range(2):  # a second look on a day belongs to the first
        leads.reveal(acting(cast.manager), accepted, "first_call")
    work_off("contact.revealed")
    return heard(cast)


def test_a_look_at_the_contact_is_told_to_its_owner_at_once_and_once(cast, accepted, acting, monkeypatch):
    """On both databases."""
    told = looks_told(safety.revealed, cast, accepted, acting, monkeypatch)
    assert told == {"owner": ["contact_revealed"]}


@SQLITE
def test_twin_that_tells_the_bank_is_found_out(cast, accepted, acting, monkeypatch):
    def wrong(lead_id, membership_id, day):
        safety.service.tell([cast.admin], "contact_revealed", f"reveal {lead_id}")

    assert looks_told(wrong, cast, accepted, acting, monkeypatch) != {"owner": ["contact_revealed"]}


@SQLITE
def test_twenty_looks_a_day_raise_one_alarm(cast, accepted, acting, client_as, monkeypatch):
    monkeypatch.setattr(revealing, "ALARM", 2)
    firm = db.session.get_one(Organisation, cast.firm.id)
    for _ in range(3):
        need = factories.need(owner=firm)
        one = factories.lead(need=need, institution=cast.bank, state=LeadState.INTERESTED)
        one.assigned_id = cast.manager.id
        leads.accept(acting(cast.owner), one)
        leads.reveal(acting(cast.manager), one, "first_call")
    work_off("reveal.alarm")
    assert kinds_of(cast.admin) == ["reveal_alarm"] and kinds_of(cast.operator) == ["reveal_watch"]
    assert kinds_of(cast.manager) == [] and kinds_of(cast.rival) == []
    events = sa.select(ledger.LedgerEvent).where(ledger.LedgerEvent.kind == "reveal.alarm")
    assert len(db.session.scalars(events).all()) == 1
    bold = db.session.get_one(factories.Person, cast.manager.person_id).name
    assert f"{bold}一天里查看联系方式很多" in Page(client_as(cast.admin).get("/inbox")).text
    desk = client_as(cast.operator)
    assert "查看联系方式很多的人" in Page(desk.get("/desk")).text
    page = Page(desk.get("/freezing/alarms"))
    person = db.session.get_one(factories.Person, cast.manager.person_id)
    assert person.name in page.text and cast.bank.name in page.text and "等着看" in page.text
    assert page.link(f"冻结{person.name}") == f"/freezing/people/{cast.manager.public_id}"
    assert "已记下" in page.submit("看过了，没有问题").text
    assert "查看联系方式很多的人" not in Page(desk.get("/desk")).soup.table.text
    assert not Page(desk.get("/freezing/alarms")).soup.find("button", string="看过了，没有问题")


@SQLITE
def test_disputes_go_to_the_institution_and_their_end_to_the_owner(cast, accepted):
    again("dispute.opened", dispute_id=1, lead_id=accepted.id)
    assert heard(cast) == {"manager": ["dispute_opened"], "admin": ["dispute_opened"]}
    again("dispute.closed", dispute_id=1, lead_id=accepted.id)
    assert heard(cast)["owner"] == ["dispute_answered"]


@SQLITE
def test_the_monitors_of_the_region_hear_of_the_board(cast):
    here = factories.organisation(OrganisationKind.MONITOR, areas=(factories.HANGZHOU,))
    there = factories.organisation(OrganisationKind.MONITOR, areas=("330200",))
    ours, others = (factories.membership(Role.MONITOR, at=one) for one in (here, there))
    again("board.opened", need_id=cast.need.id)
    assert (kinds_of(ours), kinds_of(others)) == (["board_opened"], [])
    assert heard(cast) == {"owner": ["need_on_board"]}


@SQLITE
@pytest.mark.parametrize(
    ("code", "told"), [("K10", ["need_expired"]), ("K07", ["need_unserved"]), ("K04", [])]
)
def test_needs_that_end_by_the_clock_are_told(cast, code, told):
    again("need.ended", need_id=cast.need.id, code=code)
    assert kinds_of(cast.owner) == told


@SQLITE
def test_who_helped_hears_of_money_that_came(cast, lead):
    park = factories.membership(Role.CLERK)
    cast.need.intermediary_id = park.organisation_id
    db.session.commit()
    again("need.paid", need_id=cast.need.id, lead_id=lead.id)
    assert kinds_of(park) == ["need_served"] and heard(cast) == {}


@SQLITE
def test_what_came_of_a_claim_is_told(cast, acting):
    newcomer = factories.membership(at=factories.organisation(verified=False))
    house = db.session.get_one(Organisation, newcomer.organisation_id)
    claim = Claim(person_id=newcomer.person_id, organisation_id=house.id, key_id=house.key_id)
    db.session.add(claim)
    db.session.flush()
    claims.refuse(acting(factories.membership(Role.OPERATOR)), claim, "照片看不清")
    work_off("claim.decided")
    assert kinds_of(newcomer) == ["claim_refused"] and heard(cast) == {}


@SQLITE
def test_products_are_confirmed_in_time_or_their_people_hear_of_it(cast):
    product = factories.product(institution=cast.bank, confirmed_on=clock.today() - timedelta(days=24))
    run = next(one.run for one in registered() if one.name == "notices.products")
    for _ in range(2):
        run()
    everybody = ("manager", "colleague", "away", "admin")
    assert heard(cast) == {who: ["product_confirm"] for who in everybody}
    product.confirmed_on = clock.today() - timedelta(days=31)
    for _ in range(2):
        run()
    assert heard(cast) == {who: ["product_confirm", "product_hidden"] for who in everybody}


@SQLITE
def test_news_for_one_person_stands_under_whom_they_act_for(cast):
    about = {"kind": "need_ending", "event": "need 1", "organisation_id": cast.firm.id}
    again("person.news", person_id=cast.owner.person_id, need_id=cast.need.id, **about)
    row = db.session.scalars(sa.select(Notice)).one()
    assert (row.membership_id, row.need_id, row.kind) == (cast.owner.id, cast.need.id, "need_ending")
