"""Matching as pages ask for it, beside the bare query of the same engine in the same run.

    python3 dev.py bench match --products 10000 --needs 100000 --calls 500 [--engine tantivy]

A need's ranked, explained top 20 of all products, without and with near misses; a product's top 50 of all
needs. Documents come from a made-up market and lie in memory, so no database is in these figures. Each of
three runs asks the same questions; the best one stands first, the p95 of all three beside it. Milliseconds.
"""

import gc
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from bench.market import Market
from bench.spread import fixed_work, measured, spread
from search.engines import ENGINES, Engine, open_engine
from search.engines.questions import for_need, for_product
from search.engines.text import query_words
from search.evaluation import WEEK
from search.facts import facts_of
from search.matcher import NEED_CANDIDATES, PRODUCT_CANDIDATES, Matcher

RUNS, TOP_PRODUCTS, TOP_NEEDS = 3, 20, 50
MOST_MS = {  # what is aimed at: p95 of the explained lists
    "tantivy": {"need_to_products": 5, "product_to_needs": 20},
    "whoosh": {"need_to_products": 30, "product_to_needs": 300},
}
Calls = list[Callable[[], object]]


def run(
    say: Callable[[str], None],
    products: int = 10_000,
    needs: int = 100_000,
    calls: int = 500,
    engine: str = "",
) -> dict:
    """`{engine: {question: {…spread, p95_runs, ratio, aim_ms}}, products, needs, fixed_work_ms}`."""
    say(f"Making {products} products and {needs} needs")
    market = Market()
    offered = {product.id: product for product in market.products(products)}
    wanted = {need.id: need for need in market.needs(needs)}
    gc.collect()
    gc.freeze()  # documents in memory are this bench's own; no site keeps them
    names = [engine] if engine else [name for name in ENGINES if name in MOST_MS]
    found = {name: _engine(name, offered, wanted, calls, say) for name in names}
    yardstick = median(fixed_work()[0] for _ in range(20))
    return {**found, "products": products, "needs": needs, "fixed_work_ms": round(yardstick, 1)}


def _engine(name: str, offered: dict, wanted: dict, calls: int, say: Callable[[str], None]) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        opened = open_engine(name, Path(folder))
        spent, _ = measured(lambda: opened.rebuild({"need": wanted.values(), "product": offered.values()}))
        say(f"{name}: built in {spent[0] / 1000:.0f} s, {spent[1] / 1000:.0f} s of the processor")
        matcher = Matcher(
            opened,
            lambda ids: {key: wanted[key] for key in ids},
            lambda ids: {key: offered[key] for key in ids},
            week=WEEK,
        )
        asking, offering = list(wanted.values())[:calls], list(offered.values())[:calls]
        figures = {
            **_asked(name, "need_to_products", _bare_needs(opened, asking), _needs(matcher, asking)),
            **_asked(
                name, "product_to_needs", _bare_products(opened, offering), _products(matcher, offering)
            ),
        }
        opened.close()
    return figures


def _bare_needs(engine: Engine, asking: Iterable) -> Calls:
    return [
        lambda need=need: engine.find(
            "product", for_need(need, query_words(need.text), PRODUCT_CANDIDATES, facts_of(need))
        )
        for need in asking
    ]


def _needs(matcher: Matcher, asking: Iterable) -> dict[str, Calls]:
    return {
        "": [lambda need=need: matcher.products_for(need, TOP_PRODUCTS, near=0) for need in asking],
        "_with_near_misses": [lambda need=need: matcher.products_for(need, TOP_PRODUCTS) for need in asking],
    }


def _bare_products(engine: Engine, offering: Iterable) -> Calls:
    return [
        lambda product=product: engine.find(
            "need", for_product(product, query_words(product.text), NEED_CANDIDATES)
        )
        for product in offering
    ]


def _products(matcher: Matcher, offering: Iterable) -> dict[str, Calls]:
    return {"": [lambda product=product: matcher.needs_for(product, TOP_NEEDS) for product in offering]}


def _asked(name: str, question: str, bare: Calls, whole: dict[str, Calls]) -> dict:
    """The bare query and what is built on it, in turns, so that both see the same machine."""
    kinds = {"_bare": bare, **whole}
    runs = [_in_turns(kinds) for _ in range(RUNS)]
    figures = {f"{question}{kind}": _best([one[kind] for one in runs]) for kind in kinds}
    for kind in whole:
        figures[question + kind]["ratio"] = round(
            figures[question + kind]["p95_ms"] / max(figures[f"{question}_bare"]["p95_ms"], 0.1), 1
        )
    figures[question]["aim_ms"] = MOST_MS[name][question]
    return figures


def _in_turns(kinds: dict[str, Calls]) -> dict[str, dict]:
    times: dict[str, list] = {kind: [] for kind in kinds}
    for turn in zip(*kinds.values(), strict=True):
        for kind, call in zip(kinds, turn, strict=True):
            times[kind].append(measured(call)[0])
    return {kind: spread(values) for kind, values in times.items()}


def _best(runs: list[dict]) -> dict:
    best = min(runs, key=lambda one: one["p95_ms"])
    return {**best, "p95_runs": [one["p95_ms"] for one in runs]}


def table(found: dict) -> str:
    """A line a question."""
    lines = [f"{found['products']} products, {found['needs']} needs; fixed work {found['fixed_work_ms']} ms"]
    for name in [name for name in MOST_MS if name in found]:
        for question, figures in found[name].items():
            words = ", ".join(f"{key} {value}" for key, value in figures.items())
            lines.append(f"{name} {question}: {words}")
    return "\n".join(lines)
