"""Whether the borrower says to have nothing to pledge, or to have something, without naming it."""

from collections.abc import Iterator
from functools import cache

from search.language.reader.draft import Span
from search.language.reader.passage import Passage
from search.language.reader.patterns import Patterns

SAID = {"none": True, "some": False}


def read(passage: Passage) -> Iterator[Span]:
    """At most one span of `no_collateral`; a wish for an unsecured loan says neither."""
    found = [hit for hit in _patterns().find(passage.text) if hit.codes[0] in SAID]
    if found:
        hit = next((hit for hit in found if hit.codes[0] == "none"), found[0])
        yield Span("no_collateral", SAID[hit.codes[0]], hit.start, hit.end)


@cache
def _patterns() -> Patterns:
    return Patterns("no_security.txt")
