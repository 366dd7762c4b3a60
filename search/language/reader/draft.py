"""What was read from plain words: single findings with the words they came from, and the draft they make."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from search import taxonomy
from search.documents import NeedDoc

Sure = Literal["said", "likely"]
LISTS = ("subject_codes", "industry_codes", "product_type_codes", "collateral_offered", "tags", "lacks")
SINGLES = (
    "region_code",
    "amount_min_yuan",
    "amount_max_yuan",
    "approximate",
    "term_months",
    "purpose_code",
    "no_collateral",
    "established_years",
)


@dataclass(frozen=True, slots=True)
class Span:
    """One finding: `key` of the draft, its value (one code for a list), and where in the passage it stands.

    `start` and `end` count characters of `Passage.text`; the draft gives them in the text as written.
    """

    key: str
    value: Any
    start: int
    end: int
    sure: Sure = "said"


@dataclass(frozen=True, slots=True)
class Question:
    """What was not understood, or not said. `key` is one of the draft's."""

    key: str
    ask: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A finding with the words it came from, as they were written."""

    key: str
    value: Any
    words: str
    start: int
    end: int
    sure: Sure


@dataclass(frozen=True, slots=True)
class Draft:
    """A need as far as it was read. None = not said; an empty list = said to be none."""

    values: dict[str, Any]
    spans: tuple[Quoted, ...] = ()
    questions: tuple[Question, ...] = ()

    def get(self, key: str) -> Any:
        """The value of one key, or None."""
        return self.values.get(key)

    def to_dict(self) -> dict[str, Any]:
        """The published JSON form: every key, whether said or not."""
        return {
            **{key: self.values.get(key) for key in (*LISTS, *SINGLES)},
            "spans": [
                {
                    "key": s.key,
                    "value": s.value,
                    "words": s.words,
                    "start": s.start,
                    "end": s.end,
                    "sure": s.sure,
                }
                for s in self.spans
            ],
            "questions": [{"key": q.key, "ask": q.ask} for q in self.questions],
        }

    def to_need(self, need_id: str, text: str) -> NeedDoc:
        """The need that the words alone make, for the matcher."""
        own = {key: self.values.get(key) for key in NeedDoc.__dataclass_fields__ if key in self.values}
        words = subject_words(self.values.get("subject_codes"))
        return NeedDoc.from_dict({**own, "id": need_id, "subjects": words, "text": text})


def subject_words(codes: Iterable[str] | None) -> list[str] | None:
    """The rules' words of subject codes, each once; None where nothing is known."""
    entries = [taxonomy.subjects.get(code) for code in codes or ()]
    return list(dict.fromkeys(entry.word for entry in entries if entry and entry.word)) or None
