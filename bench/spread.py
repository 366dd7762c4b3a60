"""Times of many requests in a few figures, and a fixed piece of work to set two machines side by side."""

import statistics
import time
from collections.abc import Callable
from typing import Any

FIXED_WORK = 200_000  # turns of a loop, about 10 ms
PLACES = 2  # hundredths of a millisecond: a bare query of a fast engine takes a few of them


def measured(work: Callable) -> tuple[tuple[float, float], Any]:
    """Milliseconds by the clock and of the processor, and what came of it."""
    by_clock, of_processor = time.perf_counter(), time.process_time()
    result = work()
    spent = time.perf_counter() - by_clock, time.process_time() - of_processor
    return (spent[0] * 1000, spent[1] * 1000), result


def fixed_work() -> tuple[float, float]:
    return measured(lambda: sum(number * number % 7 for number in range(FIXED_WORK)))[0]


def spread(values: list[tuple[float, float]]) -> dict:
    by_clock, of_processor = (sorted(part) for part in zip(*values, strict=True))
    return {
        "n": len(by_clock),
        "p50_ms": round(statistics.median(by_clock), PLACES),
        "p95_ms": p95(by_clock),
        "max_ms": round(by_clock[-1], PLACES),
        "cpu_p50_ms": round(statistics.median(of_processor), PLACES),
        "cpu_p95_ms": p95(of_processor),
    }


def p95(ordered: list[float]) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], PLACES)
