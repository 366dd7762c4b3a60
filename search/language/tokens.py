"""Text to terms. The index holds the longest words and every word inside them; a query is cut plainly."""

import functools
import re

from search.language import dictionary
from search.language.characters import fold_case

FREQUENCY = 20_000  # high enough that a domain word is kept whole against its parts
MOST_QUERY_TERMS = 10
MOST_QUERY_CHARACTERS = 3_000
LONGEST_TERM = 32
MEANINGFUL = re.compile(r"[0-9a-z㐀-鿿]")
MARKS = re.compile(r"〔[^〕]*〕")  # what the scrubber put in place of something says nothing itself


def version() -> str:
    """The version of the words that terms depend on."""
    return dictionary.version()


@functools.cache
def _jieba():
    import rjieba  # 0.1 s to import, which no start should wait for

    jieba = rjieba.Jieba()
    for word in dictionary.words():
        jieba.add_word(word.lower(), FREQUENCY, "n")
    return jieba


def cut(text: str) -> list[str]:
    """The longest words of a text in order, punctuation included; joined they are the folded text."""
    return _jieba().cut(fold_case(text))


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of a text with the kind of each; joined they are the folded text."""
    return _jieba().tag(fold_case(text))


def is_word(text: str) -> bool:
    """Whether the general or the domain dictionary holds these characters as one word."""
    return _jieba().has_word(text)


def kind_of(word: str) -> str:
    """What kind of word this is in the general dictionary, in two letters: nr for a person's name."""
    tagged = _jieba().tag(word)
    return tagged[0][1][:2] if len(tagged) == 1 else ""


def _terms(text: str) -> list[str]:
    return [term for word in cut(MARKS.sub(" ", text)) if (term := _term(word))]


@functools.lru_cache(maxsize=50_000)
def _term(word: str) -> str:
    """A cut word as a term; "" for what says nothing."""
    word = word.strip()
    says = len(word) <= LONGEST_TERM and word not in dictionary.stopwords() and MEANINGFUL.search(word)
    return word if says else ""


def index_tokens(text: str) -> list[str]:
    """Terms for the index: each longest word, followed by every dictionary word inside it."""
    return [term for word in cut(MARKS.sub(" ", text)) for term in _with_inside(word)]


@functools.lru_cache(maxsize=50_000)
def _with_inside(word: str) -> tuple[str, ...]:
    """A cut word as a term, and every shorter dictionary word of two characters or more, from the left."""
    if not (word := _term(word)):
        return ()
    spans = ((start, end) for start in range(len(word)) for end in range(start + 2, len(word) + 1))
    parts = dict.fromkeys(word[start:end] for start, end in spans if end - start < len(word))
    return word, *(part for part in parts if not part.isascii() and _jieba().has_word(part))


def query_tokens(text: str, limit: int = MOST_QUERY_TERMS) -> list[str]:
    """At most ``limit`` different terms of what somebody typed, in its order.

    Where there are more, words of our trade stay before longer words, and those before single characters.
    """
    terms = list(dict.fromkeys(_terms(text[:MOST_QUERY_CHARACTERS])))
    domain = dictionary.words()
    best = sorted(terms, key=lambda term: (term not in domain, len(term) == 1))[:limit]
    kept = set(best)
    return [term for term in terms if term in kept]
