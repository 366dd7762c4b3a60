"""Up to four products side by side: one amount over one term, group by group, row by row.

Every row has one cell a product, so that the reader's eye goes across. Nothing here says which is best: the
cheapest stands first, which is the order of the catalogue.
"""

from collections.abc import Callable, Sequence

from portal.core import wording
from portal.products import charges, cost, monthly, partners, queries, words
from portal.products.models import LENDING, Product, ProductKind
from portal.products.views import NO_RATE, cost_view, point, product_view

MOST = 4
LEAST = 2
DEAREST = 10**9
UNLENT = tuple(words.KINDS[kind] for kind in ProductKind if kind not in LENDING)


def comparison(
    products: Sequence[Product], amount_fen: int, months: int, verdicts: Callable[[Product], list] | None
) -> dict:
    """`{heads, groups, mixed}`: heads are product views, groups [{label, rows}], rows [{label, cells, same}].

    A cell is `{text, note, mark}`. `verdicts` gives the rules' rows of a product for the reader's own need,
    the same rules in the same order; without it the products' own conditions stand in their place.
    """
    ordered = sorted(products, key=lambda product: _cost_bp(product, amount_fen, months))
    fits = _judged(ordered, verdicts) if verdicts else _conditions(ordered)
    groups = [
        ("总成本", _costs(ordered, amount_fen, months)),
        ("合不合适", fits),
        ("快不快、真不真", _service(ordered)),
    ]
    return {
        "heads": _heads(ordered, amount_fen, months),
        "mixed": mixed(ordered),
        "groups": [{"label": label, "rows": rows} for label, rows in groups],
    }


def _heads(products: Sequence[Product], amount_fen: int, months: int) -> list[dict]:
    views = [product_view(product, amount_fen, months) for product in products]
    partners.tell(products, views)
    return views


def common_point(products: Sequence[Product]) -> tuple[int | None, int | None]:
    """(amount, term) that most of these products can be costed for: the largest least amount, the shortest
    longest term, so that nobody's figures are those of a loan it does not make.
    """
    points = [point(product) for product in products]
    amounts = [amount for amount, _ in points if amount is not None]
    terms = [term for _, term in points if term is not None]
    return max(amounts, default=None), min(terms, default=None)


def _cost_bp(product: Product, amount_fen: int, months: int) -> int:
    found = cost_view(product, *point(product, amount_fen, months))["cost_bp"]
    return DEAREST if found is None else found


def _costs(products: Sequence[Product], amount_fen: int, months: int) -> list[dict]:
    at = {product.id: point(product, amount_fen, months) for product in products}
    parts = {one.id: cost.breakdown(one, *at[one.id]) if all(at[one.id]) else None for one in products}
    views = {one.id: cost_view(one, *at[one.id]) for one in products}

    def moved(product: Product) -> str:
        """What this product was costed for, where it cannot be what was asked."""
        return views[product.id]["cost_note"] if at[product.id] != (amount_fen, months) else ""

    def pays(product: Product) -> dict:
        each, note = monthly.words(product, *at[product.id])
        return _cell(each, "；".join(filter(None, [note, moved(product)])))

    def paid(product: Product) -> dict:
        found = parts[product.id]
        return _cell(wording.yuan_range(*found.total) if found else NO_RATE, moved(product))

    def only(of: Callable[[Product], dict]) -> Callable[[Product], dict]:
        """A cell of what is lent; the others have no such figure, and say so."""
        return lambda one: of(one) if one.kind in LENDING else _cell("不放款，没有这一项")

    rows = [
        _row("每月还多少", products, only(pays)),
        _row("利息和费用一共", products, only(paid)),
        _row(
            "年化综合成本",
            products,
            only(lambda one: _cell(views[one.id]["cost"], views[one.id]["after_subsidy"])),
        ),
        _row("其中利息", products, only(lambda one: _cell(views[one.id]["rate"] or NO_RATE))),
        _row("其中费用", products, only(lambda one: _cell(_fees(parts[one.id])))),
        _row("怎么还", products, only(lambda one: _cell(words.repayment(one)))),
    ]
    lending = [one for one in products if one.kind in LENDING]
    return (rows if lending else []) + (_prices(products, views) if len(lending) < len(products) else [])


