"""One product on its own page: four figures, the cost down to the last fee, whom it is for, who answers."""

from portal.core import clock, wording
from portal.products import charges, cost, kinds, queries, words
from portal.products.models import LENDING, Product, ProductKind
from portal.products.views import NO_RATE, cost_view, down_payment, point, product_view, status_view

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
    found, kind = costed["cost"], kinds.of(product)
    days = product.decision_days
    return [
        _figure(kind.amount, amounts or NO_RATE, amount_unit, [_share(product)]),
        _figure(
            kind.price,
            found.removesuffix("%"),
            "%" if found.endswith("%") else "",
            [costed["cost_note"], costed["after_subsidy"]],
        ),
        _figure("期限", term or NO_RATE, term_unit, [words.repayment(product)]),
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
    if product.kind not in LENDING:
        return _charges_table(product, amount, months)
    parts = cost.breakdown(product, amount, months)
    if parts is None:
        return None
    return {
        "head": _head(product, amount, months),
        "rows": [
            _row(
                "租息" if product.kind is ProductKind.LEASING else "利息",
                _rate_words(product, costed["rate"]),
                parts.interest,
            ),
            _row(
                "一开始收一次",
                _fee_words(product.fee_once_bp, f"{kinds.of(product).per}的 {{}}"),
                parts.fee_once,
            ),
            _row("每年年初收", _yearly_words(product, months), parts.fee_yearly),
            _row("固定费用", "机构写明的金额" if product.fee_fixed_fen else "没有", parts.fee_fixed),
        ],
        "total": _row("合计", f"折成年化综合成本 {costed['cost']}", parts.total),
        "subsidy": _subsidy(product, parts, costed),
    }


def _charges_table(product: Product, amount: int, months: int) -> dict | None:
    """What a guarantee or an insurance takes; nothing is lent, so there is no interest and no yearly cost."""
    found = charges.charges(product, amount, months)
    if found is None:
        return None
    per, years = kinds.of(product).per, cost.years_begun(months)
    yearly = f"{per}的 {wording.percent(product.price_bp)}，按 {years} 年收" if product.price_bp else "不收"
    helped = (
        f"另有补贴：每年 {wording.percent(product.subsidy_bp)}，由财政等承担。" if product.subsidy_bp else ""
    )
    return {
        "head": _head(product, amount, months),
        "rows": [
            _row(kinds.of(product).price.removesuffix("率"), yearly, found.yearly),
            _row("一开始收一次", _fee_words(product.fee_once_bp, f"{per}的 {{}}"), found.once),
            _row("固定费用", "机构写明的金额" if found.fixed else "没有", found.fixed),
        ],
        "total": _row("合计", "", found.total),
        "subsidy": helped,
    }


def _head(product: Product, amount: int, months: int) -> str:
    return f"{kinds.of(product).does} {wording.money(amount)}、{months} 个月"


def _share(product: Product) -> str:
    """What part it stands for, or is paid at once."""
    paid = down_payment(product)
    return f"首付 {paid}" if paid else charges.cover_words(product)


def _row(item: str, how: str, fen: int | tuple[int, int]) -> dict:
    low, high = fen if isinstance(fen, tuple) else (fen, fen)
    return {"item": item, "how": how, "yuan": _yuan(low) if low == high else f"{_yuan(low)}–{_yuan(high)}"}


def _yuan(fen: int) -> str:
    return f"{round(fen / wording.FEN_PER_YUAN):,}"


def _rate_words(product: Product, simple: str) -> str:
    """年化利率（单利）4.35–5.60%，先息后本；LPR 的日期."""
    told = f"{simple}，{words.repayment(product)}"
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
    share = f"{kinds.of(product).per}的 {wording.percent(product.fee_yearly_bp)}"
    return f"{share}，按 {cost.years_begun(months)} 年收"


def _subsidy(product: Product, parts: cost.Breakdown, costed: dict) -> str:
    if not product.subsidy_bp:
        return ""
    helped = f"，{costed['after_subsidy']}" if costed["after_subsidy"] else ""
    rate = wording.percent(product.subsidy_bp)
    return f"另有贴息：年利率 {rate}，约 {_yuan(parts.subsidy)} 元由财政等承担{helped}。上面的合计没有扣它。"


def _conditions(product: Product) -> list[dict]:
    """Whom the product is for, as rows of a summary."""
    kind = kinds.of(product)
    trades = words.industries(product.industries) or "不限行业"
    if product.industries_excluded:
        trades += f"；不做{words.industries(product.industries_excluded)}"
    rows = [
        ("面向", words.subjects(product.subjects) or NO_RATE),
        ("地区", words.regions(product.regions) or NO_RATE),
        ("行业", trades),
        ("用途", words.purposes(product.purpose_kinds) or EVERYONE),
        ("保什么", product.insured),
        (kind.cover, charges.cover_words(product)),
        ("首付", down_payment(product)),
        (kind.security, words.securities(product.security_accepted) or ("" if kind.optional else NO_RATE)),
        (
            "还要满足",
            "；".join(words.requirement(written) for written in product.requirements) or "没有别的条件",
        ),
        ("特点", "、".join(words.features(product.feature_codes))),
    ]
    return [{"label": label, "value": value} for label, value in rows if label and value]


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
