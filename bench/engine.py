"""An index built anew while it is searched: how long, and what searches meanwhile find and take.

    python3 dev.py bench engine --needs 100000 [--engine tantivy]

The rebuild runs in a process of its own, as the worker does; this one searches without a pause. Reading rows
is not in these figures: the needs, of a made-up market, lie in memory.
"""

import gc
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.market import Market
from bench.spread import fixed_work, measured, p95
from search.documents import NeedDoc
from search.engines import Engine, EngineUnavailable, Query, open_engine
from search.engines.text import query_words

FORK = multiprocessing.get_context("fork")  # shares the needs without copying them
MOST_SECONDS = {"tantivy": 60, "whoosh": 300}  # what is aimed at for 100,000 needs
BEFORE = 500  # searches that are timed while nothing else happens
MEGABYTE = 1 << 20


def run(say: Callable[[str], None], needs: int = 100_000, engine: str = "") -> dict:
    """`{engine: {rebuild_seconds, searches, failed, empty, p95_ms, p95_before_ms, megabytes, …}}`."""
    say(f"Making {needs} needs")
    wanted = list(Market().needs(needs))
    gc.collect()
    gc.freeze()  # documents in memory are this bench's own; no site keeps them
    names = [engine] if engine else list(MOST_SECONDS)
    found = {name: _engine(name, wanted, say) for name in names}
    return {**found, "needs": needs, "fixed_work_ms": p95(sorted(fixed_work()[0] for _ in range(20)))}


def _engine(name: str, wanted: list[NeedDoc], say: Callable[[str], None]) -> dict:
    queries = [Query(words=query_words(need.text)[:3], need_words="any") for need in wanted[:BEFORE]]
    with tempfile.TemporaryDirectory() as folder:
        first = _rebuild(name, folder, wanted)
        first.join()
        reader = open_engine(name, Path(folder))
        before = [_search(reader, query)[0] for query in queries]
        say(f"{name}: built once; now anew while it is searched")
        began, writer = time.perf_counter(), _rebuild(name, folder, wanted)
        during = []
        while writer.is_alive():
            during.append(_search(reader, queries[len(during) % BEFORE]))
        seconds = time.perf_counter() - began
        during += [_search(reader, query) for query in queries]  # of the new index
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        whole = writer.exitcode == 0 and reader.count("need") == len(wanted)
        reader.close()
    return {
        "rebuild_seconds": round(seconds, 1),
        "aim_seconds": MOST_SECONDS[name],
        "whole": whole,
        "searches": len(during),
        "failed": sum(hits is None for _, hits in during),
        "empty": sum(hits == 0 for _, hits in during),
        "p95_ms": p95(sorted(spent for spent, _ in during)),
        "p95_before_ms": p95(sorted(before)),
        "megabytes": round(size / MEGABYTE),
    }


def _rebuild(name: str, folder: str, wanted: list[NeedDoc]):
    process = FORK.Process(target=_build, args=(name, folder, wanted))
    process.start()
    return process


def _build(name: str, folder: str, wanted: list[NeedDoc]) -> None:
    engine = open_engine(name, Path(folder))
    engine.rebuild({"need": wanted})
    engine.close()


def _search(reader: Engine, query: Query) -> tuple[float, int | None]:
    """Milliseconds, and how many were found; None for an error."""

    def ask() -> int | None:
        try:
            return len(reader.find("need", query))
        except EngineUnavailable:
            return None

    spent, found = measured(ask)
    return spent[0], found


def table(found: dict) -> str:
    """A line an engine."""
    lines = [f"{found['needs']} needs; fixed work {found['fixed_work_ms']} ms"]
    for name in [name for name in MOST_SECONDS if name in found]:
        words = ", ".join(f"{key} {value}" for key, value in found[name].items())
        lines.append(f"{name}: {words}")
    return "\n".join(lines)
