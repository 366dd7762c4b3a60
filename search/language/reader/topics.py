"""What a sentence is about besides a need for money: loans overdue, policies, insurance, the portal."""

from collections.abc import Iterator
from functools import cache

from search.language.reader.passage import passage_of
from search.language.reader.patterns import Hit, Patterns

TOPICS = ("overdue", "policy", "insurance", "guarantee", "report", "how", "person")
"""In the order in which they are answered."""


def topics_of(text: str) -> tuple[str, ...]:
    """Those of TOPICS that somebody speaks of; () for a plain need. Never raises."""
    found = {hit.codes[0] for hit in _patterns().find(passage_of(text).text)}
    return tuple(topic for topic in TOPICS if topic in found)


def overdue_now(text: str) -> Iterator[Hit]:
    """Where a folded text says that a loan of one's own is overdue, or one's credit record bad."""
    return (hit for hit in _patterns().find(text) if "no_overdue" in hit.codes)


@cache
def _patterns() -> Patterns:
    return Patterns("topics.txt")
