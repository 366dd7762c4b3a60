"""What a person has said about a need, checked but not yet a row; and the summary made of their words."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from portal.core.wording import FEN_PER_YUAN
from portal.needs.models import FinancingNeed
from search import taxonomy
from search.language import scrub


@dataclass(frozen=True)
class Draft:
    """Columns of a need by their own names and units; None = not said, () = said to be none."""

    subject_code: str | None = None
    industry_code: str | None = None
    region_code: str | None = None
    amount_min_fen: int | None = None
    amount_max_fen: int | None = None
    approximate: bool = False
    term_months: int | None = None
    purpose_code: str | None = None
    needed_on: date | None = None
    product_type_codes: tuple[str, ...] | None = None
    security: tuple[str, ...] | None = None
    no_collateral: bool | None = None
    established_on: date | None = None
    employees_band: str | None = None
    revenue_band: str | None = None
    existing_loans_fen: int | None = None
    tags: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    member_count: int | None = None
    max_talks: int = 3
    words: str = ""
    struck: tuple[str, ...] = ()

    def columns(self) -> dict:
        """The plain columns, the sealed words and the summary left out."""
        return {name: value for name, value in asdict(self).items() if name in COLUMNS}

    @property
    def figures(self) -> scrub.Figures:
        """Exact figures that must not be read from the summary."""
        return scrub.Figures(
            amount_yuan=_yuan(self.amount_max_fen),
            amount_min_yuan=_yuan(self.amount_min_fen),
            term_months=self.term_months,
            loans_yuan=_yuan(self.existing_loans_fen),
        )


ANSWERED_BOTH_WAYS = frozenset({"firsthand"})  # the form itself asks for yes and no
COLUMNS = tuple(field.name for field in fields(Draft) if field.name not in {"words", "struck"})


def facts_of(need: FinancingNeed) -> Draft:
    """What a stored need states, its words left out."""
    return Draft(**{name: getattr(need, name) for name in COLUMNS})


def draft_of(need: FinancingNeed) -> Draft:
    """A stored need as its owner stated it, with the words that were struck out of its summary."""
    draft = replace(facts_of(need), words=need.words or "")
    return replace(draft, struck=_struck(preview(draft), need.summary))


def _struck(shown: str, kept: str) -> tuple[str, ...]:
    """The words of a preview that are gone from the summary; a single character counts only by itself."""
    left, alone = kept.casefold(), {word.casefold() for word in scrub.words(kept)}
    gone = (word for word in scrub.words(shown) if word.casefold() not in (left if len(word) > 1 else alone))
    return tuple(gone)


def preview(draft: Draft, known: scrub.Known = scrub.NOBODY) -> str:
    """The owner's words after the scrubber, before anything is struck out."""
    return scrub.of_firm(draft.words, known, draft.figures).text


def summary(draft: Draft, known: scrub.Known = scrub.NOBODY) -> str:
    """What institutions read: the preview without the words that the owner struck out."""
    return scrub.strike(preview(draft, known), draft.struck)


def with_implied(tags: Iterable[str]) -> tuple[str, ...]:
    """Qualifications with those that follow from them (gx → hitech), each once.

    Nothing is added to a sensitive one: institutions that browse read the others by name. The rules know by
    themselves what follows.
    """
    found: dict[str, None] = {}
    for written in tags:
        word = written.partition(":")[0]
        found[written] = None
        found.update(dict.fromkeys(sorted(taxonomy.requirements.implied_openly(word))))
    return tuple(found)


def keep_unasked(draft: Mapping, need: FinancingNeed, asked: frozenset[str]) -> dict:
    """`draft`'s columns, with the stored answers to questions that no form asks.

    `asked`: the words of requirements.csv that a form offers; a box left empty there means "not said", which
    takes back neither what was answered elsewhere nor a stated lack, unless it is now stated to be there.
    """
    tags = [*draft["tags"], *(tag for tag in need.tags if _word(tag) not in asked)]
    tags = with_implied(tags)
    words = [_word(tag) for tag in tags]
    have = {other for word in words for other in (word, *taxonomy.requirements.implied(word))}
    kept = [word for word in need.lacks if word not in draft["lacks"] and word not in ANSWERED_BOTH_WAYS]
    lacks = tuple(word for word in (*draft["lacks"], *kept) if word not in have)
    return {**draft, "tags": tags, "lacks": lacks}


def _word(written: str) -> str:
    return written.partition(":")[0]


def _yuan(fen: int | None) -> int | None:
    return None if fen is None else fen // FEN_PER_YUAN
