"""One product on its own page: four figures, the cost down to the last fee, whom it is for, who answers."""

from portal.core import clock, wording
from portal.products import cost, queries, words
from portal.products.models import Product
from portal.products.views import NO_RATE, cost_view, point, product_view, status_view

EVERYONE = "都可以"


def page_view(product: Product, amount_fen: int | None = None, months: int | None = None) -> dict:
    """The page's content, costed for `amount_fen` over `months` as far as the product goes."""
    amount, term = point(product, amount_fen, months)
    costed = cost_view(product, amount, term)
    return {
        **product_view(product, amount_fen, months),
        "text": product.text,
        "figures": _figures(product, costed),
        "cost_table": _cost_table(product, amount, term, costed),
        "conditions": _conditions(product),
        "materials": [line.strip() for line in product.materials.splitlines() if line.strip()],
        "answers": _answers(product),
        "status": status_view(product),
    }


def _figures(product: Product, costed: dict) -> list[dict]:
    amounts, _, amount_unit = wording.money_range(product.amount_min_fen, product.amount_max_fen).partition(
        " "
    )
    term, _, term_unit = wording.months(product.term_min_months, product.term_max_months).partition(" ")
    found = costed["cost"]
    days = product.decision_days
    return [
        _figure("可借", amounts or NO_RATE, amount_unit, []),
        _figure(
            "年化综合成本",
            found.removesuffix("%"),
            "%" if found != NO_RATE else "",
            [costed["cost_note"], costed["after_subsidy"]],
        ),
        _figure("期限", term or NO_RATE, term_unit, [words.REPAYMENTS[product.repayment]]),
        _figure(
            "材料齐后给决定",
            *(("当天", "") if days == 0 else (days or NO_RATE, "个工作日" if days else "")),
            [],
        ),
    ]


def _figure(label: str, value, unit: str, lines: list[str]) -> dict:
    return {"label": label, "value": value, "unit": unit, "fraction": [line for line in lines if line]}


def _cost_table(product: Product, amount: int | None, months: int | None, costed: dict) -> dict | None:
    """`{head, rows [{item, how, yuan}], total, subsidy}`; None when there is nothing to reckon with."""
    if amount is None or months is None:
        return None
    parts = cost.breakdown(product, amount, months)
    if parts is None:
        return None
    return {
        "head": f"借 {wording.money(amount)}、{months} 个月",
        "rows": [
            _row("利息", _rate_words(product, costed["rate"]), parts.interest),
            _row("放款时收一次", _fee_words(product.fee_once_bp, "借款的 {}"), parts.fee_once),
            _row("每年年初收", _yearly_words(product, months), parts.fee_yearly),
            _row("固定费用", "抵押登记等" if product.fee_fixed_fen else "没有", parts.fee_fixed),
        ],
        "total": _row("合计", f"折成年化综合成本 {costed['cost']}", parts.total),
        "subsidy": _subsidy(product, parts, costed),
    }


def _row(item: str, how: str, fen: int | tuple[int, int]) -> dict:
    low, high = fen if isinstance(fen, tuple) else (fen, fen)
    return {"item": item, "how": how, "yuan": _yuan(low) if low == high else f"{_yuan(low)}–{_yuan(high)}"}


def _yuan(fen: int) -> str:
    return f"{round(fen / wording.FEN_PER_YUAN):,}"


def _rate_words(product: Product, simple: str) -> str:
    """年化利率（单利）4.35–5.60%，先息后本；LPR 的日期."""
    told = f"{simple}，{words.REPAYMENTS[product.repayment]}"
    tied = cost.lpr(product)
    if tied is None:
        return told
    low, high = product.rate_low_bp, product.rate_high_bp
    spread = f"{low:+d}" if low == high else f"{low:+d} 至 {high:+d}"
    base = f"{words.TENORS[tied.tenor]} {wording.percent(tied.bp)}（{tied.published_on:%Y-%m-%d} 公布）"
    return f"{told}；{base} {spread} 个基点"


def _fee_words(bp: int, form: str) -> str:
    return form.format(wording.percent(bp)) if bp else "没有"


def _yearly_words(product: Product, months: int) -> str:
    if not product.fee_yearly_bp:
        return "没有"
    return f"借款的 {wording.percent(product.fee_yearly_bp)}，按 {cost.years_begun(months)} 年收"


def _subsidy(product: Product, parts: cost.Breakdown, costed: dict) -> str:
    if not product.subsidy_bp:
        return ""
    helped = f"，{costed['after_subsidy']}" if costed["after_subsidy"] else ""
    rate = wording.percent(product.subsidy_bp)
    return f"另有贴息：年利率 {rate}，约 {_yuan(parts.subsidy)} 元由财政等承担{helped}。上面的合计没有扣它。"


def _conditions(product: Product) -> list[dict]:
    """Whom the product is for, as rows of a summary."""
    trades = words.industries(product.industries) or "不限行业"
    if product.industries_excluded:
        trades += f"；不做{words.industries(product.industries_excluded)}"
    rows = [
        ("面向", words.subjects(product.subjects) or NO_RATE),
        ("地区", words.regions(product.regions) or NO_RATE),
        ("行业", trades),
        ("用途", words.purposes(product.purpose_kinds) or EVERYONE),
        ("担保", words.securities(product.security_accepted) or NO_RATE),
        (
            "还要满足",
            "；".join(words.requirement(written) for written in product.requirements) or "没有别的条件",
        ),
        ("特点", "、".join(words.features(product.feature_codes))),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _answers(product: Product) -> list[dict]:
    """Who answers, and until when what stands here is confirmed."""
    rows = [{"label": "谁来答复", "value": product.answered_by or NO_RATE}]
    last_day = queries.confirm_by(product)
    if last_day is None:
        return rows
    ago = (clock.today() - product.confirmed_on).days
    told = "今天" if ago == 0 else f"{ago} 天前"
    return [
        {"label": "上次确认", "value": f"{product.confirmed_on:%Y-%m-%d}，{told}"},
        {"label": "下次须在", "value": f"{wording.day_in_sentence(last_day)}前，否则隐藏"},
        *rows,
    ]
