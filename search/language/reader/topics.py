"""What a sentence is about besides a need for money: loans overdue, policies, insurance, the portal."""

from functools import cache

from search.language.reader.passage import passage_of
from search.language.reader.patterns import Patterns

TOPICS = ("overdue", "policy", "insurance", "guarantee", "report", "how", "person")
"""In the order in which they are answered."""


def topics_of(text: str) -> tuple[str, ...]:
    """Those of TOPICS that somebody speaks of; () for a plain need. Never raises."""
    found = {hit.codes[0] for hit in _patterns().find(passage_of(text).text)}
    return tuple(topic for topic in TOPICS if topic in found)


@cache
def _patterns() -> Patterns:
    return Patterns("topics.txt")
