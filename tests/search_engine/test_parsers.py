"""The broken twins of the hostile queries: the libraries' own parsers on what a person typed."""

import pytest
import tantivy as tantivy_library
from whoosh.qparser import QueryParser

from search.engines import EngineUnavailable, Query, open_engine, tantivy, tantivy_query, whoosh, whoosh_query
from tests.search_engine.builders import need

TYPED = {
    "whoosh": ("NOT", "NOT", "a"),
    "tantivy": ("[a", "TO"),
}


def parsed_by_whoosh(query):
    return QueryParser("text", whoosh.SCHEMA).parse(" ".join(query.words))


def parsed_by_tantivy(query, schema):
    return tantivy_library.Index(schema).parse_query(" ".join(query.words), ["text"])


@pytest.mark.parametrize(
    ("name", "parsed", "literal"),
    [
        ("whoosh", parsed_by_whoosh, whoosh_query.tree),
        ("tantivy", parsed_by_tantivy, tantivy_query.tree),
    ],
)
def test_a_query_parser_fails_where_literal_terms_do_not(folder, monkeypatch, name, parsed, literal):
    engine = open_engine(name, folder)
    engine.rebuild({"need": [need()]})
    asked = Query(words=TYPED[name], need_words="any")
    monkeypatch.setattr(f"search.engines.{name}.tree", parsed)
    with pytest.raises(EngineUnavailable):
        engine.find("need", asked)
    monkeypatch.setattr(f"search.engines.{name}.tree", literal)
    assert engine.find("need", asked) == []
    engine.close()


def test_a_parser_finds_what_nobody_meant(folder):
    """`*` is everything and `facets:…` another field, to a parser; as literal words they find nothing."""
    engine = open_engine("tantivy", folder)
    engine.rebuild({"need": [need()]})
    for typed in ("*", "facets:r\\:330105", "id:need\\-1"):
        assert engine.find("need", Query(words=(typed,), need_words="any")) == []
        tree = parsed_by_tantivy(Query(words=(typed,)), tantivy._schema())
        assert engine._reader("need")._searcher.search(tree).hits, typed
    engine.close()
