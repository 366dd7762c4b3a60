"""While a side is frozen nobody's time runs and nobody goes on; after it the days left are what they were."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership, Person
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.freezing import service
from portal.freezing.models import Freeze, FreezeReason
from portal.leads import clocks, slots, transition
from portal.leads import queries as lead_queries
from portal.leads import service as leads
from portal.leads.errors import BorrowerFrozen, InstitutionFrozen
from portal.leads.models import Channel, Lead, LeadState
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

SQLITE = pytest.mark.sqlite
SIDES = pytest.mark.parametrize("side", ["bank", "firm", "filer"])
MONDAY, TUESDAY, THURSDAY, NEXT_MONDAY = (clock.shanghai(date(2026, 11, day), 10) for day in (23, 24, 26, 30))
LEFT = {"pushed": 1, "interested": 4, "accepted": 0, "contacted": 9}
"""Working days that each clock, begun on Monday, has left on Tuesday."""
STILL = "账号冻结中，时限暂停"


def worked() -> None:
    while outbox.run_due():
        pass


@pytest.fixture
def talk(app, time_machine):
    """A need of somebody and the bank that it is before; `to` brings their lead to a state, on Monday."""
    time_machine.move_to(MONDAY)
    firm, filer, bank = factories.organisation(), factories.person(), factories.institution()
    made = SimpleNamespace(
        owner=factories.membership(Role.APPLICANT, at=firm, of=filer).id,
        manager=factories.membership(Role.BANK_MANAGER, at=bank).id,
        admin=factories.membership(Role.BANK_ADMIN, at=bank).id,
        operator=factories.membership(Role.OPERATOR).id,
        need=factories.need(owner=firm, by=filer, max_talks=1).id,
        sides={"bank": (Organisation, bank.id), "firm": (Organisation, firm.id), "filer": (Person, filer.id)},
        at=time_machine.move_to,
    )
    made.to = lambda state: _brought(made, bank.id, state)
    return made


def _brought(talk, bank_id: int, state: str) -> int:
    manager, need = actor_of(talk.manager), db.session.get(FinancingNeed, talk.need)
    lead = leads.push(talk.need, bank_id, product_id=None, channel=Channel.MATCH, score_bp=None)
    if state != "pushed":
        leads.claim(manager, need)
    if state in {"accepted", "contacted"}:
        leads.accept(actor_of(talk.owner), lead)
    if state == "contacted":
        leads.contacted(manager, lead)
    db.session.commit()
    worked()
    return lead.id


def lead_of(lead_id: int) -> Lead:
    return db.session.get(Lead, lead_id, populate_existing=True)


def freeze(talk, side: str) -> Freeze:
    kind, key = talk.sides[side]
    work = service.freeze_person if side == "filer" else service.freeze_organisation
    made = work(actor_of(talk.operator), db.session.get(kind, key), FreezeReason.OTHER)
    db.session.commit()
    return made


def lift(talk, made: Freeze) -> None:
    service.lift(actor_of(talk.operator), made)
    db.session.commit()
    worked()


def days_left(lead_id: int) -> int:
    return clocks.days_left(lead_of(lead_id).clock_due_at, clock.now())


# Time


@SIDES
@pytest.mark.parametrize("state", LEFT)
def test_no_time_runs_while_a_side_is_frozen_and_the_days_left_are_left(talk, state, side):
    lead_id = talk.to(state)
    talk.at(TUESDAY)
    made = freeze(talk, side)
    worked()
    lead = lead_of(lead_id)
    assert (lead.clock_due_at, lead.clock_left) == (None, LEFT[state])
    talk.at(NEXT_MONDAY)
    lift(talk, made)
    assert lead_of(lead_id).clock_left is None and days_left(lead_id) == LEFT[state]
    assert (lead_of(lead_id).state, lead_of(lead_id).clock) == (LeadState(state), lead.clock)


@SQLITE
def test_twin_a_freeze_that_stops_no_clock_is_noticed(talk, monkeypatch):
    monkeypatch.setattr(leads, "settle_frozen", lambda **whom: 0)
    with pytest.raises(AssertionError):
        test_no_time_runs_while_a_side_is_frozen_and_the_days_left_are_left(talk, "contacted", "firm")


def test_a_worker_that_comes_late_counts_from_the_freeze(talk):
    lead_id = talk.to("contacted")
    talk.at(TUESDAY)
    freeze(talk, "firm")
    talk.at(THURSDAY)
    worked()
    assert lead_of(lead_id).clock_left == LEFT["contacted"]


def test_it_is_worked_off_twice_like_once_and_touches_nobody_else(talk):
    lead_id = talk.to("contacted")
    need = factories.need()
    need.filed_by_id = None
    other = factories.lead(need=need, **clocks.started(clocks.Clock.DECISION, MONDAY))
    db.session.commit()
    freeze(talk, "firm")
    worked()
    told = sa.select(sa.func.max(LedgerEvent.seq))
    before, due = db.session.scalar(told), lead_of(other.id).clock_due_at
    for side, (_, key) in talk.sides.items():  # of the needs that are nobody's, too, there is nothing to do
        leads.settle_frozen(**{"person_id" if side == "filer" else "organisation_id": key})
    assert db.session.scalar(told) == before
    assert lead_of(lead_id).clock_due_at is None and lead_of(other.id).clock_due_at == due


def test_while_one_of_two_is_still_frozen_nothing_runs(talk):
    lead_id = talk.to("contacted")
    talk.at(TUESDAY)
    first, second = freeze(talk, "firm"), freeze(talk, "bank")
    worked()
    talk.at(THURSDAY)
    lift(talk, first)
    assert lead_of(lead_id).clock_due_at is None
    talk.at(NEXT_MONDAY)
    lift(talk, second)
    assert days_left(lead_id) == LEFT["contacted"]


def test_a_clock_that_stood_still_for_another_reason_goes_on_doing_so(talk):
    """The owner's, since another bank has the only slot; and one that waits for papers."""
    lead_id = talk.to("interested")
    other = factories.membership(Role.BANK_MANAGER)
    taken = leads.push(
        talk.need, other.organisation_id, product_id=None, channel=Channel.MATCH, score_bp=None
    )
    leads.claim(actor_of(other.id), db.session.get(FinancingNeed, talk.need))
    leads.accept(actor_of(talk.owner), taken)
    db.session.commit()
    assert lead_of(lead_id).clock_left == 5
    made = freeze(talk, "firm")
    leads.bank_decline(actor_of(other.id), lead_of(taken.id), "R01")
    db.session.commit()
    worked()
    assert lead_of(lead_id).clock_due_at is None, "the slot is free, and the firm frozen"
    lift(talk, made)
    assert days_left(lead_id) == 5
    values = {"state": LeadState.WAITING_MATERIALS, "clock_due_at": None, "clock_left": 3}
    db.session.execute(sa.update(Lead).where(Lead.id == lead_id).values(**values))
    lift(talk, freeze(talk, "firm"))
    assert (lead_of(lead_id).clock_due_at, lead_of(lead_id).clock_left) == (None, 3)


