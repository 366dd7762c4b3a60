"""Our questions as Whoosh query trees, built from literal terms only."""

from whoosh.matching import AndNotMatcher
from whoosh.query import And, AndMaybe, AndNot, ConstantScoreQuery, Every, NullQuery, Or, Term
from whoosh.query import Query as WhooshQuery

from search.engines.protocol import Query, Sought

FACET_SCORE = 1.0  # Whoosh wants scores above nought; taken off again in the answer


class Without(AndNot):
    """AndNot whose matcher begins in step: Whoosh lets the first document through, forbidden or not."""

    def matcher(self, searcher, context=None):
        wanted = self.a.matcher(searcher, context)
        forbidden = self.b.matcher(searcher, searcher.boolean_context())
        if wanted.is_active() and forbidden.is_active():
            forbidden.skip_to(wanted.id())
        return AndNotMatcher(wanted, forbidden)


def tree(query: Query) -> WhooshQuery:
    """AND of ORs of facets with one constant score, and the words on top of it."""
    groups = [_any("facets", group) for group in query.facets if group]
    base: WhooshQuery = And(groups) if groups else Every()
    if query.none_of:
        base = Without(base, _any("facets", query.none_of))
    base = ConstantScoreQuery(base, FACET_SCORE)
    if query.sought:
        base = And([base, *map(_sought, query.sought)])
    if not query.words:
        return base
    words = [Term("text", word) for word in query.words]
    if query.need_words == "maybe":
        return AndMaybe(base, Or(words))
    return And([base, Or(words) if query.need_words == "any" else And(words)])


def _sought(sought: Sought) -> WhooshQuery:
    """Its words with their score; codes and characters with a constant one."""
    ways: list[WhooshQuery] = [And([Term("text", word) for word in sought.words])] if sought.words else []
    if sought.facets:
        ways.append(ConstantScoreQuery(_any("facets", sought.facets), FACET_SCORE))
    if sought.pairs:
        pairs = And([Term("bigrams", pair) for pair in sought.pairs])
        ways.append(ConstantScoreQuery(pairs, FACET_SCORE))
    return Or(ways) if len(ways) > 1 else ways[0] if ways else NullQuery


def _any(field: str, terms: tuple[str, ...]) -> WhooshQuery:
    return Or([Term(field, term) for term in terms])
