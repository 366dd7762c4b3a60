"""Our questions as tantivy's query trees, built from literal terms only: its query parser sees no text."""

from collections.abc import Iterable

from tantivy import Occur, Schema
from tantivy import Query as Tree

from search.engines.protocol import Query, Sought

CODE_SCORE = 1.0  # of a code or of characters, where a word scores by how rare it is


def tree(query: Query, schema: Schema) -> Tree:
    """AND of ORs of facets without a score, and the words on top of it."""
    facets = [(Occur.Must, _any(schema, "facets", group)) for group in query.facets if group]
    facets += [(Occur.MustNot, _term(schema, "facets", term)) for term in query.none_of]
    if not any(occur == Occur.Must for occur, _ in facets):
        facets.append((Occur.Must, Tree.all_query()))
    base = (Occur.Must, Tree.const_score_query(Tree.boolean_query(facets), 0.0))
    if query.sought:
        demanded = [(Occur.Must, _sought(schema, sought)) for sought in query.sought]
        base = (Occur.Must, Tree.boolean_query([base, *demanded]))
    words = [_term(schema, "text", word, "freq") for word in query.words]
    match query.need_words if words else "maybe":
        case "any":
            found = Tree.boolean_query([(Occur.Should, word) for word in words])
            return Tree.boolean_query([base, (Occur.Must, found)])
        case "all":
            return Tree.boolean_query([base, *((Occur.Must, word) for word in words)])
        case _:
            return Tree.boolean_query([base, *((Occur.Should, word) for word in words)])


def _sought(schema: Schema, sought: Sought) -> Tree:
    """Its words with their score; codes and characters with a constant one."""
    ways = []
    if sought.words:
        ways.append(_all(_term(schema, "text", word, "freq") for word in sought.words))
    if sought.facets:
        ways.append(Tree.const_score_query(_any(schema, "facets", sought.facets), CODE_SCORE))
    if sought.pairs:
        pairs = _all(_term(schema, "bigrams", pair) for pair in sought.pairs)
        ways.append(Tree.const_score_query(pairs, CODE_SCORE))
    return Tree.boolean_query([(Occur.Should, way) for way in ways]) if ways else Tree.empty_query()


def _all(parts: Iterable[Tree]) -> Tree:
    return Tree.boolean_query([(Occur.Must, part) for part in parts])


def _any(schema: Schema, field: str, terms: tuple[str, ...]) -> Tree:
    return Tree.boolean_query([(Occur.Should, _term(schema, field, term)) for term in terms])


def _term(schema: Schema, field: str, term: str, option: str = "basic") -> Tree:
    return Tree.term_query(schema, field, term, index_option=option)
