"""An institution's offer: what it must say, what the owner may answer, and until when."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.consent.models import Consent
from portal.core import clock, lpr, outbox
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.leads import service
from portal.leads.models import Clock, LeadState, Offer
from portal.leads.offer_cost import cost_of
from portal.leads.service.owners import GRACE
from portal.needs.models import NeedState
from portal.products.models import ProductKind, Repayment
from tests import factories
from tests.leads.talks import DAY, WAN, approved, quote, taken, talk

MONDAY = clock.shanghai(date(2026, 11, 23), 10)
pytestmark = pytest.mark.sqlite


@pytest.fixture(autouse=True)
def monday(app):
    with clock.at(MONDAY):
        yield


def facts(lead, kind) -> list[dict]:
    rows = sa.select(LedgerEvent).where(LedgerEvent.lead_id == lead.id, LedgerEvent.kind == kind)
    return [event.values for event in db.session.scalars(rows.order_by(LedgerEvent.seq))]


def test_an_offer_starts_the_owners_clock_and_is_in_the_ledger():
    at = approved(fee_once_bp=50, fee_fixed_fen=20_000)
    assert (at.lead.state, at.lead.clock) == (LeadState.APPROVED, Clock.OWNER_ANSWER)
    assert clock.local(at.lead.clock_due_at).date() == date(2026, 12, 1)
    assert facts(at.lead, "offer.made") == [
        {"amount_fen": 20 * WAN, "rate_bp": 435, "term": 12, "guarantee_mode": "credit",
         "fees_fen": 120_000, "until": "2026-12-23"}
    ]  # fmt: skip


def test_a_spread_keeps_the_lpr_that_it_stands_on():
    at = approved(rate_bp=None, lpr_tenor="1Y", spread_bp=85)
    base = lpr.on(clock.today(), "1Y")
    offer = at.offer
    assert (offer.rate_bp, offer.lpr_date, offer.spread_bp) == (base.bp + 85, base.published_on, 85)
    told = facts(at.lead, "offer.made")[0]
    assert (told["lpr_tenor"], told["lpr_date"]) == ("1Y", base.published_on.isoformat())


def test_the_cost_has_every_fee_in_it():
    plain = approved().offer
    dear = approved(fee_yearly_bp=100, repayment=Repayment.INTEREST_FIRST).offer
    assert cost_of(plain).fees == 0 and cost_of(plain).yearly_bp == 444
    assert cost_of(dear).fees == 200_000 and cost_of(dear).yearly_bp > 535
    assert cost_of(dear).interest == 20 * WAN * 435 // 10_000


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"rate_bp": None}, "年利率"),
        ({"repayment": None}, "年利率"),
        ({"valid_until": date(2026, 11, 29)}, "有效期"),
        ({"valid_until": date(2028, 1, 1)}, "有效期"),
        ({"amount_fen": 15 * WAN}, "为什么"),
        ({"guarantee_mode": "my_word"}, "列表"),
    ],
)
def test_what_an_offer_must_say(values, said):
    at = talk()
    with pytest.raises(service.LeadError, match=said):
        service.approve(at.manager, at.lead, quote(**values))
    assert at.lead.state is LeadState.CONTACTED and at.offer is None


def test_another_sum_needs_a_reason_which_is_scrubbed():
    at = approved(amount_fen=15 * WAN, words="流水只够 15 万，加微信 abc123456 细说")
    assert "流水" in at.offer.words and "abc123456" not in at.offer.words


def test_only_the_assigned_manager_offers():
    at, other = talk(), talk()
    with pytest.raises(service.NotYours):
        service.approve(other.manager, at.lead, quote())


def test_a_guarantor_offers_without_a_rate():
    guarantor = factories.institution(type_code="I12")
    product = factories.product(institution=guarantor, kind=ProductKind.GUARANTEE, price_bp=100)
    at = approved(talk(product=product), rate_bp=300, fee_yearly_bp=100)
    assert (at.offer.rate_bp, at.offer.repayment) == (None, None)
    assert cost_of(at.offer).total == 200_000 and cost_of(at.offer).yearly_bp is None


def test_the_owner_takes_what_was_read_and_nothing_else():
    at = approved()
    with pytest.raises(service.OtherState, match="刚刚变了"):
        service.take(at.owner, at.lead, "another")
    with pytest.raises(service.NotYours):
        service.take(talk().owner, at.lead, at.offer.public_id)
    service.take(at.owner, at.lead, at.offer.public_id)
    assert (at.lead.state, at.lead.clock, at.lead.slot) == (LeadState.TAKEN, Clock.DISBURSEMENT, 1)


def test_an_offer_that_is_over_is_not_taken():
    """Its clock may have stood still meanwhile."""
    at = approved(valid_until=date(2026, 12, 1))
    with clock.at(MONDAY + 9 * DAY), pytest.raises(service.OtherState, match="有效期"):
        service.take(at.owner, at.lead, at.offer.public_id)


def test_an_offer_of_a_need_that_has_ended_is_not_made():
    at = talk()
    at.need.state = NeedState.WITHDRAWN
    db.session.flush()
    with pytest.raises(service.NotSeeking):
        service.approve(at.manager, at.lead, quote())


def worked_off() -> None:
    rows = sa.select(outbox.OutboxMessage).where(outbox.OutboxMessage.handler == "leads.decline_due")
    for message in db.session.scalars(rows).all():
        outbox.perform([message])


def test_a_no_is_told_in_ten_minutes_with_its_reason():
    at = approved()
    service.refuse(at.owner, at.lead, "W03")
    assert at.lead.state is LeadState.APPROVED
    with clock.at(MONDAY + GRACE + timedelta(seconds=1)):
        worked_off()
    assert (at.lead.state, at.lead.stage, at.lead.reason_code) == (
        LeadState.FIRM_DECLINED,
        "approved",
        "W03",
    )
    assert at.lead.slot is None and at.need.state is NeedState.OPEN
    until = db.session.scalar(sa.select(Consent.until).where(Consent.lead_id == at.lead.id))
    assert until - clock.now() < timedelta(days=31), "the consent runs out with the talk"


def test_a_no_can_be_taken_back_and_stands_against_a_yes():
    at = approved()
    with pytest.raises(service.LeadError, match="原因"):
        service.refuse(at.owner, at.lead, "W16")
    service.refuse(at.owner, at.lead, "W01")
    db.session.refresh(at.lead)
    with pytest.raises(service.OtherState, match="先撤销"):
        service.take(at.owner, at.lead, at.offer.public_id)
    service.undo_decline(at.owner, at.lead)
    db.session.refresh(at.lead)
    service.take(at.owner, at.lead, at.offer.public_id)
    assert at.lead.state is LeadState.TAKEN


def test_the_rest_is_kept_open_when_the_owner_says_so():
    at = taken(amount_fen=15 * WAN, words="流水只够这么多", keep_open=True)
    db.session.refresh(at.need)
    assert at.need.keep_open


def test_every_offer_stands_alone():
    """A second one, after the talk began anew, is the one that counts."""
    at = approved()
    first = at.offer.public_id
    at.lead.state = LeadState.CONTACTED
    db.session.flush()
    service.approve(at.manager, at.lead, quote(rate_bp=400))
    assert at.offer.rate_bp == 400 and at.offer.public_id != first
    assert db.session.scalar(sa.select(sa.func.count(Offer.id))) == 2
