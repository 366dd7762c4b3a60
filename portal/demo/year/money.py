"""Offers and payments of the year: whole fen, basis points, codes and dates, as the services make them."""

from datetime import date, datetime, timedelta
from random import Random

from portal.core import clock
from portal.core.wording import FEN_PER_WAN
from portal.leads.models import Lead, Offer
from portal.leads.service.offering import Quote, offer_of
from portal.leads.service.paying import Payment
from portal.needs.models import FinancingNeed
from portal.products.models import LENDING, Product, RateKind

LESS = (0.6, 0.7, 0.8, 0.9, 1, 1, 1, 1, 1)  # of what was asked for
SHORT_TERM = 12  # months, where nothing was said
PART = 0.6  # of the offer, when the money comes in two parts
STANDS = timedelta(days=30)
WHY = "按现在的流水先批这些，做满半年可以再谈。"


def offer(rng: Random, need: FinancingNeed, product: Product, lead: Lead, at: datetime) -> Offer:
    """What an institution offers: not less than helps, not more than its product allows."""
    today = clock.local(at).date()
    most = min(need.amount_max_fen, product.amount_max_fen or need.amount_max_fen)
    amount = round(most * rng.choice(LESS) / FEN_PER_WAN) * FEN_PER_WAN
    amount = max(amount, min(need.amount_min_fen or 0, most), FEN_PER_WAN // 2)
    term = min(need.term_months or SHORT_TERM, product.term_max_months or need.term_months or SHORT_TERM)
    quote = Quote(
        amount_fen=amount,
        term_months=term,
        valid_until=today + STANDS,
        **_rate(rng, product),
        repayment=product.repayment,
        guarantee_mode=(need.security or ("credit",))[0],
        fee_once_bp=product.fee_once_bp,
        fee_yearly_bp=product.fee_yearly_bp if product.kind in LENDING else product.price_bp or 0,
        fee_fixed_fen=product.fee_fixed_fen,
        words="" if amount == need.amount_max_fen else WHY,
    )
    made = offer_of(quote, product.kind, today)
    made.lead_id, made.created_at = lead.id, at
    return made


def parts(rng: Random, amount_fen: int, twice: float) -> list[int]:
    """The money at once, or in two parts."""
    first = round(amount_fen * PART / FEN_PER_WAN) * FEN_PER_WAN
    whole = rng.random() > twice or not 0 < first < amount_fen
    return [amount_fen] if whole else [first, amount_fen - first]


def payments(
    rng: Random, need: FinancingNeed, agreed: Offer, amounts: list[int], today: date
) -> list[Payment]:
    """Each as if it were paid today; whether it is the firm's first loan, the bank has found out."""
    first = "firsthand" in need.tags and rng.random() < 0.9
    contract = max(today - timedelta(days=rng.randint(0, 1)), clock.local(agreed.created_at).date())
    return [
        Payment(
            amount_fen=amount,
            paid_on=today,
            contract_on=contract,
            term_months=agreed.term_months,
            rate_bp=agreed.rate_bp,
            guarantee_mode=agreed.guarantee_mode,
            first_loan=first and not place,
            renewal=need.purpose_code == "U21",
        )
        for place, amount in enumerate(amounts)
    ]


def _rate(rng: Random, product: Product) -> dict:
    """In basis points a year, or a spread over the LPR of the day. None where a product names none."""
    low, high = product.rate_low_bp, product.rate_high_bp
    if low is None:
        return {}
    chosen = rng.randint(low, max(low, high or low))
    if product.rate_kind is not RateKind.LPR:
        return {"rate_bp": chosen}
    return {"lpr_tenor": product.lpr_tenor or "1Y", "spread_bp": chosen}
