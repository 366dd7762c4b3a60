"""Candidates from an engine, then rules, then the formula; reasons, near misses and questions with them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from zoneinfo import ZoneInfo

from search.advice import Question
from search.answers import Match, Matches
from search.documents import NeedDoc, ProductDoc
from search.engines import Engine, Query
from search.engines.questions import closest, for_need, for_product, near_need
from search.engines.text import query_words
from search.judging import NeedJudge, Pair, ProductJudge, best
from search.near_miss import near_misses
from search.ranking import tie_break
from search.reasons import Persona, sentence

PRODUCT_CANDIDATES, CLOSE_CANDIDATES = 500, 250
NEED_CANDIDATES = 500
NEAR_CANDIDATES = 50
DENIED = re.compile(r"(?:没有?|不|无)[^，。；、！？,;!?\s]{0,12}")  # 没有抵押 asks for no mortgage

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
        judge, words = NeedJudge(need), query_words(need.text)
        asked = (*closest(need, words, CLOSE_CANDIDATES, judge.facts),
                 for_need(need, words, PRODUCT_CANDIDATES, judge.facts))  # fmt: skip
        candidates = list(dict.fromkeys(self._found(asked)))
        further = self._found(near_need(need, words, NEAR_CANDIDATES, judge.facts)) if near > 0 else []
        products = self._load_products(list(dict.fromkeys([*candidates, *further])))
        pairs = {key: judge.pair(product) for key, product in products.items()}
        listed = [pairs[key] for key in candidates if key in pairs]
        allowed = [pair for pair in listed if pair.allowed]
        misses = near_misses(judge, pairs.values(), near) if near > 0 else []
        return Matches(self._best(allowed, limit, persona), tuple(misses), _questions(allowed))

    def needs_for(
        self, product: ProductDoc, limit: int = 50, persona: Persona = "browsing"
    ) -> tuple[Match, ...]:
        """Which needs fit a product, best first."""
        hits = self.engine.find("need", for_product(product, query_words(product.text), NEED_CANDIDATES))
        needs = self._load_needs([key for key, _ in hits])
        pairs = map(ProductJudge(product).pair, needs.values())
        return self._best((pair for pair in pairs if pair.allowed), limit, persona)

    def explain(self, need: NeedDoc, product: ProductDoc, persona: Persona = "owner") -> Match:
        """Verdicts, reasons and score (0 unless it is a match) of one pair, without asking the engine."""
        pair = NeedJudge(need).pair(product)
        return _explained(pair, pair.score(), persona)

    def score(self, need: NeedDoc, product: ProductDoc) -> float:
        """The score of one pair, 0 unless it is a match."""
        return self.scores(need, [product])[0]

    def scores(self, need: NeedDoc, products: Iterable[ProductDoc]) -> list[float]:
        """The same for many products, in their order; the need is read once."""
        judge = NeedJudge(need)
        return [judge.pair(product).score() for product in products]

    def best_product(
        self, need: NeedDoc, products: Iterable[ProductDoc], persona: Persona = "owner"
    ) -> Match | None:
        """Of a few products the one that fits best, the first of equals; None where none is a match."""
        pairs = map(NeedJudge(need).pair, products)
        value, best_pair = max(
            ((pair.score(), pair) for pair in pairs), key=itemgetter(0), default=(0.0, None)
        )
        return _explained(best_pair, value, persona) if best_pair and value > 0 else None

    def closest_products(self, sentence: str, limit: int = 20) -> list[tuple[str, float]]:
        """Ids of products that share the most words with a sentence, those it denies left out."""
        words = query_words(DENIED.sub(" ", sentence))
        return self.engine.find("product", Query(words=words, need_words="any", limit=limit)) if words else []

    def _found(self, queries: Iterable[Query]) -> list[str]:
        return [key for query in queries for key, _ in self.engine.find("product", query)]

    def _best(self, pairs: Iterable[Pair], limit: int, persona: Persona) -> tuple[Match, ...]:
        """The first few of the list, explained."""
        week = self._week or _this_week()

        def place(entry: tuple[float, Pair]) -> tuple[float, str]:
            value, pair = entry
            return -value, tie_break(pair.need.id, pair.product.id, week)

        ranked = sorted(best(pairs, limit), key=place)
        return tuple(_explained(pair, value, persona) for value, pair in ranked[:limit])


def _explained(pair: Pair, value: float, persona: Persona) -> Match:
    """With its sentences; made for what is shown only."""
    verdicts = pair.verdicts
    reasons = tuple(sentence(verdict, persona) for verdict in verdicts)
    return Match(pair.need.id, pair.product.id, value, verdicts, reasons)


def _questions(pairs: Iterable[Pair]) -> tuple[Question, ...]:
    """What was not said, by how many products wait for it."""
    counts = Counter(asks for pair in pairs for asks in pair.waits_for())
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Question(key, ask, worth) for (key, ask), worth in ranked)


def _this_week() -> str:
    year, week, _ = datetime.now(ZoneInfo("Asia/Shanghai")).isocalendar()
    return f"{year}-W{week:02d}"
