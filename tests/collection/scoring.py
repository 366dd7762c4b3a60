"""How well plain words were read: each expected fact right, missing or wrong; wrong guesses; questions due.

docs/evaluation.md says what each means. Nothing said counts as missing; only a wrong value is a wrong guess.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

RIGHT, MISSING, WRONG = "right", "missing", "wrong"
MOST_TRADES = 3
# An expected key whose name is not that of the draft's key it is about.
ABOUT = {
    "industry_prefix": "industry_codes",
    "region_any": "region_code",
    "purpose_any": "purpose_code",
    "tags_include": "tags",
    "lacks_include": "lacks",
}


def verdicts(expected: str, wanted: Any, draft: Mapping[str, Any]) -> list[str]:
    """One verdict for an expected key; one for each qualification of a list of them."""
    given = draft.get(ABOUT.get(expected, expected))
    if expected in ("tags_include", "lacks_include"):
        return [_qualification(word, given or []) for word in wanted]
    if wanted in (None, []):
        return [WRONG if given not in (None, []) else RIGHT]
    if given in (None, []):
        return [MISSING]
    return [COMPARE.get(expected, _equal)(wanted, given)]


def _equal(wanted: Any, given: Any) -> str:
    same_kind = isinstance(wanted, bool) == isinstance(given, bool)  # 1 is no True
    return RIGHT if same_kind and wanted == given else WRONG


def _one_of(wanted: list[str], given: str) -> str:
    return RIGHT if given in wanted else WRONG


def _all_among(wanted: list[str], given: list[str]) -> str:
    return RIGHT if set(given) <= set(wanted) else WRONG


def _exactly(wanted: list[str], given: list[str]) -> str:
    """A part of the security is not all of it, but not wrong either."""
    if set(given) == set(wanted):
        return RIGHT
    return MISSING if set(given) < set(wanted) else WRONG


def _trade(wanted: list[str], given: list[str]) -> str:
    first = given[0]
    if any(first.startswith(prefix) for prefix in wanted):
        return RIGHT if len(given) <= MOST_TRADES else WRONG
    return MISSING if any(prefix.startswith(first) for prefix in wanted) else WRONG


def _place(wanted: str | list[str], given: str) -> str:
    """A place above the right one is less exact; a place in it is more than was said."""
    places = [wanted] if isinstance(wanted, str) else wanted
    if given in places:
        return RIGHT
    part = given[:2] if given.endswith("0000") else given[:4] if given.endswith("00") else given
    return MISSING if any(place.startswith(part) for place in places) else WRONG


def _qualification(word: str, given: list[str]) -> str:
    if word.startswith("years:"):
        ages = [float(tag.partition(":")[2]) for tag in given if tag.startswith("years:")]
        return MISSING if not ages else RIGHT if float(word.partition(":")[2]) in ages else WRONG
    return RIGHT if word in given else MISSING


COMPARE: dict[str, Callable[[Any, Any], str]] = {
    "subject_codes": _all_among,
    "industry_prefix": _trade,
    "region_code": _place,
    "region_any": _place,
    "purpose_any": _one_of,
    "collateral_offered": _exactly,
}


def forbidden(patterns: Iterable[Any], given: Any) -> bool:
    """Whether one of the given values is, or begins like, one that must not be."""
    values = given if isinstance(given, list) else [] if given is None else [given]
    return any(
        pattern in ("*", value) or (str(pattern).endswith("*") and str(value).startswith(str(pattern)[:-1]))
        for pattern in patterns
        for value in values
    )


@dataclass
class Tally:
    """Counts over texts; `facts` by expected key and verdict."""

    texts: int = 0
    facts: Counter[tuple[str, str]] = field(default_factory=Counter)
    guesses: int = 0
    due: int = 0
    asked: int = 0

    def add(self, case: Mapping[str, Any], draft: Mapping[str, Any]) -> None:
        """Count one text, with the draft made of it."""
        wrong = {key for key, values in case.get("must_not", {}).items() if forbidden(values, draft.get(key))}
        for key, wanted in case["expect"].items():
            found = verdicts(key, wanted, draft)
            self.facts.update((key, verdict) for verdict in found)
            wrong |= {ABOUT.get(key, key)} if WRONG in found else set()
        asked = {question["key"] for question in draft.get("questions") or ()}
        self.texts += 1
        self.guesses += len(wrong)
        self.due += len(case.get("ask", ()))
        self.asked += len(asked.intersection(case.get("ask", ())))

    def share(self, verdict: str = RIGHT, key: str | None = None) -> float:
        """The share of facts with this verdict, of one expected key or of all; 1 if there are none."""
        counts = {pair: n for pair, n in self.facts.items() if key in (None, pair[0])}
        total = sum(counts.values())
        return sum(n for (_, found), n in counts.items() if found == verdict) / total if total else 1.0

    def __str__(self) -> str:
        return (
            f"{self.texts:4d} texts  facts right {self.share():6.1%}  wrong guesses {self.guesses:3d}  "
            f"questions due {self.asked}/{self.due}"
        )