def _prices(products: Sequence[Product], views: dict[int, dict]) -> list[dict]:
    """What a guarantee or an insurance takes, and what it stands for."""

    def priced(product: Product) -> dict:
        if product.kind in LENDING:
            return _cell("—")
        return _cell(views[product.id]["cost"], views[product.id]["cost_note"])

    return [
        _row("担保费、保险费", products, priced),
        _row("担保或赔付多少", products, lambda one: _cell(charges.cover_words(one) or "—")),
    ]


def mixed(products: Sequence[Product]) -> str:
    """What cannot be compared where the products are not of one kind; empty where they are."""
    names = list(dict.fromkeys(words.KINDS[product.kind] for product in products))
    if len(names) < 2:
        return ""
    unlent = [name for name in names if name in UNLENT]
    said = f"{'、'.join(unlent)}不放款，没有利率，也没有每月还多少，不能和借来的钱比价；" if unlent else ""
    return f"这几款不是同一类（{'、'.join(names)}）。{said}只比条件和快慢。"


def _fees(found: cost.Breakdown | None) -> str:
    if found is None:
        return NO_RATE
    fees = found.fee_once + found.fee_yearly + found.fee_fixed
    return wording.yuan_range(fees, fees) if fees else "没有"


def _conditions(products: Sequence[Product]) -> list[dict]:
    """What the products say, where nobody's need is known."""
    views = {product.id: product_view(product) for product in products}
    more = {one.id: "；".join(words.requirement(written) for written in one.requirements) for one in products}
    return [
        _row("金额", products, lambda one: _cell(views[one.id]["amounts"] or NO_RATE)),
        _row("期限", products, lambda one: _cell(views[one.id]["term"] or NO_RATE)),
        _row("面向", products, lambda one: _cell(words.subjects(one.subjects) or NO_RATE)),
        _row("担保", products, lambda one: _cell(views[one.id]["security"] or NO_RATE)),
        _row("第一次贷款", products, lambda one: _takes(views[one.id]["first_loan"], "没写明")),
        _row("没有执照", products, lambda one: _takes(views[one.id]["unregistered"], "不接受")),
        _row("还要满足", products, lambda one: _cell(more[one.id] or "没有别的条件")),
    ]


def _judged(products: Sequence[Product], verdicts: Callable[[Product], list]) -> list[dict]:
    """One row a rule; a rule that only some products have leaves the others' cells empty."""
    of = {product.id: {row["rule"]: row for row in verdicts(product)} for product in products}
    rules = dict.fromkeys(rule for rows in of.values() for rule in rows)

    def cell(product: Product, rule: str) -> dict:
        row = of[product.id].get(rule)
        return {**_cell(row["text"]), "mark": row["mark"]} if row else _cell("不要求")

    return [_row(rule, products, lambda one, rule=rule: cell(one, rule)) for rule in rules]


def _service(products: Sequence[Product]) -> list[dict]:
    def decides(product: Product) -> str:
        days = product.decision_days
        return NO_RATE if days is None else f"{days} 个工作日" if days else "当天"

    def confirmed(product: Product) -> dict:
        last = queries.confirm_by(product)
        return _cell(f"{product.confirmed_on:%Y-%m-%d}", f"{last:%m-%d} 前要再确认") if last else _cell("—")

    return [
        _row("材料齐后给决定", products, lambda one: _cell(decides(one))),
        _row("上次确认有效", products, confirmed),
        _row("谁来答复", products, lambda one: _cell(one.answered_by or NO_RATE)),
        *_together(products),
    ]


def _together(products: Sequence[Product]) -> list[dict]:
    """With whom each works hand in hand; no row where none does."""
    found = partners.confirmed(products)
    views = {one.id: partners.together_view(one, found.get(one.id, ())) for one in products}
    if not any(views.values()):
        return []

    def cell(product: Product) -> dict:
        shown = views[product.id]
        return (
            _cell(f"{shown['word']}：{'、'.join(shown['names'])}", shown["meaning"])
            if shown
            else _cell("没有")
        )

    return [_row("和谁配合", products, cell)]


def _row(label: str, products: Sequence[Product], of: Callable[[Product], dict]) -> dict:
    cells = [of(product) for product in products]
    return {"label": label, "cells": cells, "same": all(cell == cells[0] for cell in cells)}


def _cell(text: str, note: str = "") -> dict:
    return {"text": text, "note": note, "mark": None}


def _takes(accepted: bool, otherwise: str) -> dict:
    return {**_cell("接受" if accepted else otherwise), "mark": "yes" if accepted else "no"}
