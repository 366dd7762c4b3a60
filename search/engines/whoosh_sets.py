"""Which documents of an opened Whoosh index hold a term, as bits of a whole number, kept while it is open.

Questions ask for the same bands, subjects and places again and again, and Whoosh walks their long lists in
Python at each one. As bits they are united and intersected in microseconds.
A term of 100,000 documents takes 12 kB.
"""

import math
import re
from collections.abc import Iterable

from whoosh.reading import IndexReader

from search.engines.protocol import Query

MOST_KEPT = 2_000  # terms, after which all are read anew
ONE = re.compile("1")


class TermSets:
    """Bit n stands for the document of number n."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._kept: dict[tuple[str, str], int] = {}
        self._all = self._bits(reader.all_doc_ids())

    def ordered(self, query: Query) -> list[tuple[int, float]]:
        """Numbers of the documents that meet the facets, those first that hold more of the words.

        A rare word counts more than a common one.
        """
        fitting = self._fitting(query)
        scores = dict.fromkeys(_numbers(fitting), 0.0)
        for word in query.words:
            holding = self._holding("text", word)
            weight = math.log(1 + self._all.bit_count() / (1 + holding.bit_count()))
            for number in _numbers(holding & fitting):
                scores[number] += weight
        return sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))[: query.limit]

    def _fitting(self, query: Query) -> int:
        left = self._all
        for group in query.facets:
            if group:
                left &= self._any("facets", group)
        return left & ~self._any("facets", query.none_of)

    def _any(self, field: str, terms: Iterable[str]) -> int:
        bits = 0
        for term in terms:
            bits |= self._holding(field, term)
        return bits

    def _holding(self, field: str, term: str) -> int:
        if (field, term) not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            known = (field, term) in self._reader
            ids = self._reader.postings(field, term).all_ids() if known else ()
            self._kept[field, term] = self._bits(ids)
        return self._kept[field, term]

    def _bits(self, numbers: Iterable[int]) -> int:
        found = bytearray(self._reader.doc_count_all() // 8 + 1)
        for number in numbers:
            found[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(found, "little")


def _numbers(bits: int) -> list[int]:
    return [found.start() for found in ONE.finditer(f"{bits:b}"[::-1])]
