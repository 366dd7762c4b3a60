"""What an institution has to do over once it says that its owner is right, and what that leaves alone."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core import outbox, workdays
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import handlers, queries, service
from portal.leads.models import Clock, LeadState
from portal.leads.queries.offers import rest_fen
from portal.leads.service import mending
from portal.needs.models import NeedState
from tests import factories
from tests.leads.talks import WAN, paid, payment, taken, talk
from tests.page import Page

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = pytest.mark.usefixtures("app")
S = LeadState


def member(actor):
    return db.session.get_one(Membership, actor.membership_id)


def step(lead, about=S.CONTACTED):
    return [move for move, _ in queries.steps_to_dispute([lead.id])[lead.id] if move.to_state is about][-1]


def granted(at, reason="nobody_called", about=S.CONTACTED, by=None):
    row = service.dispute(at.owner, step(at.lead, about), reason)
    return service.answer(by or at.manager, row, wrong=True)


def called():
    at = talk(S.ACCEPTED)
    service.contacted(at.manager, at.lead)
    return at


def events(lead, kind):
    rows = sa.select(LedgerEvent).where(LedgerEvent.lead_id == lead.id, LedgerEvent.kind == kind)
    return [event.values for event in db.session.scalars(rows.order_by(LedgerEvent.seq))]


@pytest.mark.parametrize("then", ["contacted", "diligence", "materials"])
def test_a_call_that_was_none_is_owed_by_a_clock(then):
    at = called()
    if then == "diligence":
        service.begin_diligence(at.manager, at.lead)
    if then == "materials":
        service.ask_materials(at.manager, at.lead, ["流水"])
    granted(at)
    assert (at.lead.state, at.lead.clock, at.lead.slot) == (S.ACCEPTED, Clock.FIRST_CONTACT, 1)
    assert at.lead.clock_due_at == workdays.deadline(at.lead.clock_started_at, 1)
    assert events(at.lead, "clock.stopped")[-1]["clock"] == "decision"
    assert events(at.lead, "clock.started")[-1]["clock"] == "first_contact"
    service.contacted(at.manager, at.lead)
    assert at.lead.clock is Clock.DECISION
    again = service.dispute(at.owner, step(at.lead), "nobody_called")
    assert again.outcome is None, "the second call can be disputed by itself"


@SQLITE
def test_an_offer_that_is_out_stands():
    at = taken(called())
    granted(at)
    assert at.lead.state is S.TAKEN


@SQLITE
def test_standing_by_it_leaves_the_lead():
    at = called()
    service.answer(at.manager, service.dispute(at.owner, step(at.lead), "nobody_called"), wrong=False)
    assert at.lead.state is S.CONTACTED


def old_dispute_granted() -> LeadState:
    """A dispute of a call before the last one, that nobody had answered."""
    at = called()
    row = service.dispute(at.owner, step(at.lead), "nobody_called")
    service.bank_decline(at.manager, at.lead, "R01")
    at.lead.state, at.lead.slot, at.lead.assigned_id = S.ACCEPTED, 1, at.manager.membership_id
    db.session.flush()
    service.contacted(at.manager, at.lead)
    service.answer(at.manager, row, wrong=True)
    return at.lead.state


@SQLITE
def test_a_later_call_is_not_undone_with_an_earlier_one():
    assert old_dispute_granted() is S.CONTACTED


@SQLITE
def test_twin_that_takes_any_call_for_the_last_is_found(monkeypatch):
    monkeypatch.setattr(mending, "is_last_call", lambda move: True)
    assert old_dispute_granted() is S.ACCEPTED


@SQLITE
def test_the_admin_grants_and_the_manager_has_to_call():
    at = called()
    admin = actor_of(factories.membership(Role.BANK_ADMIN, at=at.bank).id)
    granted(at, by=admin)
    topics = [(row.topic, row.payload) for row in db.session.scalars(sa.select(outbox.OutboxMessage))]
    assert any(topic == "lead.moved" and "call_again" in str(payload) for topic, payload in topics)


def test_money_that_never_came_is_owed_and_the_need_seeks_again():
    at = paid()
    granted(at, "not_so", S.DISBURSED)
    db.session.refresh(at.need)
    assert (at.lead.state, at.lead.clock, at.lead.slot) == (S.TAKEN, Clock.DISBURSEMENT, 1)
    assert (at.need.state, at.need.ended_at, at.need.closing_code) == (NeedState.ENGAGED, None, None)
    assert events(at.lead, "lead.struck") == [{"amount_fen": 20 * WAN, "rate_bp": 435}]
    handlers.end(at.need.id, "K01")  # a message that comes late
    assert at.lead.state is S.TAKEN
    service.disburse(at.manager, at.lead, payment(20))
    db.session.refresh(at.need)
    assert (at.lead.state, at.need.state) == (S.DISBURSED, NeedState.FUNDED)


@SQLITE
def test_another_sum_is_recorded_in_its_place():
    at = paid()
    granted(at, "other_amount", S.DISBURSED)
    db.session.refresh(at.need)
    assert (at.lead.state, at.need.state) == (S.DISBURSED, NeedState.FUNDED), "the firm has its money"
    assert rest_fen(at.offer) == 20 * WAN
    service.disburse(at.manager, at.lead, payment(18))
    assert rest_fen(at.offer) == 2 * WAN


@SQLITE
def test_one_of_two_payments_leaves_the_other():
    at = paid(taken(keep_open=True), 12)
    service.disburse(at.manager, at.lead, payment(8))
    granted(at, "not_so", S.DISBURSED)
    assert at.lead.state is S.DISBURSED and rest_fen(at.offer) == 8 * WAN


@SQLITE
@pytest.mark.parametrize("ended", ["consent", "need"])
def test_nothing_is_taken_up_again_that_its_owner_has_ended(ended):
    at = paid(taken(keep_open=True))
    if ended == "consent":
        service.withdraw_consent(at.owner, at.lead)
    else:
        at.need.state = NeedState.WITHDRAWN
        db.session.flush()
    granted(at, "not_so", S.DISBURSED)
    assert at.lead.state is S.DISBURSED


@SQLITE
def test_both_sides_read_what_became_of_it(client_as):
    at = called()
    row = service.dispute(at.owner, step(at.lead), "nobody_called")
    db.session.commit()
    manager = client_as(member(at.manager))
    panel = Page(manager.get(f"/leads/{at.lead.public_id}"))
    assert "就回到“企业同意”，要在下一个工作日结束前联系企业" in panel.text
    service.answer(at.manager, row, wrong=True)
    db.session.commit()
    page = Page(manager.get(f"/leads/{at.lead.public_id}"))
    assert "核对过：没有联系上，重新联系" in page.text and "记下首次联系" in page.text
    owner = Page(client_as(member(at.owner)).get(f"/needs/{at.need.public_id}"))
    assert "没有联系上，重新联系" in owner.text and "您说得对" in owner.text and "首次联系" in owner.text


@SQLITE
def test_money_that_never_came_stands_on_both_pages_as_owed(client_as):
    at = paid()
    granted(at, "not_so", S.DISBURSED)
    db.session.commit()
    need = Page(client_as(member(at.owner)).get(f"/needs/{at.need.public_id}"))
    assert "这一笔不作数，重新办理" in need.text and "企业接受" in need.text and "我没有收到钱" in need.text
    lead = Page(client_as(member(at.manager)).get(f"/leads/{at.lead.public_id}"))
    assert "核对过：这一笔不作数，重新办理" in lead.text and "办好一笔记一笔" in lead.text