def test_who_was_late_before_is_as_late_as_before(talk):
    lead_id = talk.to("accepted")
    talk.at(THURSDAY)  # two working days after Tuesday's end
    made = freeze(talk, "firm")
    worked()
    talk.at(NEXT_MONDAY + timedelta(days=2))
    lift(talk, made)
    assert days_left(lead_id) == -2


@SIDES
def test_nothing_lapses_meanwhile(talk, side):
    lead_id = talk.to("pushed")
    freeze(talk, side)
    with pytest.raises(InstitutionFrozen if side == "bank" else BorrowerFrozen):
        transition.make(lead_of(lead_id), "lapse")


# What the desk says


@pytest.mark.parametrize("worker_came", [True, False])
@pytest.mark.parametrize("side", ["firm", "filer"])
def test_no_page_of_the_bank_says_late(talk, client_as, side, worker_came):
    lead_id = talk.to("accepted")
    talk.at(TUESDAY)
    made = freeze(talk, side)
    if worker_came:
        worked()
    talk.at(NEXT_MONDAY)
    desk = client_as(db.session.get(Membership, talk.manager))
    for page in (Page(desk.get("/leads/mine")), Page(desk.get(f"/leads/{lead_of(lead_id).public_id}"))):
        assert STILL in page.text and "超时" not in page.text
        assert "已联系上" not in page.buttons()
    assert not db.session.scalar(lead_queries.awaiting_contact(actor_of(talk.manager))[0])
    if not worker_came:
        return
    lift(talk, made)
    page = Page(desk.get("/leads/mine"))
    assert STILL not in page.text and "今天截止" in page.text
    assert "已联系上" in Page(desk.get(f"/leads/{lead_of(lead_id).public_id}")).buttons()
    assert db.session.scalar(lead_queries.awaiting_contact(actor_of(talk.manager))[0])


def test_a_colleague_of_a_frozen_filer_reads_why_nothing_runs(talk, client_as):
    talk.to("interested")
    firm = db.session.get(Organisation, talk.sides["firm"][1])
    colleague = factories.membership(Role.APPLICANT, at=firm)
    freeze(talk, "filer")
    worked()
    page = Page(client_as(colleague).get(f"/needs/{db.session.get(FinancingNeed, talk.need).public_id}"))
    assert STILL in page.text and "在谈已满" not in page.text


