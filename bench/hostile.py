"""Hostile searches on a large index: errors, and how long the slowest take.

    python3 dev.py bench hostile --documents 50000 --queries 10000 [--engine tantivy]

The searches are the pieces that the suite throws at a small index, in random order.
"""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.spread import fixed_work, measured, p95
from search.documents import NeedDoc
from search.engines import open_engine
from search.matcher import Matcher
from search.typed import find, read
from tests.search_engine.builders import need
from tests.search_engine.test_hostile import PIECES

WORDS = (
    "奶茶店",
    "进货",
    "轴承",
    "换设备",
    "周转",
    "养殖",
    "大棚",
    "装修",
    "货车",
    "茶叶",
    "厂房",
    "订单",
    "雇人",
    "原料",
)
SEED = 2026


def run(
    say: Callable[[str], None], documents: int = 50_000, queries: int = 10_000, engine: str = "whoosh"
) -> dict:
    """`{engine, documents, queries, errors, p50_ms, p99_ms, p99_9_ms, max_ms, fixed_work_ms}`."""
    chance = random.Random(SEED)  # noqa: S311  the same searches each time
    with tempfile.TemporaryDirectory() as folder:
        opened = open_engine(engine, Path(folder))
        say(f"Building an index of {documents} needs")
        spent, _ = measured(
            lambda: opened.rebuild({"need": (_need(number, chance) for number in range(documents))})
        )
        say(f"Built in {spent[0] / 1000:.0f} s, {spent[1] / 1000:.0f} s of the processor")
        matcher = Matcher(opened, lambda ids: {}, lambda ids: {})
        say(f"Asking {queries} times")
        errors, times = 0, []
        for _ in range(queries):
            failed, spent = _ask(matcher, chance)
            errors += failed
            times.append(spent)
        opened.close()
    ordered = sorted(times)
    shares = {"p50_ms": 0.5, "p99_ms": 0.99, "p99_9_ms": 0.999, "max_ms": 1.0}
    figures = {
        name: round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)
        for name, share in shares.items()
    }
    yardstick = p95(sorted(fixed_work()[0] for _ in range(20)))
    return {
        "engine": engine,
        "documents": documents,
        "queries": queries,
        "errors": errors,
        **figures,
        "fixed_work_ms": yardstick,
    }


def table(found: dict) -> str:
    """The same in one line."""
    return "hostile: " + ", ".join(f"{name} {value}" for name, value in found.items())


def _need(number: int, chance: random.Random) -> NeedDoc:
    return need(id=str(number), text="，".join(chance.sample(WORDS, 4)))


def _ask(matcher: Matcher, chance: random.Random) -> tuple[bool, float]:
    text = chance.choice(["", " ", "，"]).join(chance.choices(PIECES, k=chance.randint(1, 5)))

    def ask() -> bool:
        try:
            find(matcher.engine, "need", read(text))
        except Exception:  # noqa: BLE001  any error at all is what is counted here
            return True
        return False

    spent, failed = measured(ask)
    return failed, spent[0]
