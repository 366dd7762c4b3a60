"""Offers and disbursements as the ledger keeps them: whole fen, basis points, codes and dates."""

from datetime import date, timedelta
from random import Random

from portal.core.wording import FEN_PER_WAN
from portal.needs.models import FinancingNeed
from portal.products.models import Product, RateKind
from search import taxonomy

LESS = (0.6, 0.7, 0.8, 0.9, 1, 1, 1, 1, 1)  # of what was asked for
SHORT_TERM = 12  # months, where nothing was said
PART = 0.6  # of the offer, when the money comes in two parts


def offer(rng: Random, need: FinancingNeed, product: Product, today: date) -> dict:
    """What an institution offers: not less than helps, not more than its product allows."""
    most = min(need.amount_max_fen, product.amount_max_fen or need.amount_max_fen)
    amount = round(most * rng.choice(LESS) / FEN_PER_WAN) * FEN_PER_WAN
    term = min(need.term_months or SHORT_TERM, product.term_max_months or need.term_months or SHORT_TERM)
    return {
        "amount_fen": max(amount, min(need.amount_min_fen or 0, most), FEN_PER_WAN // 2),
        **_rate(rng, product, today),
        "term": term,
        "guarantee_mode": (need.security or ("credit",))[0],
        "fees_fen": product.fee_fixed_fen,
        "until": (today + timedelta(days=30)).isoformat(),
    }


def parts(rng: Random, amount_fen: int, twice: float) -> list[int]:
    """The money at once, or in two parts."""
    first = round(amount_fen * PART / FEN_PER_WAN) * FEN_PER_WAN
    whole = rng.random() > twice or not 0 < first < amount_fen
    return [amount_fen] if whole else [first, amount_fen - first]


def disbursements(
    rng: Random, need: FinancingNeed, agreed: dict, amounts: list[int], today: date
) -> list[dict]:
    """Facts of each payment; whether it is the firm's first loan, the bank has found out."""
    first = "firsthand" in need.tags and rng.random() < 0.9
    contract = (today - timedelta(days=rng.randint(0, 1))).isoformat()
    same = {name: agreed.get(name) for name in ("rate_bp", "term", "guarantee_mode")}
    renewal = need.purpose_code == "U21"
    return [
        {**same, "amount_fen": amount, "contract_on": contract, "first_loan": first and not place,
         "renewal": renewal}
        for place, amount in enumerate(amounts)
    ]  # fmt: skip


def _rate(rng: Random, product: Product, today: date) -> dict:
    """In basis points a year; of a spread also the LPR that it stands on. None where a product names none."""
    low, high = product.rate_low_bp, product.rate_high_bp
    if low is None:
        return {}
    chosen = rng.randint(low, max(low, high or low))
    if product.rate_kind is not RateKind.LPR:
        return {"rate_bp": chosen}
    rate, since = taxonomy.lpr.on(today, product.lpr_tenor or "1Y")
    stands_on = {"lpr_date": since.isoformat(), "lpr_tenor": product.lpr_tenor or "1Y", "spread_bp": chosen}
    return {"rate_bp": round(float(rate) * 100) + chosen, **stands_on}
