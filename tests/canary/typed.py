"""What people typed, and who may read it: those it was said to and who said it, nobody else."""

from collections.abc import Iterable, Iterator

from tests.deal_values import BY_LETTER
from tests.world import typed

BANK_A = frozenset({"accepted", "bank_admin"})
BANK_D = frozenset({"interested"})
BORROWER = frozenset({"borrower"})
OPERATOR = frozenset({"operator"})


def _first(text: str) -> str:
    """The word of a text that stands nowhere else."""
    return text.split(maxsplit=1)[0]


MAY: dict[str, frozenset[str]] = {
    _first(typed.REPORT_WORDS): OPERATOR | {"owner"},
    _first(typed.REPORT_WORDS_OUT): OPERATOR,
    typed.REPORT_ABOUT: OPERATOR,
    typed.REPORT_CONTACT: OPERATOR,
    typed.REMARK_HIDDEN: frozenset({"officer"}),
    _first(typed.SEARCH): frozenset({"accepted", "browsing"}),
    # on the leads of firm A
    typed.NOTE: BANK_A,
    typed.PAPER: BANK_A | {"owner"},
    typed.SENTENCE: BANK_D | {"owner"},
    # on those of firm D
    _first(BY_LETTER["A"].note): BANK_A,
    _first(BY_LETTER["A"].words): BANK_A | BORROWER,
    _first(BY_LETTER["D"].words): BANK_D | BORROWER,
    **dict.fromkeys((typed.WANTED, typed.BROUGHT, typed.MISSING, typed.ANSWER), BANK_A | BORROWER),
    typed.REFUSAL: BANK_D | BORROWER,
}
SHOWN = frozenset({typed.SENTENCE, typed.REFUSAL, *(_first(deal.words) for deal in BY_LETTER.values())})
"""Scrubbed before it was kept, for the other side to read: not sealed."""


def typed_too_much(persona: str, bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Every sighting by somebody to whom it was not said."""
    for place, body in bodies:
        for words, readers in MAY.items():
            if words.encode() in body and persona not in readers:
                yield f"{persona} reads {words} on {place}"


def typed_too_little(persona: str, bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """What this persona should have found and did not."""
    read = b"".join(body for _, body in bodies)
    for words, readers in MAY.items():
        if persona in readers and words.encode() not in read:
            yield f"{persona} does not read {words}"


def anything_typed(place: str, body: bytes, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Sightings where none of it but the allowed may be: logs, files, stored messages."""
    return [f"{words} is in {place}" for words in MAY if words not in allowed and words.encode() in body]
