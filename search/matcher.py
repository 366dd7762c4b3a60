"""Candidates from an engine, then rules, then the formula; reasons, near misses and questions with them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from search.advice import Question, asked
from search.answers import Match, Matches, NearMiss
from search.documents import NeedDoc, ProductDoc
from search.engines import Engine, Kind, Query
from search.engines.questions import for_need, for_product, near_need
from search.engines.text import query_bigrams, query_words
from search.facts import Facts, facts_of
from search.near_miss import near_miss
from search.ranking import LEAST_LISTED, tie_break
from search.ranking import score as rank_score
from search.reasons import Persona, sentence
from search.relevance import relevance
from search.rules import decide, is_match

PRODUCT_CANDIDATES = 500
NEED_CANDIDATES = 1000
NEAR_CANDIDATES = 50
DENIED = re.compile(r"(?:没有?|不|无)[^，。；、！？,;!?\s]{0,12}")  # 没有抵押 asks for no mortgage
FEW_HITS = 5  # with fewer, a search looks at pairs of characters as well

NeedLoader = Callable[[Sequence[str]], Mapping[str, NeedDoc]]
ProductLoader = Callable[[Sequence[str]], Mapping[str, ProductDoc]]


class Matcher:
    """Loaders give today's documents by id; an id they leave out is not shown. `week` fixes the tie-break."""

    def __init__(
        self, engine: Engine, load_needs: NeedLoader, load_products: ProductLoader, week: str | None = None
    ) -> None:
        self.engine = engine
        self._load_needs = load_needs
        self._load_products = load_products
        self._week = week

    def products_for(
        self, need: NeedDoc, limit: int = 20, near: int = 5, persona: Persona = "owner"
    ) -> Matches:
        """What may be shown for a need, what nearly may, and what is worth asking."""
        facts, words = facts_of(need), query_words(need.text)
        candidates = self._found([for_need(need, words, PRODUCT_CANDIDATES, facts)])
        further = self._found(near_need(need, words, NEAR_CANDIDATES, facts)) if near > 0 else []
        products = self._load_products(list(dict.fromkeys([*candidates, *further])))
        judged = {key: self._judge(need, products[key], facts) for key in candidates if key in products}
        allowed = [match for match in judged.values() if is_match(match.verdicts)]
        matches = self._ordered(match for match in allowed if match.score >= LEAST_LISTED)
        misses = self._near_misses(need, facts, products, judged, near) if near > 0 else []
        shown = tuple(_explained(match, persona) for match in matches[:limit])
        return Matches(shown, tuple(misses), _questions(allowed))

    def needs_for(
        self, product: ProductDoc, limit: int = 50, persona: Persona = "browsing"
    ) -> tuple[Match, ...]:
        """Which needs fit a product, best first."""
        hits = self.engine.find("need", for_product(product, query_words(product.text), NEED_CANDIDATES))
        needs = self._load_needs([key for key, _ in hits])
        judged = (self._judge(need, product, facts_of(need)) for need in needs.values())
        fitting = (match for match in judged if match.score >= LEAST_LISTED)
        return tuple(_explained(match, persona) for match in self._ordered(fitting)[:limit])

    def explain(self, need: NeedDoc, product: ProductDoc, persona: Persona = "owner") -> Match:
        """Verdicts, reasons and score (0 unless it is a match) of one pair, without asking the engine."""
        return _explained(self._judge(need, product, facts_of(need)), persona)

    def score(self, need: NeedDoc, product: ProductDoc) -> float:
        """The score of one pair, 0 unless it is a match."""
        return self.scores(need, [product])[0]

    def scores(self, need: NeedDoc, products: Iterable[ProductDoc]) -> list[float]:
        """The same for many products, in their order; the need is read once."""
        facts = facts_of(need)
        return [self._judge(need, product, facts).score for product in products]

    def search_needs(self, words: str, limit: int = 1000) -> list[tuple[str, float]]:
        """Ids of needs that hold all the words; if few do, then those that hold their characters."""
        return self._search("need", words, limit)

    def search_products(self, words: str, limit: int = 1000) -> list[tuple[str, float]]:
        """Ids of products that hold all the words; if few do, then those that hold their characters."""
        return self._search("product", words, limit)

    def closest_products(self, sentence: str, limit: int = 20) -> list[tuple[str, float]]:
        """Ids of products that share the most words with a sentence, those it denies left out."""
        words = query_words(DENIED.sub(" ", sentence))
        return self.engine.find("product", Query(words=words, need_words="any", limit=limit)) if words else []

    def _search(self, kind: Kind, text: str, limit: int) -> list[tuple[str, float]]:
        hits: list[tuple[str, float]] = []
        if words := query_words(text):
            hits = self.engine.find(kind, Query(words=words, need_words="all", limit=limit))
        if len(hits) < FEW_HITS and (pairs := query_bigrams(text)):
            more = self.engine.find(kind, _by_characters(words, pairs, limit))
            hits += [hit for hit in more if hit[0] not in dict(hits)]
        return hits[:limit]

    def _found(self, queries: Iterable[Query]) -> list[str]:
        return [key for query in queries for key, _ in self.engine.find("product", query)]

    def _judge(self, need: NeedDoc, product: ProductDoc, facts: Facts) -> Match:
        verdicts = decide(need, product, facts=facts)
        value = 0.0
        if is_match(verdicts):
            value = rank_score(need, product, facts, verdicts, relevance(need.text, product.text))
        return Match(need.id, product.id, value, verdicts, ())

    def _ordered(self, matches: Iterable[Match]) -> tuple[Match, ...]:
        week = self._week or _this_week()
        return tuple(sorted(matches, key=lambda m: (-m.score, tie_break(m.need_id, m.product_id, week))))

    def _near_misses(self, need, facts, products, judged, limit) -> list[NearMiss]:
        """Candidates of the list that failed, and those of the second query; each change is tried out."""
        found = []
        for key, product in products.items():
            verdicts = judged[key].verdicts if key in judged else decide(need, product, facts=facts)
            if near := near_miss(need, product, verdicts):
                miss, changed = near
                if (score := self.score(changed, product)) >= LEAST_LISTED:
                    found.append((-score, key, miss))
        return [miss for *_, miss in sorted(found, key=lambda entry: entry[:2])[:limit]]


def _by_characters(words: tuple[str, ...], pairs: tuple[str, ...], limit: int) -> Query:
    """Every pair of Chinese characters, and every word that is not Chinese."""
    latin = tuple(word for word in words if word.isascii())
    return Query(words=latin, need_words="all", bigrams=pairs, limit=limit)


def _explained(match: Match, persona: Persona) -> Match:
    """With its sentences; made for what is shown only."""
    return replace(match, reasons=tuple(sentence(verdict, persona) for verdict in match.verdicts))


def _questions(matches: Iterable[Match]) -> tuple[Question, ...]:
    """What was not said, by how many products wait for it."""
    counts: Counter[tuple[str, str]] = Counter()
    for match in matches:
        counts.update({found for verdict in match.verdicts if (found := asked(verdict))})
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Question(key, ask, worth) for (key, ask), worth in ranked)


def _this_week() -> str:
    year, week, _ = datetime.now(ZoneInfo("Asia/Shanghai")).isocalendar()
    return f"{year}-W{week:02d}"
