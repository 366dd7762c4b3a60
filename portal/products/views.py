"""A product as pages show it: plain words and figures, never the row."""

from flask import url_for

from portal.core import clock, wording
from portal.products import charges, cost, kinds, monthly, queries, words
from portal.products.models import LENDING, Product, ProductKind, ProductState

NO_RATE = "未写明"
FIRST_LOAN = ("F22", "firsthand")
UNREGISTERED = "unregistered"


def product_view(product: Product, amount_fen: int | None = None, months: int | None = None) -> dict:
    """What lists and cards show; its institution must be loaded.

    The cost is that of `amount_fen` over `months`, as far as the product lends so much for so long; without
    them, that of its smallest amount and longest term. `cost_note` says which.
    """
    return {
        "public_id": product.public_id,
        "href": url_for("products.show", public_id=product.public_id),
        "name": product.name,
        "institution": product.institution.name,
        "institution_id": product.institution.public_id,
        "kind": words.KINDS[product.kind],
        "lends": product.kind in LENDING,
        "amount_label": kinds.of(product).amount,
        "price_label": kinds.of(product).price,
        "cover": charges.cover_words(product),
        "down_payment": down_payment(product),
        "together": None,  # see partners.tell
        "types": "、".join(words.types(product.product_type_codes)),
        "amounts": wording.money_range(product.amount_min_fen, product.amount_max_fen),
        "amounts_wan": _wan_range(product.amount_min_fen, product.amount_max_fen),
        "term": wording.months(product.term_min_months, product.term_max_months),
        "term_months": wording.months(product.term_min_months, product.term_max_months).removesuffix(" 个月"),
        **cost_view(product, *point(product, amount_fen, months)),
        **_paid(product, *point(product, amount_fen, months)),
        "type": next(iter(words.types(product.product_type_codes)), ""),
        "security_kinds": words.security_kinds(product.security_accepted),
        "security": words.securities(product.security_accepted),
        "facts": facts(product, *point(product, amount_fen, months)),
        "first_loan": takes_first_loan(product),
        "unregistered": UNREGISTERED in product.subjects,
        "decision_days": product.decision_days,
        "confirmed": _confirmed(product),
        "confirmed_on": wording.day_in_table(product.confirmed_on) if product.confirmed_on else "",
    }


def point(
    product: Product, amount_fen: int | None = None, months: int | None = None
) -> tuple[int | None, int | None]:
    """The amount and term to cost: those wanted, moved inside what the product offers, else its own."""
    amount = _within(amount_fen, product.amount_min_fen, product.amount_max_fen)
    term = _within(months, product.term_min_months, product.term_max_months)
    return (
        amount if amount is not None else _first(product.amount_min_fen, product.amount_max_fen),
        term if term is not None else _first(product.term_max_months, product.term_min_months),
    )


def cost_view(product: Product, amount_fen: int | None, months: int | None) -> dict:
    """The cost of one amount over one term in words: `cost`, `cost_note`, `after_subsidy`, `rate`.

    Of what lends nothing `cost` is its price, and there is no rate.
    """
    rates = cost.rates_bp(product)
    simple = f"年化利率（单利）{wording.percent_range(*rates)}" if rates else ""
    if product.kind not in LENDING:
        return _priced(product, amount_fen, months)
    empty = {"cost": NO_RATE, "cost_bp": None, "cost_note": "", "after_subsidy": "", "rate": simple}
    if amount_fen is None or months is None:
        return empty
    found = cost.annual_cost_bp(product, amount_fen, months)
    if found is None:
        return empty
    helped = cost.after_subsidy_bp(product, amount_fen, months)
    return {
        **empty,
        "cost": wording.percent_range(*found),
        "cost_bp": found[0],
        "cost_note": f"按借 {wording.money(amount_fen)}、{months} 个月算",
        "after_subsidy": f"贴息后 {wording.percent_range(*helped)}" if helped else "",
    }


def _priced(product: Product, amount_fen: int | None, months: int | None) -> dict:
    helped = f"补贴另付每年 {wording.percent(product.subsidy_bp)}" if product.subsidy_bp else ""
    return {
        "cost": charges.price_words(product) or NO_RATE,
        "cost_bp": None,
        "cost_note": charges.price_note(product, amount_fen, months),
        "after_subsidy": helped,
        "rate": "",
    }


def down_payment(product: Product) -> str:
    """首付 20%, 不要首付; empty for what is not leased."""
    if product.kind is not ProductKind.LEASING or product.down_payment_bp is None:
        return ""
    return f"{product.down_payment_bp / 100:g}%" if product.down_payment_bp else "不要"


def facts(product: Product, amount_fen: int | None, months: int | None) -> list[dict]:
    """The few figures of a card, those that this kind of product has."""
    kind, costed = kinds.of(product), cost_view(product, amount_fen, months)
    rows = [
        (kind.amount, wording.money_range(product.amount_min_fen, product.amount_max_fen) or NO_RATE),
        ("期限", wording.months(product.term_min_months, product.term_max_months) or NO_RATE),
        (kind.price, costed["cost"]),
    ]
    if product.kind in LENDING:
        paid = _paid(product, amount_fen, months)
        rows += [
            ("首付", down_payment(product)),
            ("还款", paid["monthly"]),
            ("利息和费用一共", paid["total"]),
        ]
    else:
        rows += [("保什么", product.insured), (kind.cover, charges.cover_words(product))]
    return [{"label": label, "value": value} for label, value in rows if value]


def _paid(product: Product, amount_fen: int | None, months: int | None) -> dict:
    """`monthly`, `monthly_note`: what an ordinary month costs; `total`: interest and fees together."""
    if product.kind not in LENDING:
        return {"monthly": "", "monthly_note": "", "total": ""}
    each, note = monthly.words(product, amount_fen, months)
    parts = cost.breakdown(product, amount_fen, months) if amount_fen and months else None
    total = wording.yuan_range(*parts.total) if parts else NO_RATE
    return {"monthly": each, "monthly_note": note, "total": total}


def takes_first_loan(product: Product) -> bool:
    """Whether the product says that it lends to whoever never borrowed."""
    feature, requirement = FIRST_LOAN
    return feature in product.feature_codes or requirement in product.requirements


def status_view(product: Product) -> dict:
    """`{state, word, days}` for the institution's people: days until the product must be confirmed again."""
    last_day = queries.confirm_by(product)
    if product.state is not ProductState.PUBLISHED or last_day is None:
        return {"state": product.state, "word": None, "days": None}
    days = (last_day - clock.today()).days
    if days < 0:
        return {"state": "expired", "word": None, "days": days}
    if days <= queries.REMIND_BEFORE.days:
        return {"state": "due", "word": f"{days} 天后需确认" if days else "今天需确认", "days": days}
    return {"state": product.state, "word": None, "days": days}


def _confirmed(product: Product) -> str:
    day = product.confirmed_on
    return f"{day.month}月{day.day}日由机构确认有效" if day else ""


def _wan_range(low: int | None, high: int | None) -> str:
    """1–30, for a column headed 万元."""
    if low is None or high is None or low == high:
        value = high if low is None else low
        return "" if value is None else wording.wan(value)
    return f"{wording.wan(low)}–{wording.wan(high)}"


def _within(wanted: int | None, low: int | None, high: int | None) -> int | None:
    if wanted is None:
        return None
    floored = wanted if low is None else max(wanted, low)
    return floored if high is None else min(floored, high)


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)
