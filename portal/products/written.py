"""All that is written about a product, row by row, for the colleague who reads it before it holds."""

from collections.abc import Callable

from portal.core import wording
from portal.products import charges, cost, kinds, partners, words
from portal.products.models import LENDING, Product, ProductKind, RateKind
from portal.products.views import NO_RATE, cost_view, down_payment, point

NONE, EVERY = "没有写", "不限"


def _rate(product: Product) -> str:
    if product.rate_low_bp is None:
        return NO_RATE
    if product.rate_kind is not RateKind.LPR:
        return wording.percent_range(product.rate_low_bp, product.rate_high_bp)
    low, high = product.rate_low_bp, product.rate_high_bp
    spread = f"{low:+d}" if low == high else f"{low:+d} 至 {high:+d}"
    now = wording.percent_range(*cost.rates_bp(product))
    return f"{words.TENORS[product.lpr_tenor]} {spread} 个基点，现在是 {now}"


def _percent(bp: int | None) -> str:
    return wording.percent(bp) if bp else ""


def _days(days: int | None) -> str:
    return "" if days is None else f"{days} 个工作日" if days else "当天"


ROWS: tuple[tuple[str, tuple[str, ...], Callable[[Product], str]], ...] = (
    ("名称", ("name",), lambda one: one.name),
    ("种类", ("kind",), lambda one: words.KINDS[one.kind]),
    ("介绍", ("text",), lambda one: one.text),
    ("产品类型", ("product_type_codes",), lambda one: "、".join(words.types(one.product_type_codes))),
    ("特点", ("feature_codes",), lambda one: "、".join(words.features(one.feature_codes))),
    ("面向", ("subjects",), lambda one: words.subjects(one.subjects)),
    ("地区", ("regions",), lambda one: words.regions(one.regions)),
    ("只面向行业", ("industries",), lambda one: words.industries(one.industries) or EVERY),
    ("不做行业", ("industries_excluded",), lambda one: words.industries(one.industries_excluded)),
    ("用途", ("purpose_kinds",), lambda one: words.purposes(one.purpose_kinds) or EVERY),
    (
        "金额",
        ("amount_min_fen", "amount_max_fen"),
        lambda one: wording.money_range(one.amount_min_fen, one.amount_max_fen),
    ),
    (
        "期限",
        ("term_min_months", "term_max_months"),
        lambda one: wording.months(one.term_min_months, one.term_max_months),
    ),
    ("利率", ("rate_kind", "rate_low_bp", "rate_high_bp", "lpr_tenor"), _rate),
    ("怎么还", ("repayment",), words.repayment),
    ("担保费率、保险费率", ("price_bp",), charges.price_words),
    ("担保、赔付比例", ("cover_bp",), charges.cover_words),
    ("保什么", ("insured",), lambda one: one.insured),
    ("首付", ("down_payment_bp",), down_payment),
    ("一开始收一次", ("fee_once_bp",), lambda one: _percent(one.fee_once_bp)),
    ("每年年初收", ("fee_yearly_bp",), lambda one: _percent(one.fee_yearly_bp)),
    ("固定费用", ("fee_fixed_fen",), lambda one: wording.yuan_range(one.fee_fixed_fen, one.fee_fixed_fen)),
    ("贴息", ("subsidy_bp",), lambda one: _percent(one.subsidy_bp)),
    ("担保", ("security_accepted",), lambda one: words.securities(one.security_accepted)),
    (
        "还要满足",
        ("requirements",),
        lambda one: "；".join(words.requirement(written) for written in one.requirements),
    ),
    ("材料", ("materials",), lambda one: "；".join(filter(None, map(str.strip, one.materials.splitlines())))),
    ("几个工作日给决定", ("decision_days",), lambda one: _days(one.decision_days)),
    ("谁来答复", ("answered_by",), lambda one: one.answered_by),
    ("和谁配合", ("partners",), partners.named),
)
"""(label, columns that it tells of, how they read)."""


def rows(product: Product) -> list[dict]:
    """`[{label, value}]`: all that is written, and the cost that follows from it."""
    told = [
        {"label": label, "value": of(product) or NONE} for label, told, of in ROWS if _applies(product, told)
    ]
    costed = cost_view(product, *point(product))
    return [*told, {"label": kinds.of(product).price, "value": costed["cost"], "note": costed["cost_note"]}]


def _applies(product: Product, columns: tuple[str, ...]) -> bool:
    """Whether a row is about something that a product of this kind has."""
    lending, leased = product.kind in LENDING, product.kind is ProductKind.LEASING
    having = {
        "rate_kind": lending, "repayment": lending, "fee_yearly_bp": lending, "price_bp": not lending,
        "cover_bp": not lending, "insured": product.kind is ProductKind.INSURANCE,
        "down_payment_bp": leased, "partners": bool(kinds.of(product).together),
    }  # fmt: skip
    return having.get(columns[0], True)


def differences(now: Product, then: Product) -> list[dict]:
    """`[{label, now, then}]`: what reads otherwise."""
    pairs = zip(rows(now), rows(then), strict=True)
    return [
        {"label": old["label"], "now": old["value"], "then": new["value"]}
        for old, new in pairs
        if old["value"] != new["value"]
    ]
