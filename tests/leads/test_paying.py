"""What is paid out: in parts, never more than was offered, and what it makes of the need."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.models import Membership
from portal.consent import queries as consents
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import handlers, service
from portal.leads.models import Disbursement, Lead, LeadState
from portal.needs.models import NeedState
from portal.products.models import ProductKind
from tests import factories
from tests.leads.talks import DAY, WAN, paid, payment, quote, taken, talk

MONDAY = clock.shanghai(date(2026, 11, 23), 10)
pytestmark = pytest.mark.sqlite


@pytest.fixture(autouse=True)
def monday(app):
    with clock.at(MONDAY):
        yield


def rows_of(lead) -> list[Disbursement]:
    return list(db.session.scalars(sa.select(Disbursement).where(Disbursement.lead_id == lead.id)))


def state_of(need) -> NeedState:
    db.session.refresh(need)
    return need.state


def test_the_first_money_makes_the_need_a_funded_one():
    at = paid()
    assert (at.lead.state, at.lead.clock, at.lead.slot) == (LeadState.DISBURSED, None, None)
    assert (state_of(at.need), at.need.closing_code) == (NeedState.FUNDED, "K01")
    (event,) = db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == "lead.disbursed"))
    assert event.values == {
        "amount_fen": 20 * WAN, "rate_bp": 435, "term": 12, "date": "2026-11-23", "contract_on": "2026-11-23",
        "guarantee_mode": "credit", "first_loan": True, "renewal": False,
    }  # fmt: skip
    assert consents.live(at.lead.id).until == clock.now() + timedelta(days=30)


def test_the_other_talks_end_with_the_news():
    at = taken()
    other = talk(need=at.need, owner=at.owner, slot=2)
    paid(at)
    topics = set(db.session.scalars(sa.select(outbox.OutboxMessage.topic)))
    assert "need.ended" in topics
    handlers.end(at.need.id, "K01")
    db.session.refresh(other.lead)
    assert (other.lead.state, other.lead.reason_code) == (LeadState.ENDED, "need_funded")
    assert at.lead.state is LeadState.DISBURSED


def test_money_in_parts_and_never_more_than_was_offered():
    at = paid(wan=12)
    with pytest.raises(service.LeadError, match="最多还能放 8 万元"):
        service.disburse(at.manager, at.lead, payment(9))
    with clock.at(MONDAY + 5 * DAY):
        service.disburse(at.manager, at.lead, payment(8, first_loan=False))
    assert [(row.amount_fen // WAN, row.first_loan) for row in rows_of(at.lead)] == [(12, True), (8, False)]
    with pytest.raises(service.LeadError):
        service.disburse(at.manager, at.lead, payment(1))
    assert len({row.move_id for row in rows_of(at.lead)}) == 2, "each has its step of the history"


def test_a_need_that_stays_open_for_the_rest_is_engaged():
    at = taken(keep_open=True, amount_fen=12 * WAN, words="先批这么多")
    paid(at, 12)
    assert state_of(at.need) is NeedState.ENGAGED, "not open again: a talk goes on"
    second = taken(talk(need=at.need, owner=at.owner), amount_fen=8 * WAN, words="补上其余的")
    assert state_of(at.need) is NeedState.ENGAGED
    service.end(second.lead, "institution_left")
    assert state_of(at.need) is NeedState.ENGAGED


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"amount_fen": 0}, "最多还能放"),
        ({"amount_fen": 21 * WAN}, "最多还能放"),
        ({"paid_on": date(2026, 11, 26)}, "日期"),
        ({"paid_on": date(2026, 11, 22)}, "日期"),
        ({"contract_on": date(2026, 11, 20)}, "合同"),
        ({"paid_on": date(2026, 11, 24), "contract_on": date(2026, 11, 25)}, "合同"),
        ({"rate_bp": None}, "年利率"),
        ({"first_loan": None}, "征信"),
    ],
)
def test_what_a_payment_must_say(values, said):
    at = taken()
    with clock.at(MONDAY + 2 * DAY), pytest.raises(service.LeadError, match=said):
        service.disburse(at.manager, at.lead, payment(**values))
    assert at.lead.state is LeadState.TAKEN and not rows_of(at.lead)


def test_a_payment_of_another_day_happened_on_that_day():
    at = taken()
    with clock.at(MONDAY + 3 * DAY):
        paid(at, paid_on=date(2026, 11, 24), contract_on=date(2026, 11, 23))
    assert clock.local(at.lead.state_since).date() == date(2026, 11, 24)


def test_only_the_assigned_manager_records_it_and_only_what_was_taken():
    at = taken()
    with pytest.raises(service.NotYours):
        service.disburse(talk().manager, at.lead, payment())
    early = talk()
    service.approve(early.manager, early.lead, quote())
    with pytest.raises(service.OtherState):
        service.disburse(early.manager, early.lead, payment())
    assert not rows_of(early.lead), "what is still in approval is no success"


def test_a_need_that_has_ended_is_not_funded():
    at = taken()
    at.need.state = NeedState.WITHDRAWN
    db.session.flush()
    with pytest.raises(service.NotSeeking):
        service.disburse(at.manager, at.lead, payment())


def test_a_guarantee_in_force_is_no_money():
    """It has no rate and no first loan; the need goes on seeking the loan, and whoever is next is asked."""
    product = factories.product(
        institution=factories.institution(type_code="I12"), kind=ProductKind.GUARANTEE, price_bp=100
    )
    at = paid(taken(talk(product=product)))
    (row,) = rows_of(at.lead)
    assert (row.rate_bp, row.first_loan) == (None, None)
    assert state_of(at.need) is NeedState.OPEN
    news = sa.select(outbox.OutboxMessage.payload).where(outbox.OutboxMessage.topic == "lead.freed")
    assert f'"need_id": {at.need.id}' in db.session.scalars(news).first()


def test_the_rest_goes_to_a_colleague_when_the_manager_leaves():
    part, whole = paid(wan=12), paid()
    for at in (part, whole):
        factories.membership(Role.BANK_MANAGER, at=at.bank)
        member = db.session.get_one(Membership, at.manager.membership_id)
        member.ended_at = clock.now()
        db.session.flush()
        service.hand_over(member.id)
    assert db.session.get_one(Lead, part.lead.id).assigned_id != part.manager.membership_id
    assert db.session.get_one(Lead, whole.lead.id).assigned_id == whole.manager.membership_id
