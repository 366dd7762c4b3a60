"""An offer in plain words, row by row: the same for its owner, for the institution and side by side."""

from datetime import date

from portal.core import wording
from portal.leads import money_words
from portal.leads.models import Disbursement, Offer
from portal.leads.offer_cost import Cost, cost_of
from portal.products import monthly, words
from portal.products.models import LENDING, ProductKind
from search import taxonomy

TENORS = {"1Y": "1 年期", "5Y": "5 年期以上"}
NONE = "没有"


def offer_view(offer: Offer, kind: ProductKind, wanted_fen: int | None) -> dict:
    """`{public_id, amount, yearly_bp, total_fen, rows, words, less, lends}`; rows `{label, value, note}`.

    `less`: how much of what was asked for it leaves, in words.
    """
    costs = cost_of(offer)
    rows = _lent(offer, kind, wanted_fen, costs) if kind in LENDING else _unlent(offer, kind, wanted_fen)
    return {
        "public_id": offer.public_id,
        "amount": wording.money(offer.amount_fen),
        "yearly_bp": costs.yearly_bp,
        "total_fen": costs.total,
        "rows": rows,
        "words": offer.words,
        "less": _less(offer, wanted_fen) if kind in LENDING else "",
        "lends": kind in LENDING,
    }


def payments_view(paid: list[Disbursement], offer: Offer) -> dict:
    """`{rows, total, rest, rest_fen}`: each payment with its day, what they come to and what is left."""
    total = sum(one.amount_fen for one in paid)
    rest = offer.amount_fen - total
    return {
        "rows": [{"day": _day(one.paid_on), "amount": wording.money(one.amount_fen)} for one in paid],
        "total": wording.money(total),
        "rest": wording.money(rest) if rest > 0 else "",
        "rest_fen": rest,
    }


def _lent(offer: Offer, kind: ProductKind, wanted_fen: int | None, costs: Cost) -> list[dict]:
    rates = (offer.rate_bp, offer.rate_bp)
    each, note = monthly.at_rates(offer.repayment, rates, offer.amount_fen, offer.term_months)
    of = money_words.of(kind)
    names = words.RENTS if kind is ProductKind.LEASING else words.REPAYMENTS
    return [
        _amount(offer, of, wanted_fen),
        _row("期限", wording.months(offer.term_months)),
        _row("每月还多少", each, note),
        _row(of.total, _yuan(costs.total), f"利息 {_yuan(costs.interest)}，费用 {_yuan(costs.fees)}"),
        _row(
            "年化综合成本", wording.percent(costs.yearly_bp) or monthly.UNKNOWN, "利息和每一项费用都算在里面"
        ),
        _row("其中利率", f"年化利率（单利）{wording.percent(offer.rate_bp)}", lpr_words(offer)),
        _row("其中费用", fees_words(offer)),
        _row("怎么还", names[offer.repayment]),
        _row(of.security, security_words(offer.guarantee_mode)),
        _row("报价有效到", wording.day_in_sentence(offer.valid_until)),
    ]


def _unlent(offer: Offer, kind: ProductKind, wanted_fen: int | None) -> list[dict]:
    of, total = money_words.of(kind), cost_of(offer).total
    rows = [
        _amount(offer, of, wanted_fen),
        _row("期限", wording.months(offer.term_months)),
        _row(of.total, _yuan(total), f"按 {wording.money(offer.amount_fen)}、{offer.term_months} 个月算"),
        _row("其中费用", fees_words(offer)),
        _row(of.security, security_words(offer.guarantee_mode)) if of.security else None,
        _row("报价有效到", wording.day_in_sentence(offer.valid_until)),
    ]
    return [row for row in rows if row]


def lpr_words(offer: Offer) -> str:
    """1 年期 LPR 3.00%（2026-11-20 公布）加 85 个基点; empty for a fixed rate."""
    if offer.spread_bp is None:
        return ""
    base = wording.percent(offer.rate_bp - offer.spread_bp)
    sign = "加" if offer.spread_bp >= 0 else "减"
    return (
        f"{TENORS[offer.lpr_tenor]} LPR {base}（{offer.lpr_date} 公布）{sign} {abs(offer.spread_bp)} 个基点"
    )


def fees_words(offer: Offer) -> str:
    """一次 1,000 元，每年 2,000 元，固定 200 元; 没有."""
    once = round(offer.amount_fen * offer.fee_once_bp / 10_000)
    yearly = round(offer.amount_fen * offer.fee_yearly_bp / 10_000)
    parts = [("一次性", once), ("每年", yearly), ("固定", offer.fee_fixed_fen)]
    return "，".join(f"{name} {_yuan(fen)}" for name, fen in parts if fen) or NONE


def security_words(mode: str | None) -> str:
    entry = taxonomy.securities.by_word(mode or "")
    return entry.name if entry else NONE


def _amount(offer: Offer, of: money_words.MoneyWords, wanted_fen: int | None) -> dict:
    asked = f"您要的是 {wording.money(wanted_fen)}" if wanted_fen not in (None, offer.amount_fen) else ""
    return _row(of.amount, wording.money(offer.amount_fen), asked)


def _less(offer: Offer, wanted_fen: int | None) -> str:
    missing = (wanted_fen or 0) - offer.amount_fen
    return wording.money(missing) if missing > 0 else ""


def _row(label: str, value: str, note: str = "") -> dict:
    return {"label": label, "value": value, "note": note}


def _yuan(fen: int) -> str:
    return wording.yuan_range(fen, fen)


def _day(day: date) -> str:
    return wording.day_in_sentence(day)
