"""The words of trades in a text.

Longer words win over the shorter ones inside them, the later of two that overlap, for the head of a Chinese
compound stands last: 茶叶包装盒 is a box. A good with its works or shop behind it counts as longer: 乳粉厂.
"""

import functools
from dataclasses import dataclass

from search.language.reader.trade_lists import Entry, entries

ENDS = (*"厂店铺摊坊场档", "作坊", "生产", "加工", "批发", "种植", "养殖")  # 烟花生产 holds no 花生


@dataclass(frozen=True, slots=True)
class Found:
    """An entry and where it stands in a text."""

    word: str
    entry: Entry
    start: int
    end: int


def find(text: str) -> list[Found]:
    """Every word of a folded text in its order, none inside or over another; `hides` among them."""
    lexicon, lengths = entries(), _lengths()
    matches = [
        (size + _with_end(text, start, start + size), size, start)
        for start in range(len(text))
        for size in (*lengths.get(text[start : start + 2], ()), *lengths.get(text[start], ()))
        if start + size <= len(text) and text[start : start + size] in lexicon
    ]
    taken = bytearray(len(text))
    found = []
    for _, size, start in sorted(matches, reverse=True):
        if not any(taken[start : start + size]):
            taken[start : start + size] = b"\1" * size
            word = text[start : start + size]
            found.append(Found(word, lexicon[word], start, start + size))
    return sorted(found, key=lambda one: one.start)


def _with_end(text: str, start: int, end: int) -> int:
    """One for the word that a good makes with 厂 or 店 behind it."""
    return int(text.startswith(ENDS, end) and entries()[text[start:end]].good is not None)


@functools.cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """How long the words are that begin with two characters; of words of one, that one."""
    sizes: dict[str, set[int]] = {}
    for word in entries():
        sizes.setdefault(word[:2], set()).add(len(word))
    return {beginning: tuple(sorted(found)) for beginning, found in sizes.items()}
