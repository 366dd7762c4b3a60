"""Text relevance of two documents, the same whichever engine proposed them.

The words of published products and of open needs are kept; those of a sentence that nobody has filed are
kept until the next one, so that the memory neither grows with what strangers type nor remembers it.
"""

from functools import lru_cache

from search.documents import NeedDoc, ProductDoc
from search.engines.text import index_words

Weights = tuple[dict[str, int], int]
LONGEST_KEPT = 500  # characters of a need's summary; there are many needs


def _weigh(text: str) -> Weights:
    """Words of two characters and more, the longer a word, the more it says; and the sum of them."""
    weights = {word: len(word) - 1 for word in index_words(text) if len(word) > 1}
    return weights, sum(weights.values())


_published = lru_cache(maxsize=20_000)(_weigh)
_open = lru_cache(maxsize=4_000)(_weigh)
_unfiled = lru_cache(maxsize=1)(_weigh)


def relevance(need: NeedDoc, product: ProductDoc) -> float:
    """How much of what the shorter text says the other one says too, 0–1."""
    kept = need.opened_on is not None and len(need.text) <= LONGEST_KEPT
    own, whole = (_open if kept else _unfiled)(need.text)
    other, of_other = _published(product.text)
    least = min(whole, of_other)
    if not least:
        return 0.0
    return min(1.0, 2 * sum([own[word] for word in own.keys() & other.keys()]) / least)
