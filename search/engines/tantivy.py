"""The engine for a province on one machine: tantivy, a library in Rust that is built into the process.

Every term goes in as a value of its own under the tokenizer "raw": nothing is cut a second time, and no
tokenizer has to be registered at each opening. docs/decisions/0022-a-second-engine.md says what bites.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from search.engines.filed import Entry, FiledEngine, Terms
from search.engines.protocol import Query
from search.engines.tantivy_query import tree

BATCH_BYTES = 15_000_000  # of memory for a writer: the least that tantivy takes
REBUILD_BYTES = 200_000_000
LONGEST_NUMBER = 18  # digits that surely fit into 64 bits
META = "meta.json"  # replaced by each commit


class TantivyEngine(FiledEngine):
    """The protocol over files of tantivy."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Tantivy())


class Tantivy:
    """tantivy as a `Library`."""

    name = "tantivy"
    schema = 1

    def create(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        tantivy.Index(_schema(), path=str(folder), reuse=False)

    def fill(self, folder: Path, documents: Iterable[Terms]) -> None:
        with _writer(folder, REBUILD_BYTES) as (writer, schema):
            for document in documents:
                writer.add_document(_document(document, schema))

    def write(self, folder: Path, entries: Iterable[Entry]) -> None:
        with _writer(folder, BATCH_BYTES) as (writer, schema):
            for act, _, what in entries:
                writer.delete_documents_by_term("id", what["id"] if act == "put" else what)
                if act == "put":
                    writer.add_document(_document(what, schema))

    def open(self, folder: Path) -> "TantivyReader":
        return TantivyReader(folder)


class TantivyReader:
    """A searcher over the segments of one commit, which stay readable after the files are unlinked."""

    def __init__(self, folder: Path) -> None:
        self._meta = folder / META
        self._seen = self._stamp()  # before the opening: what is written meanwhile is looked at once more
        index = tantivy.Index.open(str(folder))
        index.config_reader(reload_policy="Manual")  # else a thread watches the folder
        index.reload()
        self._schema, self._searcher = index.schema, index.searcher()

    def current(self) -> bool:
        return self._stamp() == self._seen

    def find(self, query: Query) -> list[tuple[str, float]]:
        limit = min(query.limit, self.count())  # tantivy sets room aside for as many as it is asked for
        if not limit:
            return []
        hits = self._searcher.search(tree(query, self._schema), limit=limit, count=False).hits
        ids = self._ids([address for _, address in hits])
        return [(key, score) for key, (score, _) in zip(ids, hits, strict=True)]

    def count(self) -> int:
        return self._searcher.num_docs

    def close(self) -> None:
        del self._searcher

    def _ids(self, addresses: Sequence[tantivy.DocAddress]) -> list[str]:
        """Ids that are numbers come from a column, ten times faster than from the stored documents."""
        numbers = self._searcher.fast_field_values("number", addresses)
        return [
            str(number) if number is not None else self._searcher.doc(address).get_first("id")
            for number, address in zip(numbers, addresses, strict=True)
        ]

    def _stamp(self) -> tuple[int, int, int]:
        found = os.stat(self._meta)  # noqa: PTH116  once a question
        return found.st_ino, found.st_mtime_ns, found.st_size


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", fast=True)
    builder.add_text_field("facets", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("bigrams", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="raw", index_option="freq")
    return builder.build()


@contextmanager
def _writer(folder: Path, heap: int) -> Iterator[tuple[tantivy.IndexWriter, tantivy.Schema]]:
    """A writer that commits at the end or, after an error, gives up; its lock is let go of in both cases."""
    index = tantivy.Index.open(str(folder))
    writer = index.writer(heap_size=heap, num_threads=1)
    try:
        yield writer, index.schema
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()  # else small segments are never merged


def _document(terms: Terms, schema: tantivy.Schema) -> tantivy.Document:
    """With the schema, without which whole numbers become signed and kill the writer at its commit."""
    return tantivy.Document.from_dict(terms | _number(terms["id"]), schema)


def _number(doc_id: str) -> dict[str, int]:
    plain = doc_id.isascii() and doc_id.isdecimal() and len(doc_id) <= LONGEST_NUMBER
    return {"number": int(doc_id)} if plain and str(int(doc_id)) == doc_id else {}
