"""An institution's yes with its figures, and what the owner says to it."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from portal.core import clock, ledger, lpr, outbox, workdays
from portal.core.db import db
from portal.leads import clocks, refusals, slots, transition
from portal.leads.errors import LeadError, NotYours, OtherState
from portal.leads.models import Clock, Lead, LeadState, Offer
from portal.leads.offer_cost import fees_fen
from portal.leads.queries.offers import latest
from portal.leads.service.assigning import same_manager
from portal.leads.service.banks import shown_words
from portal.leads.service.owners import GRACE
from portal.needs.models import FinancingNeed
from portal.products.models import LENDING, ProductKind, Repayment
from search import taxonomy

STAGE = "approved"  # at which an owner refuses, see firm_reasons.csv
USUAL = timedelta(days=30)
LONGEST = timedelta(days=180)  # an offer stands no longer than a consent does


@dataclass(frozen=True)
class Quote:
    """What a manager offers: fen, basis points, months. `rate_bp`, or `lpr_tenor` with `spread_bp`."""

    amount_fen: int
    term_months: int
    valid_until: date
    rate_bp: int | None = None
    lpr_tenor: str | None = None
    spread_bp: int | None = None
    repayment: Repayment | None = None
    guarantee_mode: str | None = None
    fee_once_bp: int = 0
    fee_yearly_bp: int = 0
    fee_fixed_fen: int = 0
    words: str = ""


def offer_of(quote: Quote, kind: ProductKind, on: date) -> Offer:
    """The offer that a quote comes to on a day; in no session, its lead not named yet."""
    offer = Offer(
        amount_fen=quote.amount_fen,
        term_months=quote.term_months,
        guarantee_mode=quote.guarantee_mode or None,
        fee_once_bp=quote.fee_once_bp,
        fee_yearly_bp=quote.fee_yearly_bp,
        fee_fixed_fen=quote.fee_fixed_fen,
        valid_until=quote.valid_until,
        words=shown_words(quote.words),
    )
    if kind in LENDING:
        offer.repayment, offer.rate_bp = quote.repayment, quote.rate_bp
        if quote.lpr_tenor and quote.spread_bp is not None:
            base = lpr.on(on, quote.lpr_tenor)
            offer.lpr_tenor, offer.lpr_date, offer.spread_bp = (
                quote.lpr_tenor,
                base.published_on,
                quote.spread_bp,
            )
            offer.rate_bp = max(0, base.bp + quote.spread_bp)
    return offer


def faults(offer: Offer, kind: ProductKind, wanted_fen: int | None) -> dict[str, str]:
    """What is wrong with an offer that a manager is about to make: a message by field."""
    found = {}
    if kind in LENDING and (offer.rate_bp is None or offer.repayment is None):
        found["rate"] = "请填写年利率，例如 4.35"
    if offer.guarantee_mode and taxonomy.securities.by_word(offer.guarantee_mode) is None:
        found["guarantee_mode"] = "列表里没有这一项，请从列表里选一个"
    if offer.amount_fen <= 0 or offer.term_months <= 0:
        found["amount"] = "金额和期限都要大于 0"
    first, last = soonest_end(), clock.today() + LONGEST
    if not first <= offer.valid_until <= last:
        found["valid_until"] = f"有效期须在 {first} 到 {last} 之间：企业有 {answer_days()} 个工作日答复"
    if wanted_fen and offer.amount_fen != wanted_fen and not offer.words:
        found["words"] = "批的和企业要的金额不一样，请写一句为什么，企业会看到"
    return found


def soonest_end() -> date:
    """An offer stands at least as long as the owner has to answer it."""
    return workdays.add(clock.today(), answer_days())


def approve(actor, lead: Lead, quote: Quote) -> Offer:
    """已授信, 同意担保, 承保, 批复: the owner has an offer to answer. Raises LeadError."""
    if lead.assigned_id != actor.membership_id:
        raise NotYours("只有负责这条对接的客户经理能报价。")
    kind = transition.kind_of(lead)
    offer = offer_of(quote, kind, clock.today())
    slots.lock(lead.need_id)
    wanted = sa.select(FinancingNeed.amount_max_fen).where(FinancingNeed.id == lead.need_id)
    if found := faults(offer, kind, db.session.scalar(wanted)):
        raise LeadError("；".join(found.values()) + "。")
    transition.make(lead, "approve", actor, where=(same_manager(lead),))
    offer.lead_id = lead.id
    db.session.add(offer)
    _record("offer.made", lead, actor, **facts_of(offer))
    outbox.put("lead.approved", need_id=lead.need_id)
    return offer


def facts_of(offer: Offer) -> dict:
    """What the ledger keeps of an offer."""
    return {
        "amount_fen": offer.amount_fen,
        "rate_bp": offer.rate_bp,
        "lpr_date": offer.lpr_date and offer.lpr_date.isoformat(),
        "lpr_tenor": offer.lpr_tenor,
        "spread_bp": offer.spread_bp,
        "term": offer.term_months,
        "guarantee_mode": offer.guarantee_mode,
        "fees_fen": fees_fen(offer),
        "until": offer.valid_until.isoformat(),
    }


def take(actor, lead: Lead, offer_id: str, *, keep_open: bool = False) -> Lead:
    """企业接受: this offer and no other. `keep_open`: the need goes on seeking the rest when it is paid out.

    Raises LeadError, OtherState when the offer is not the one that was read or the lead has lapsed.
    """
    _owns(actor, slots.lock(lead.need_id))
    offer = latest(lead.id)
    if offer is None or offer.public_id != offer_id:
        raise OtherState("这份报价刚刚变了，这次没有算数。请回去看一遍，再决定。")
    if offer.valid_until < clock.today():
        raise OtherState("这份报价已经过了有效期。请机构重新报价。")
    if lead.declining_until is not None:
        raise OtherState("您刚选了不接受这份报价。先撤销，再接受。")
    transition.make(lead, "take", actor, where=(Lead.declining_until.is_(None),))
    if keep_open:
        set_keep_open(actor, lead.need_id, keep=True)
    return lead


def refuse(actor, lead: Lead, code: str) -> None:
    """不接受 the offer, for a reason; told in ten minutes, until then `undo_decline` takes it back."""
    _owns(actor, slots.lock(lead.need_id, seeking=False))
    if refusals.firm_reason(code, STAGE) is None:
        raise LeadError("请在列出的原因里选一个。")
    until = lead.declining_until or clock.now() + GRACE
    change = sa.update(Lead).where(Lead.id == lead.id, Lead.state == LeadState.APPROVED)
    if db.session.execute(change.values(declining_until=until, declining_code=code)).rowcount != 1:
        raise OtherState
    outbox.put("lead.decline_due", due_at=until, lead_id=lead.id, membership_id=actor.membership_id)


def set_keep_open(actor, need_id: int, *, keep: bool) -> None:
    """Whether the need goes on seeking after the first money; said before it comes. Raises LeadError."""
    _owns(actor, slots.lock(need_id))
    change = sa.update(FinancingNeed).where(FinancingNeed.id == need_id, FinancingNeed.keep_open != keep)
    if db.session.execute(change.values(keep_open=keep)).rowcount:
        ledger.record("need.changed", actor=actor, need_id=need_id, keep_open=keep)


def _owns(actor, need: slots.Locked) -> None:
    if need.owner_id != actor.organisation_id:
        raise NotYours("这条需求不是您的。")


def answer_days() -> int:
    return clocks.days_of(Clock.OWNER_ANSWER)


def _record(kind: str, lead: Lead, actor, **facts) -> None:
    pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
    ledger.record(kind, actor=actor, **pair, **facts)
