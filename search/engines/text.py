"""Texts as index terms: words of the domain dictionary, and pairs of characters as a last resort."""

import re

from search.language import tokens
from search.language.characters import fold

HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
MOST_BIGRAMS = 10


def index_words(text: str) -> tuple[str, ...]:
    """The words a text is found by."""
    return tuple(tokens.index_tokens(encodable(text)))


def index_bigrams(text: str) -> frozenset[str]:
    """Every pair of neighbouring Chinese characters."""
    return frozenset(run[i : i + 2] for run in HAN_RUN.findall(fold(text)) for i in range(len(run) - 1))


def query_words(text: str, limit: int = 10) -> tuple[str, ...]:
    """At most `limit` literal words of what a person typed; nothing of it is ever query syntax."""
    return tuple(tokens.query_tokens(encodable(text), limit=limit))


def query_bigrams(text: str) -> tuple[str, ...]:
    """The first pairs of characters of what a person typed, for a text that the dictionary cuts otherwise."""
    runs = HAN_RUN.findall(fold(text))
    pairs = dict.fromkeys(run[i : i + 2] for run in runs for i in range(len(run) - 1))
    return tuple(pairs)[:MOST_BIGRAMS]


def encodable(text: str) -> str:
    """Without half characters (lone surrogates), which no encoder takes."""
    return text.encode("utf-8", "ignore").decode("utf-8")
