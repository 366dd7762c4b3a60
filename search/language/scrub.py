"""The scrubber: an owner's words as others may read them before the owner has agreed.

Contact data and what identifies is replaced by a mark, figures by their band. The owner previews the
result and may strike out further words; what was found is told by its place in the text as written.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from search.language import ages, contacts, dictionary, lenders, money, people, persons, spoken, staff, tokens
from search.language.characters import fold, fold_case
from search.language.money import Figures
from search.language.people import Known
from search.language.reader.passage import passage_of

REMOVED = "〔略〕"
MARK = re.compile(r"〔[^〕]*〕")
CONTENT = re.compile(r"[0-9A-Za-z㐀-鿿]")

__all__ = [
    "REMOVED",
    "Figures",
    "Known",
    "Scrubbed",
    "again",
    "of_firm",
    "scrub",
    "strike",
    "without_contact",
    "words",
]


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """``removed`` holds (start, end, kind) in the text as written, in order and without overlap."""

    text: str
    removed: list[tuple[int, int, str]] = field(default_factory=list)


NOBODY, NO_FIGURES = Known(), Figures()


def scrub(text: str, known: Known = NOBODY, figures: Figures = NO_FIGURES) -> Scrubbed:
    """The text without contact data, names and addresses, its figures as bands."""
    folded = fold(text)
    return _scrubbed(text, _secrets(folded, known), _figures(text, folded, figures))


def without_contact(text: str, known: Known = NOBODY) -> str:
    """The text without contact data, names and addresses, its figures as they were written.

    What is written to an owner: 营业额满 100 万再来 would be no advice with a band in it.
    """
    return _scrubbed(text, _secrets(fold(text), known), ()).text


def of_firm(text: str, known: Known = NOBODY, figures: Figures = NO_FIGURES) -> Scrubbed:
    """The same of a text about a firm: neither its age, its people and debts nor its lenders are left.

    What institutions read before the owner has agreed; what a manager or an operator writes may name a bank.
    """
    folded = fold(text)
    told = (*_figures(text, folded, figures), *_told_of_firm(text, folded))
    return _scrubbed(text, _secrets(folded, known), told)


def again(text: str) -> str:
    """A text that an earlier scrubber left, as today's leaves it; its marks and bands stay."""
    marks = [(start, end, "", text[start:end]) for start, end in (m.span() for m in MARK.finditer(text))]
    folded = fold(text)
    secret = [place for place in _secrets(folded, NOBODY) if _outside(place, marks)]
    told = (*_figures(text, folded, NO_FIGURES), *_told_of_firm(text, folded))
    return _scrubbed(text, secret, [place for place in told if _outside(place, marks)]).text


def _secrets(folded: str, known: Known) -> list[contacts.Span]:
    found = list(contacts.find(folded))
    found += [*people.find(folded, known), *persons.find(folded), *persons.find_beside(folded, found)]
    return _merged(found)


def _figures(text: str, folded: str, figures: Figures) -> Iterator[money.Replacement]:
    yield from money.find(folded, figures)
    yield from spoken.find(text)


def _told_of_firm(text: str, folded: str) -> Iterator[money.Replacement]:
    yield from spoken.told_of_firm(text)
    yield from staff.find(folded)
    yield from ages.find(passage_of(text), date.today())  # noqa: DTZ011  # a year is meant
    yield from lenders.find(folded)


def _scrubbed(text: str, secret: Iterable[contacts.Span], figures: Iterable[money.Replacement]) -> Scrubbed:
    """What is secret goes first; of figures that overlap the first one stays."""
    places = [(start, end, kind, REMOVED) for start, end, kind in secret]
    for start, end, kind, band in figures:
        if _outside((start, end), places):
            places.append((start, end, kind, f"〔{band}〕"))
    return _replaced(text, sorted(places))


def _outside(place: tuple, others: Iterable[tuple]) -> bool:
    start, end = place[:2]
    return not any(start < other[1] and other[0] < end for other in others)


def _merged(spans: Iterable[contacts.Span]) -> list[contacts.Span]:
    """Overlapping places as one, under the kind of the first."""
    merged: list[contacts.Span] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            first, last, earlier = merged[-1]
            merged[-1] = (first, max(last, end), earlier)
        elif end > start:
            merged.append((start, end, kind))
    return merged


def _replaced(text: str, places: list[money.Replacement]) -> Scrubbed:
    parts, removed, last = [], [], 0
    for start, end, kind, instead in places:
        parts += [text[last:start], instead]
        removed.append((start, end, kind))
        last = end
    parts.append(text[last:])
    return Scrubbed("".join(parts), removed)


def words(text: str) -> list[str]:
    """The words of a scrubbed text that its owner may strike out, each once, in order."""
    found = (word.strip() for word in tokens.cut(MARK.sub(" ", text)))
    skipped = dictionary.stopwords()
    return list(dict.fromkeys(word for word in found if CONTENT.search(word) and word not in skipped))


def strike(text: str, words: Iterable[str]) -> str:
    """The text without these words; bands and marks stay whole.

    A single character goes only where it stands as a word by itself, a longer word wherever it is found.
    """
    struck = {fold_case(word).strip() for word in words} - {""}
    pieces = re.split(r"(〔[^〕]*〕)", text)
    return "".join(piece if MARK.fullmatch(piece) else _without(piece, struck) for piece in pieces)


def _without(piece: str, struck: set[str]) -> str:
    longest_first = sorted((word for word in struck if len(word) > 1), key=len, reverse=True)
    if longest_first:
        pattern = re.compile("|".join(map(re.escape, longest_first)))
        found = pattern.finditer(fold_case(piece))
        piece = _replaced(piece, [(match.start(), match.end(), "", "") for match in found]).text
    kept, place = [], 0
    for word in tokens.cut(piece):
        if word not in struck:
            kept.append(piece[place : place + len(word)])
        place += len(word)
    return "".join(kept)
