"""How long it takes to read plain words, beside cutting the same words alone.

    python3 dev.py bench understand --calls 1000

The texts are those of `tests/collection/understand.jsonl`, of ordinary length. Three rounds; the best one's
figures, and how far apart the rounds were.
"""

import json
from collections.abc import Callable
from pathlib import Path

from bench.spread import fixed_work, measured, spread
from search.language import tokens
from search.language.reader import understand

TEXTS = Path(__file__).parent.parent / "tests" / "collection" / "understand.jsonl"
ROUNDS = 3
LONGEST = 300  # characters: what somebody types, not what somebody pastes to break it


def run(say: Callable[[str], None], calls: int = 1000) -> dict:
    """`{calls, understand, cut, ratio_p95, rounds_p95_ms, fixed_work_ms}`; times in milliseconds."""
    texts = [
        text for text in map(_text, TEXTS.read_text(encoding="utf-8").splitlines()) if len(text) <= LONGEST
    ]
    chosen = [texts[number % len(texts)] for number in range(calls)]
    spent, _ = measured(lambda: understand(texts[0]))
    say(f"First call, which reads the word lists: {spent[0]:.0f} ms")
    for text in texts:
        understand(text)
    rounds = [_round(chosen) for _ in range(ROUNDS)]
    best = min(rounds, key=lambda found: found["understand"]["p95_ms"])
    own, cut = best["understand"]["p95_ms"], best["cut"]["p95_ms"]
    return {
        "calls": calls,
        **best,
        "ratio_p95": round(own / cut, 1) if cut else None,
        "rounds_p95_ms": [found["understand"]["p95_ms"] for found in rounds],
        "fixed_work_ms": round(fixed_work()[0], 1),
    }


def table(found: dict) -> str:
    """The same in two lines."""
    own = found["understand"]
    return "\n".join((
        f"understand: p50 {own['p50_ms']} ms, p95 {own['p95_ms']} ms, max {own['max_ms']} ms, n {own['n']}",
        f"p95 of the rounds {found['rounds_p95_ms']}; cutting the words alone {found['cut']['p95_ms']} ms",
        f"a fixed piece of work {found['fixed_work_ms']} ms",
    ))  # fmt: skip


def _round(texts: list[str]) -> dict:
    own, cut = [], []
    for text in texts:
        own.append(measured(lambda text=text: understand(text))[0])
        cut.append(measured(lambda text=text: tokens.cut(text))[0])
    return {"understand": spread(own), "cut": spread(cut)}


def _text(line: str) -> str:
    return json.loads(line)["text"]
