"""An engine whose index lies in files: generations, journal and locks are the same for every library.

The files are a cache: whatever goes wrong with them is EngineUnavailable, and a rebuild from the database
mends it. What differs between libraries stands behind `Library` and `Reader`.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from search import taxonomy
from search.engines import terms
from search.engines.generations import Generations
from search.engines.protocol import KINDS, Doc, EngineUnavailable, Kind, Query
from search.engines.terms import facets_of
from search.engines.text import index_bigrams, index_words
from search.language import tokens

Entry = list  # ["put", kind, terms of the document] or ["drop", kind, id]; goes into the journal as JSON
Terms = dict[str, Any]  # {"id": str, "facets" | "bigrams" | "text": [terms]}
T = TypeVar("T")


class Reader(Protocol):
    """One index as it was when opened."""

    def current(self) -> bool:
        """Whether nobody has written since."""

    def find(self, query: Query) -> list[tuple[str, float]]:
        """As the protocol says; `limit` is above nought."""

    def count(self) -> int:
        """How many documents there are."""

    def close(self) -> None:
        """Let go of files."""


class Library(Protocol):
    """How one library keeps an index in one folder; it may raise whatever it likes."""

    name: str
    schema: int  # goes up when what is stored changes: an index of another schema is stale

    def create(self, folder: Path) -> None:
        """An empty index in a new folder."""

    def fill(self, folder: Path, documents: Iterable[Terms]) -> None:
        """Add many documents, none of which is there yet."""

    def write(self, folder: Path, entries: Iterable[Entry]) -> None:
        """Do what the entries say, committed at the end or, after an error, not at all."""

    def open(self, folder: Path) -> Reader:
        """The index as it is now."""


class FiledEngine:
    """One index a kind, in a generation folder that a small pointer file names."""

    def __init__(self, folder: Path, library: Library) -> None:
        version = f"{library.name}-{library.schema}-{terms.VERSION}-{taxonomy.VERSION}-{tokens.version()}"
        self._generations = Generations(folder, version)
        self._library = library
        self._lock = threading.Lock()
        self._readers: dict[Kind, Reader] = {}
        self._opened: str | None = None

    def put(self, kind: Kind, docs: Iterable[Doc]) -> None:
        with _guard():
            batch = [["put", kind, _terms(doc)] for doc in docs]
        if batch:
            self._write(kind, batch)

    def drop(self, kind: Kind, ids: Iterable[str]) -> None:
        if batch := list(ids):
            self._write(kind, [["drop", kind, doc_id] for doc_id in batch])

    def find(self, kind: Kind, query: Query) -> list[tuple[str, float]]:
        return self._read(lambda: self._reader(kind).find(query)) if query.limit > 0 else []

    def count(self, kind: Kind) -> int:
        return self._read(lambda: self._reader(kind).count())

    def rebuild(self, docs: Mapping[Kind, Iterable[Doc]]) -> None:
        with _guard(), self._generations.rebuilding():
            fresh = self._generations.new()
            for kind in KINDS:
                self._library.create(fresh / kind)
                self._library.fill(fresh / kind, (_terms(doc) for doc in docs.get(kind, ())))
            with self._generations.locked():
                self._catch_up(fresh, self._generations.noted())
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
        self._read(lambda: [self._reader(kind) for kind in KINDS])

    def close(self) -> None:
        with self._lock:
            self._forget()

    def _write(self, kind: Kind, entries: list[Entry]) -> None:
        """Into the index in use and, while a rebuild runs, into its journal."""
        with _guard(), self._generations.locked():
            if rebuilt := self._generations.being_rebuilt():
                self._generations.note(entries)
            folder = self._generations.current() or (None if rebuilt else self._start())
            if folder:
                self._library.write(folder / kind, entries)

    def _start(self) -> Path:
        """An empty index, marked incomplete so that whoever asks `stale` rebuilds it."""
        fresh = self._generations.new()
        for kind in KINDS:
            self._library.create(fresh / kind)
        self._generations.swap(fresh, complete=False)
        return fresh

    def _catch_up(self, fresh: Path, entries: list[Entry]) -> None:
        for kind in KINDS:
            if mine := [entry for entry in entries if entry[1] == kind]:
                self._library.write(fresh / kind, mine)

    def _read(self, ask: Callable[[], T]) -> T:
        """Ask under the lock; once more if a rebuild took the files away in between."""
        with self._lock, _guard():
            try:
                return ask()
            except Exception:  # noqa: BLE001  libraries raise all kinds of things when files go
                self._forget()
                return ask()

    def _reader(self, kind: Kind) -> Reader:
        folder = self._generations.current()
        if folder is None:
            raise EngineUnavailable("there is no search index yet; run reindex")
        if self._opened != folder.name:
            self._forget()
            self._opened = folder.name
        reader = self._readers.get(kind)
        if reader is None or not reader.current():
            if reader is not None:
                del self._readers[kind]  # before what follows may fail: nothing is closed twice
                reader.close()
            reader = self._readers[kind] = self._library.open(folder / kind)
        return reader

    def _forget(self) -> None:
        readers, self._readers, self._opened = self._readers, {}, None
        for reader in readers.values():
            reader.close()


@contextmanager
def _guard() -> Iterator[None]:
    """Whatever a library or the disk raises becomes EngineUnavailable."""
    try:
        yield
    except EngineUnavailable:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise  # a stop that somebody asked for; a panic of a library in Rust is no Exception either
        raise EngineUnavailable(f"the search index cannot be used ({error!r}); run reindex") from error


def _terms(doc: Doc) -> Terms:
    return {
        "id": doc.id,
        "facets": sorted(facets_of(doc)),
        "bigrams": sorted(index_bigrams(doc.text)),
        "text": list(index_words(doc.text)),
    }
