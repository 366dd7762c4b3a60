"""The embedded default: Whoosh, set up as was measured to be fast, kept behind the protocol.

Whoosh's query parser never sees a text: queries are built from literal terms. It never fsyncs, so its files
are a cache: whatever goes wrong with them is EngineUnavailable, and a rebuild from the database mends it.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from whoosh import fields, index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.searching import Searcher

from search import taxonomy
from search.engines.generations import Generations
from search.engines.protocol import KINDS, Doc, EngineUnavailable, Kind, Query
from search.engines.terms import facets_of
from search.engines.text import index_bigrams, index_words
from search.engines.whoosh_query import FACET_SCORE, tree
from search.language import tokens

SCHEMA = fields.Schema(
    id=fields.ID(stored=True, unique=True),
    facets=fields.KEYWORD(scorable=False),
    bigrams=fields.KEYWORD(scorable=False),
    text=fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False),
)
VERSION = f"1-{taxonomy.VERSION}-{tokens.version()}"

T = TypeVar("T")


class WhooshEngine:
    """One index a kind, in a generation folder that a small pointer file names."""

    def __init__(self, folder: Path) -> None:
        self._generations = Generations(folder, VERSION)
        self._lock = threading.Lock()
        self._searchers: dict[Kind, Searcher] = {}
        self._opened: str | None = None

    def put(self, kind: Kind, docs: Iterable[Doc]) -> None:
        with _guard():
            batch = [["put", kind, _stored(doc)] for doc in docs]
        if batch:
            self._write(kind, batch)

    def drop(self, kind: Kind, ids: Iterable[str]) -> None:
        if batch := list(ids):
            self._write(kind, [["drop", kind, doc_id] for doc_id in batch])

    def find(self, kind: Kind, query: Query) -> list[tuple[str, float]]:
        def ask() -> list[tuple[str, float]]:
            hits = self._searcher(kind).search(tree(query), limit=query.limit)
            return [(hit["id"], max(0.0, hit.score - FACET_SCORE)) for hit in hits]

        return self._read(ask) if query.limit > 0 else []

    def count(self, kind: Kind) -> int:
        return self._read(lambda: self._searcher(kind).doc_count())

    def rebuild(self, docs: Mapping[Kind, Iterable[Doc]]) -> None:
        with _guard(), self._generations.rebuilding():
            fresh = self._generations.new()
            for kind in KINDS:
                writer = _create(fresh / kind).writer(limitmb=128)
                for doc in docs.get(kind, ()):
                    writer.add_document(**_stored(doc))
                writer.commit()
            with self._generations.locked():
                _catch_up(fresh, self._generations.noted())
                self._generations.swap(fresh, complete=True)

    def stale(self) -> bool:
        if self._generations.stale():
            return True
        try:
            self.refresh()
        except EngineUnavailable:  # damaged
            return True
        return False

    def refresh(self) -> None:
        self._read(lambda: [self._searcher(kind) for kind in KINDS])

    def close(self) -> None:
        with self._lock:
            self._forget()

    def _write(self, kind: Kind, entries: list[list]) -> None:
        """Into the index in use and, while a rebuild runs, into its journal."""
        with _guard(), self._generations.locked():
            if rebuilt := self._generations.being_rebuilt():
                self._generations.note(entries)
            folder = self._generations.current() or (None if rebuilt else self._start())
            if folder:
                _apply(folder / kind, entries)

    def _start(self) -> Path:
        """An empty index, marked incomplete so that whoever asks `stale` rebuilds it."""
        fresh = self._generations.new()
        for kind in KINDS:
            _create(fresh / kind).close()
        self._generations.swap(fresh, complete=False)
        return fresh

    def _read(self, ask: Callable[[], T]) -> T:
        """Ask under the lock; once more if a rebuild took the files away in between."""
        with self._lock, _guard():
            try:
                return ask()
            except Exception:  # noqa: BLE001  Whoosh raises all kinds of things when files go
                self._forget()
                return ask()

    def _searcher(self, kind: Kind) -> Searcher:
        folder = self._generations.current()
        if folder is None:
            raise EngineUnavailable("there is no search index yet; run reindex")
        if self._opened != folder.name:
            self._forget()
            self._opened = folder.name
        searcher = self._searchers.get(kind)
        if searcher is None or not searcher.up_to_date():
            # Not Searcher.refresh(): its reuse of readers brings deleted documents and merged segments back.
            if searcher is not None:
                del self._searchers[kind]  # before what follows may fail: nothing is closed twice
                searcher.close()
            searcher = self._searchers[kind] = index.open_dir(folder / kind).searcher()
        return searcher

    def _forget(self) -> None:
        searchers, self._searchers, self._opened = self._searchers, {}, None
        for searcher in searchers.values():
            searcher.close()


@contextmanager
def _guard() -> Iterator[None]:
    """Whatever Whoosh or the disk raises becomes EngineUnavailable."""
    try:
        yield
    except EngineUnavailable:
        raise
    except Exception as error:
        raise EngineUnavailable(f"the search index cannot be used ({error!r}); run reindex") from error


def _apply(folder: Path, entries: list[list]) -> None:
    """Do what the entries say, committed at the end or, after an error, not at all."""
    writer = index.open_dir(folder).writer()
    try:
        for act, _, what in entries:
            if act == "put":
                writer.update_document(**what)
            else:
                writer.delete_by_term("id", what)
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


def _catch_up(fresh: Path, entries: list[list]) -> None:
    for kind in KINDS:
        if mine := [entry for entry in entries if entry[1] == kind]:
            _apply(fresh / kind, mine)


def _create(folder: Path) -> index.Index:
    folder.mkdir(parents=True)
    return index.create_in(folder, SCHEMA)


def _stored(doc: Doc) -> dict[str, str]:
    return {
        "id": doc.id,
        "facets": " ".join(sorted(facets_of(doc))),
        "bigrams": " ".join(sorted(index_bigrams(doc.text))),
        "text": " ".join(index_words(doc.text)),
    }
