"""Text relevance of two documents, the same whichever engine proposed them."""

from functools import lru_cache

from search.engines.text import index_words


@lru_cache(maxsize=20_000)
def _weights(text: str) -> tuple[dict[str, int], int]:
    """Words of two characters and more, the longer a word, the more it says; and the sum of them."""
    weights = {word: len(word) - 1 for word in index_words(text) if len(word) > 1}
    return weights, sum(weights.values())


def relevance(need_text: str, product_text: str) -> float:
    """How much of what the shorter text says the other one says too, 0–1."""
    (own, whole), (other, of_other) = _weights(need_text), _weights(product_text)
    least = min(whole, of_other)
    if not least:
        return 0.0
    return min(1.0, 2 * sum([own[word] for word in own.keys() & other.keys()]) / least)
