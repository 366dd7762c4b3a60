"""The shapes in which the matcher answers, with their published JSON forms."""

from dataclasses import dataclass
from typing import Any

from search.advice import Question
from search.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Match:
    """One need × one product. `verdicts` hold exact figures: show only `reasons`, made for a persona."""

    need_id: str
    product_id: str
    score: float
    verdicts: tuple[Verdict, ...]
    reasons: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The published JSON form."""
        return {
            "product_id": self.product_id,
            "score": self.score,
            "reasons": list(self.reasons),
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
        }


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A product off the list for `failed` rules, and the one change that would bring it on."""

    product_id: str
    failed: tuple[str, ...]
    change: dict[str, Any]
    verdicts: tuple[Verdict, ...]

    def to_dict(self) -> dict[str, Any]:
        """The published JSON form."""
        return {"product_id": self.product_id, "failed": list(self.failed), "change": self.change}


@dataclass(frozen=True, slots=True)
class Matches:
    """The answer for one need, best first."""

    matches: tuple[Match, ...]
    near_misses: tuple[NearMiss, ...]
    questions: tuple[Question, ...]

    def to_dict(self) -> dict[str, Any]:
        """The published JSON form."""
        return {
            "matches": [match.to_dict() for match in self.matches],
            "near_misses": [miss.to_dict() for miss in self.near_misses],
            "questions": [question.to_dict() for question in self.questions],
        }
