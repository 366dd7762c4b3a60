"""What a rule says: structured values only; `reasons.py` makes sentences of them."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Answer = Literal["met", "not_met", "unknown"]
Severity = Literal["hard", "near", "rank"]
ANSWERS: dict[bool | None, Answer] = {True: "met", False: "not_met", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of a need that would meet a rule.

    `key` is a field of NeedDoc or "tags"; `to` its new value, for "tags" the written tag to add.
    """

    key: str
    to: Any


class Verdict(NamedTuple):
    """One rule on one need and one product, with the fact on both sides (None = not said).

    `severity` says what follows from not_met: hard (never shown), near (off the list), rank (lower in it).
    Made by the thousand at each question, hence a tuple: four times faster than a frozen dataclass.
    """

    rule: str
    verdict: Answer
    severity: Severity
    need: Any
    product: Any
    change: Change | None = None

    @property
    def blocks(self) -> bool:
        """Whether this verdict keeps the product off the list."""
        return self.verdict == "not_met" and self.severity != "rank"

    def to_dict(self) -> dict[str, Any]:
        """The published JSON form."""
        return {"rule": self.rule, "verdict": self.verdict, "need": self.need, "product": self.product}
