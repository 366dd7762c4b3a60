"""The null twin: the same answers from memory, by looking at every document. For tests and small files."""

from collections.abc import Iterable, Mapping

from search.engines.protocol import KINDS, Doc, Kind, Query, Sought
from search.engines.terms import facets_of
from search.engines.text import index_bigrams, index_words


class Entry:
    """One document as terms."""

    __slots__ = ("bigrams", "facets", "words")

    def __init__(self, doc: Doc) -> None:
        self.facets = facets_of(doc)
        self.words = frozenset(index_words(doc.text))
        self.bigrams = index_bigrams(doc.text)

    def fits(self, query: Query) -> bool:
        if any(group and self.facets.isdisjoint(group) for group in query.facets):
            return False
        if not self.facets.isdisjoint(query.none_of) or not all(map(self.has, query.sought)):
            return False
        if query.need_words == "all":
            return self.words.issuperset(query.words)
        return query.need_words == "maybe" or not query.words or not self.words.isdisjoint(query.words)

    def has(self, sought: Sought) -> bool:
        """Whether this is what somebody looks for."""
        in_words = sought.words and self.words.issuperset(sought.words)
        in_pairs = sought.pairs and self.bigrams.issuperset(sought.pairs)
        return bool(in_words or in_pairs or not self.facets.isdisjoint(sought.facets))

    def score(self, query: Query) -> float:
        """One for each word that the text holds, and one for each thing sought that is there."""
        asked = {*query.words, *(word for sought in query.sought for word in sought.words)}
        return float(len(self.words & asked) + len(query.sought))


class NullEngine:
    """Holds documents in memory and forgets them on close."""

    def __init__(self) -> None:
        self._entries: dict[Kind, dict[str, Entry]] = {kind: {} for kind in KINDS}

    def put(self, kind: Kind, docs: Iterable[Doc]) -> None:
        self._entries[kind].update({doc.id: Entry(doc) for doc in docs})

    def drop(self, kind: Kind, ids: Iterable[str]) -> None:
        for doc_id in ids:
            self._entries[kind].pop(doc_id, None)

    def find(self, kind: Kind, query: Query) -> list[tuple[str, float]]:
        hits = [
            (doc_id, entry.score(query)) for doc_id, entry in self._entries[kind].items() if entry.fits(query)
        ]
        hits.sort(key=lambda hit: (-hit[1], hit[0]))
        return hits[: query.limit]

    def rebuild(self, docs: Mapping[Kind, Iterable[Doc]]) -> None:
        self._entries = {kind: {doc.id: Entry(doc) for doc in docs.get(kind, ())} for kind in KINDS}

    def count(self, kind: Kind) -> int:
        return len(self._entries[kind])

    def stale(self) -> bool:
        return False

    def refresh(self) -> None:
        """Nothing to see: there is one process and one copy."""

    def close(self) -> None:
        self._entries = {kind: {} for kind in KINDS}
