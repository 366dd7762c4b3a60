"""An owner says that a step was not so: who may, who answers, and what counts meanwhile."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.leads import clocks, queries, service, transition
from portal.leads.models import Clock, Dispute, LeadMove, LeadState, Outcome
from tests import factories
from tests.page import Page

S = LeadState
PHONE = "13957310249"


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行")


@pytest.fixture
def member(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


@pytest.fixture
def manager(member):
    return actor_of(member.id)


@pytest.fixture
def firm(app):
    return factories.organisation(name="示例·小满茶铺")


@pytest.fixture
def holder(firm):
    return factories.membership(Role.APPLICANT, at=firm)


@pytest.fixture
def owner(holder):
    return actor_of(holder.id)


@pytest.fixture
def need(firm):
    return factories.need(owner=firm)


@pytest.fixture
def lead(need, bank, member, manager):
    """Called an hour after its owner agreed."""
    before = clock.now() - timedelta(hours=2)
    running = clocks.started(Clock.FIRST_CONTACT, before)
    lead = factories.lead(
        need=need, institution=bank, state=S.ACCEPTED, assigned_id=member.id, slot=1, state_since=before,
        **running,
    )  # fmt: skip
    return service.contacted(manager, lead, before + timedelta(hours=1))


def steps(lead):
    return [move for move, _ in queries.steps_to_dispute([lead.id]).get(lead.id, [])]


def counted(lead):
    """Calls that count, as figures ask for them."""
    rows = sa.select(sa.func.count(LeadMove.id)).where(LeadMove.lead_id == lead.id)
    return db.session.scalar(rows.where(LeadMove.to_state == S.CONTACTED, queries.undisputed()))


def told(lead, kind):
    rows = sa.select(LedgerEvent).where(LedgerEvent.lead_id == lead.id, LedgerEvent.kind == kind)
    return [event.values for event in db.session.scalars(rows)]


def test_a_disputed_call_is_none_until_it_is_taken_back(lead, owner):
    (call,) = steps(lead)
    assert counted(lead) == 1
    row = service.dispute(owner, call, "nobody_called")
    assert counted(lead) == 0
    service.take_back(owner, row)
    assert counted(lead) == 1
    events = told(lead, "dispute.opened") + told(lead, "dispute.closed")
    assert events == [
        {"about": "contacted", "event": call.event_seq, "reason": "nobody_called"},
        {"about": "contacted", "event": call.event_seq, "outcome": "taken_back"},
    ]


@pytest.mark.parametrize("wrong", [True, False])
def test_whatever_the_bank_answers_it_counts_not(lead, owner, manager, wrong):
    row = service.dispute(owner, steps(lead)[0], "nobody_called")
    service.answer(manager, row, wrong=wrong, words=f"周一上午打过，{PHONE}")
    assert row.outcome is (Outcome.WRONG if wrong else Outcome.STOOD_BY)
    assert counted(lead) == 0 and PHONE not in row.answer
    topics = set(db.session.scalars(sa.select(OutboxMessage.topic)))
    assert {"dispute.opened", "dispute.closed"} <= topics


def test_twin_figures_that_ask_nobody_count_it(lead, owner, monkeypatch):
    service.dispute(owner, steps(lead)[0], "nobody_called")
    monkeypatch.setattr(queries, "undisputed", sa.true)
    assert counted(lead) == 1


def test_once_a_step_and_one_answer(lead, owner, manager):
    (call,) = steps(lead)
    row = service.dispute(owner, call, "nobody_called")
    with pytest.raises(service.OtherState, match="已经提过"):
        service.dispute(owner, call, "someone_else")
    service.answer(manager, row, wrong=True)
    for again in (
        lambda: service.answer(manager, row, wrong=False, words="属实"),
        lambda: service.take_back(owner, row),
    ):
        with pytest.raises(service.OtherState):
            again()


def turned_away(lead, owner, bank):
    """How many of those whom it does not concern may neither dispute nor answer."""
    strangers = [
        actor_of(factories.membership(Role.APPLICANT).id),
        actor_of(factories.membership(Role.BANK_ADMIN).id),
        actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id),
    ]
    row = service.dispute(owner, steps(lead)[0], "nobody_called")
    turned = 0
    for actor in strangers:
        try:
            with db.session.begin_nested():
                service.answer(actor, row, wrong=True)
        except service.NotYours:
            turned += 1
    return turned


def test_nobody_else_answers(lead, owner, bank):
    assert turned_away(lead, owner, bank) == 3


def test_twin_an_answer_that_looks_at_nobody_is_found(lead, owner, bank, monkeypatch):
    def anybody(actor, row, *, wrong, words=""):
        row.outcome = Outcome.WRONG

    monkeypatch.setattr(service, "answer", anybody)
    assert turned_away(lead, owner, bank) == 0


def test_a_stranger_disputes_nothing(lead):
    with pytest.raises(service.NotYours):
        service.dispute(actor_of(factories.membership(Role.APPLICANT).id), steps(lead)[0], "nobody_called")


def test_the_admin_answers_too_and_a_reason_is_needed(lead, owner, bank):
    (call,) = steps(lead)
    with pytest.raises(service.LeadError):
        service.dispute(owner, call, "brought")
    row = service.dispute(owner, call, "nobody_called")
    admin = actor_of(factories.membership(Role.BANK_ADMIN, at=bank).id)
    assert service.answer(admin, row, wrong=True).outcome is Outcome.WRONG


def test_papers_that_were_brought_let_the_clock_go_on(lead, owner, manager):
    service.ask_materials(manager, lead, ["流水"])
    waiting = steps(lead)[-1]
    assert waiting.to_state is S.WAITING_MATERIALS
    row = service.dispute(owner, waiting, "brought")
    service.answer(manager, row, wrong=True)
    assert (lead.state, lead.clock_left) == (S.CONTACTED, None) and lead.clock_due_at
    assert all(item.brought_at for item in queries.items_of(lead.id))
    assert len(steps(lead)) == 2, "a dispute stays to be read, papers are no longer waited for"


def test_standing_by_it_changes_nothing(lead, owner, manager):
    service.ask_materials(manager, lead, ["流水"])
    row = service.dispute(owner, steps(lead)[-1], "not_asked")
    service.answer(manager, row, wrong=False, words="周一当面说的")
    assert lead.state is S.WAITING_MATERIALS and lead.clock_due_at is None


def test_each_payment_by_itself_and_no_handing_over(lead, owner, manager, bank):
    for _ in range(2):
        lead.state = S.TAKEN if lead.state is S.CONTACTED else lead.state
        transition.make(lead, "disburse", manager)
    second = factories.membership(Role.BANK_MANAGER, at=bank)
    transition.make(lead, "assign", assigned_id=second.id)
    paid = [move for move in steps(lead) if move.to_state is S.DISBURSED]
    assert len(paid) == 2 and all(move.given_to_id is None for move in paid)
    service.dispute(owner, paid[1], "not_so")
    assert db.session.scalars(sa.select(Dispute.move_id)).all() == [paid[1].id]


def test_by_pages_from_the_owner_to_the_manager_and_back(client_as, lead, need, holder, member):
    page = Page(client_as(holder).get(f"/needs/{need.public_id}"))
    form = Page(client_as(holder).get(next(href for href in page.links() if href.endswith("/dispute"))))
    assert form.submit("告诉机构").error_of("哪里不对") == "请选一个原因。"
    page = form.submit("告诉机构", reason="nobody_called")
    assert "您说：没有人联系过我" in page.text and "等机构答复" in page.text
    panel = Page(client_as(member).get(f"/leads/{lead.public_id}"))
    assert "企业有异议" in panel.text
    assert panel.submit("答复企业", said="stood_by").error_of("说明（给企业看）").startswith("请写清")
    answered = panel.submit("答复企业", said="stood_by", words="周一上午通过话")
    assert "已答复企业" in answered.text and "企业有异议" not in answered.text
    page = Page(client_as(holder).get(f"/needs/{need.public_id}"))
    assert "情况属实，“周一上午通过话”" in page.text and "收回异议" not in page.text


def test_the_operator_sees_how_many_wait_and_no_name(client_as, lead, owner, firm):
    service.dispute(owner, steps(lead)[0], "nobody_called")
    db.session.commit()
    operator = client_as(Role.OPERATOR)
    desk = Page(operator.get("/desk"))
    assert "企业的异议没人答" in desk.text
    listed = Page(operator.get("/leads/disputes"))
    assert "青岚示例银行" in listed.text and firm.name not in listed.html
