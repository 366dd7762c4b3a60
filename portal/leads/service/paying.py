"""Money is paid out under an offer, at once or in parts; with the first of it the need is a funded one."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.consent import service as consent
from portal.core import clock, ledger, outbox, wording
from portal.core.db import db
from portal.leads import slots, transition
from portal.leads.errors import LeadError, NotSeeking, NotYours, OtherState
from portal.leads.models import Disbursement, Lead, LeadMove, LeadState, Offer
from portal.leads.queries.offers import latest, rest_fen
from portal.leads.service.assigning import same_manager
from portal.needs import service as needs
from portal.needs.models import SEEKING, FinancingNeed
from portal.products.models import LENDING, ProductKind

FUNDED = "K01"


@dataclass(frozen=True)
class Payment:
    """What a manager records of one payment; fen, basis points, months."""

    amount_fen: int
    paid_on: date
    contract_on: date
    term_months: int
    rate_bp: int | None = None
    guarantee_mode: str | None = None
    first_loan: bool | None = None
    renewal: bool = False


def faults(payment: Payment, offer: Offer, kind: ProductKind) -> dict[str, str]:
    """What is wrong with a payment under this offer: a message by field."""
    found, rest = {}, rest_fen(offer)
    made = clock.local(offer.created_at).date()
    if not 0 < payment.amount_fen <= rest:
        found["amount"] = f"报价 {wording.money(offer.amount_fen)}，最多还能放 {wording.money(rest)}"
    if not made <= payment.paid_on <= clock.today():
        found["paid_on"] = f"日期须在报价那天（{made}）到今天之间"
    if not made <= payment.contract_on <= payment.paid_on:
        found["contract_on"] = f"合同日期须在报价那天（{made}）之后、放款之前，同一天也可以"
    if payment.term_months <= 0:
        found["term"] = "期限要大于 0"
    if kind in LENDING and payment.rate_bp is None:
        found["rate"] = "请填写年利率，例如 4.35"
    if kind in LENDING and payment.first_loan is None:
        found["first_loan"] = "请选征信里查到的结果"
    return found


def disburse(actor, lead: Lead, payment: Payment) -> Disbursement:
    """已放款, 担保生效, 出单, 起租: one payment of what was offered, never more than that in all.

    The first one ends the need as funded, unless its owner keeps it open for the rest. Raises LeadError.
    """
    slots.hold_borrower(lead.need_id)
    need = slots.lock(lead.need_id, seeking=False)
    db.session.refresh(lead, ("state", "state_since", "assigned_id"))  # another payment may have come first
    first = lead.state is LeadState.TAKEN
    _may_pay(actor, lead)
    if first and not need.seeking:
        raise NotSeeking
    offer, kind = latest(lead.id), transition.kind_of(lead)
    if offer is None:
        raise OtherState
    if found := faults(payment, offer, kind):
        raise LeadError("；".join(found.values()) + "。")
    when = _moment(lead, payment.paid_on)
    transition.make(lead, "disburse", actor, where=(same_manager(lead),), happened_at=when)
    row = disbursement_of(payment, lead, offer, _last_move(lead.id), kind)
    db.session.add(row)
    pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
    ledger.record("lead.disbursed", actor=actor, **pair, **facts_of(row))
    consent.shorten(lead.id, actor)
    if first and kind in LENDING:
        _fund(lead)
    slots.settle(lead.need_id)
    if first and kind not in LENDING:  # a guarantee is no money yet: whoever lends is still to be found
        outbox.put("lead.freed", need_id=lead.need_id, institution_id=lead.institution_id)
    return row


def disbursement_of(
    payment: Payment, lead: Lead, offer: Offer, move_id: int, kind: ProductKind
) -> Disbursement:
    """The row of a payment; what lends nothing has neither a rate nor a first loan."""
    lends = kind in LENDING
    return Disbursement(
        lead_id=lead.id,
        offer_id=offer.id,
        move_id=move_id,
        amount_fen=payment.amount_fen,
        rate_bp=payment.rate_bp if lends else None,
        term_months=payment.term_months,
        paid_on=payment.paid_on,
        contract_on=payment.contract_on,
        guarantee_mode=payment.guarantee_mode or None,
        first_loan=payment.first_loan if lends else None,
        renewal=payment.renewal,
    )


def facts_of(row: Disbursement) -> dict:
    """What the ledger keeps of a payment."""
    return {
        "amount_fen": row.amount_fen,
        "rate_bp": row.rate_bp,
        "term": row.term_months,
        "date": row.paid_on.isoformat(),
        "contract_on": row.contract_on.isoformat(),
        "guarantee_mode": row.guarantee_mode,
        "first_loan": row.first_loan,
        "renewal": row.renewal,
    }


def may_pay(actor, lead: Lead) -> bool:
    """Whether it is this person's to record a payment, as the lead stands."""
    return lead.assigned_id == actor.membership_id and lead.state in (LeadState.TAKEN, LeadState.DISBURSED)


def _may_pay(actor, lead: Lead) -> None:
    if lead.assigned_id != actor.membership_id:
        raise NotYours("只有负责这条对接的客户经理能记放款。")
    if not may_pay(actor, lead):
        raise OtherState


def _moment(lead: Lead, paid_on: date) -> datetime:
    """When it happened: a day is all that is known of an earlier one, and no step comes before the last."""
    now = clock.now()
    return now if paid_on == clock.today() else min(now, max(clock.shanghai(paid_on, 12), lead.state_since))


def _last_move(lead_id: int) -> int:
    db.session.flush()
    return db.session.scalar(sa.select(sa.func.max(LeadMove.id)).where(LeadMove.lead_id == lead_id))


def _fund(lead: Lead) -> None:
    """The need has what it looked for; its other talks end with the news of that."""
    need = db.session.get_one(FinancingNeed, lead.need_id, populate_existing=True)
    if not need.keep_open:
        needs.end(None, need, FUNDED, SEEKING)
    outbox.put("need.paid", need_id=lead.need_id, lead_id=lead.id)
