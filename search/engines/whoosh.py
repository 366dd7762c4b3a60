"""The embedded default: Whoosh, set up as was measured to be fast.

Whoosh's query parser never sees a text: queries are built from literal terms. It never fsyncs.
"""

from collections.abc import Iterable
from pathlib import Path

from whoosh import fields, index
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage
from whoosh.searching import Searcher

from search.engines.filed import Entry, FiledEngine, Terms
from search.engines.protocol import Query
from search.engines.whoosh_query import FACET_SCORE, tree
from search.engines.whoosh_sets import TermSets

SCHEMA = fields.Schema(
    id=fields.ID(stored=True, unique=True),
    facets=fields.KEYWORD(scorable=False),
    bigrams=fields.KEYWORD(scorable=False),
    text=fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False),
)
MEGABYTES = 128  # of memory for a rebuild, before it goes to disk


class Rebuilt(FileStorage):
    """A folder that is filled once: Whoosh asks at each posting whether its field has a file of lengths.

    Facets and bigrams have none, and looking on the disk each time took a third of a rebuild.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._asked: dict[str, bool] = {}

    def file_exists(self, name: str) -> bool:
        if name not in self._asked:
            self._asked[name] = super().file_exists(name)
        return self._asked[name]


class WhooshEngine(FiledEngine):
    """The protocol over files of Whoosh."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Whoosh())


class Whoosh:
    """Whoosh as a `Library`."""

    name = "whoosh"
    schema = 1

    def create(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        index.create_in(folder, SCHEMA).close()

    def fill(self, folder: Path, documents: Iterable[Terms]) -> None:
        writer = Rebuilt(folder).open_index().writer(limitmb=MEGABYTES)
        for document in documents:
            writer.add_document(**_stored(document))
        writer.commit()

    def write(self, folder: Path, entries: Iterable[Entry]) -> None:
        writer = index.open_dir(folder).writer()
        try:
            for act, _, what in entries:
                if act == "put":
                    writer.update_document(**_stored(what))
                else:
                    writer.delete_by_term("id", what)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def open(self, folder: Path) -> "WhooshReader":
        return WhooshReader(index.open_dir(folder).searcher())


class WhooshReader:
    """A searcher, never refreshed: `Searcher.refresh()` brings deleted documents back."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._sets = TermSets(searcher.reader())
        self._ids: dict[int, str] = {}

    def current(self) -> bool:
        return self._searcher.up_to_date()

    def find(self, query: Query) -> list[tuple[str, float]]:
        if query.need_words == "maybe" and not query.sought:  # words order only: BM25 would walk long lists
            return [(self._id(number), score) for number, score in self._sets.ordered(query)]
        hits = self._searcher.search(tree(query), limit=query.limit)
        return [(hit["id"], max(0.0, hit.score - FACET_SCORE)) for hit in hits]

    def _id(self, number: int) -> str:
        if number not in self._ids:
            self._ids[number] = self._searcher.stored_fields(number)["id"]
        return self._ids[number]

    def count(self) -> int:
        return self._searcher.doc_count()

    def close(self) -> None:
        self._searcher.close()


def _stored(document: Terms) -> dict[str, str]:
    """Terms joined by blanks, at which Whoosh cuts them again."""
    return {key: value if key == "id" else " ".join(value) for key, value in document.items()}