@pytest.mark.parametrize(
    ("side", "before", "after"),
    [
        ("bank", ("产品下架", "时限从现在起暂停"), ("产品重新展示", "暂停的时限接着算")),
        ("firm", ("可以暂不受理", "时限从现在起暂停"), ("需求重新给机构看", "暂停的时限接着算")),
        ("filer", ("可以暂不受理", "时限从现在起暂停"), ("可以重新登录", "暂停的时限接着算")),
    ],
)
def test_the_operator_reads_what_becomes_of_time(talk, client_as, side, before, after):
    desk = client_as(db.session.get(Membership, talk.operator))
    kind, key = talk.sides[side]
    if side == "filer":
        way = f"people/{db.session.get(Membership, talk.owner).public_id}"
    else:
        way = f"institutions/{db.session.get(kind, key).public_id}"
    page = Page(desk.get(f"/freezing/{way}"))
    assert all(words in page.text for words in before)
    page.submit("马上冻结", reason="other")
    made = db.session.scalars(sa.select(Freeze)).one()
    lifting = Page(desk.get(f"/freezing/{made.public_id}/lift"))
    assert all(words in lifting.text for words in after)
    assert ("产品重新展示" in lifting.text) == (side == "bank")


# What a bank may still do


@pytest.mark.parametrize("side", ["firm", "filer"])
def test_a_bank_cannot_claim_or_note_a_contact_but_can_end_it(talk, client_as, side):
    desk, need = client_as(db.session.get(Membership, talk.manager)), db.session.get(FinancingNeed, talk.need)
    lead_id, claim = talk.to("pushed"), f"/leads/needs/{need.public_id}/claim"
    first = freeze(talk, side)
    answers = [desk.post(claim, data={"sentence": ""})]
    lift(talk, first)
    leads.claim(actor_of(talk.manager), need)
    leads.accept(actor_of(talk.owner), lead_of(lead_id))
    freeze(talk, side)
    worked()
    here = f"/leads/{lead_of(lead_id).public_id}"
    when = {"when": "2026-11-23T10:00", "note": ""}
    answers += [desk.post(f"{here}/contacted", data=when), desk.post(f"{here}/reveal", data={"why": "visit"})]
    assert [answer.status_code for answer in answers] == [409] * 3
    assert all("平台已冻结这家企业" in Page(answer).text for answer in answers)
    assert "选原因" in Page(desk.get(here)).text
    leads.bank_decline(actor_of(talk.manager), lead_of(lead_id), "R01")
    assert (lead_of(lead_id).state, lead_of(lead_id).clock) == (LeadState.BANK_DECLINED, None)
    stopped = (
        sa.select(LedgerEvent).where(LedgerEvent.kind == "clock.stopped").order_by(LedgerEvent.seq.desc())
    )
    assert db.session.scalars(stopped).first().values == {"clock": "first_contact"}, (
        "neither in time nor late"
    )


def test_a_card_that_was_open_says_why_it_cannot_be_claimed(talk, client_as):
    desk = client_as(db.session.get(Membership, talk.manager))
    need = db.session.get(FinancingNeed, talk.need).public_id
    freeze(talk, "firm")
    answer = desk.post(f"/leads/needs/{need}/claim", data={"sentence": ""})
    assert answer.status_code == 409 and "平台已冻结这家企业" in Page(answer).text
    assert desk.get(f"/leads/needs/{need}").status_code == 404
    elsewhere = client_as(factories.membership(Role.BANK_MANAGER, regions=("330109",)))
    assert elsewhere.post(f"/leads/needs/{need}/claim", data={"sentence": ""}).status_code == 404


def noted_in_flight(talk) -> bool:
    """The request has read the lead; then the firm is frozen; then it notes the contact."""
    lead_id = talk.to("accepted")
    manager, lead = actor_of(talk.manager), lead_of(lead_id)
    db.session.rollback()
    freeze(talk, "firm")
    try:
        leads.contacted(manager, lead)
    except leads.LeadError:
        return False
    return True


def test_a_contact_noted_in_flight_is_refused(talk):
    assert not noted_in_flight(talk)


def test_twin_a_move_that_looks_at_the_bank_alone_goes_on(talk, monkeypatch):
    monkeypatch.setattr(slots, "hold_borrower", lambda need_id: None)
    assert noted_in_flight(talk)


@pytest.mark.parametrize("side", ["firm", "filer"])
def test_a_lead_of_a_frozen_firm_still_goes_to_a_colleague(talk, side):
    lead_id = talk.to("contacted")
    freeze(talk, side)
    db.session.get(Membership, talk.manager).ended_at = clock.now()
    assert leads.hand_over(talk.manager) == 1
    assert lead_of(lead_id).assigned_id != talk.manager
