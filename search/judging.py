"""The rules on many pairs that share one side, fast: what is equal is answered once.

Hundreds of candidates share their places, amounts or conditions. So each rule is asked once for each distinct
set of the fields that it reads (`rules.Rule` names them), and the answer is used again. What these answers
leave possible says at most how high a pair scores, so `best` looks closely only at those that may come onto
the list. Verdicts, scores and order are those of deciding and scoring every pair by itself.
"""

from collections.abc import Callable, Iterable
from heapq import heappush, heappushpop
from operator import attrgetter
from typing import Any

from search.advice import asked
from search.documents import NeedDoc, ProductDoc
from search.facts import Facts, facts_of
from search.rank_levels import level, limit_of
from search.ranking import LEAST_LISTED, fit, on_level, part_of, qualified
from search.relevance import relevance
from search.rules import CONDITION_READS, RULES, Rule, condition
from search.verdicts import Verdict


class Point:
    """One rule's verdict and what follows from it, shared by all pairs that are equal to the rule."""

    __slots__ = ("asks", "blocks", "fit", "limit", "met", "verdict")

    def __init__(self, rule: Rule, need: NeedDoc, product: ProductDoc, facts: Facts) -> None:
        self.verdict = verdict = rule.answer(need, product, facts)
        self.blocks = verdict.blocks
        self.limit = limit_of(verdict, need, product, facts)
        self.fit = part_of(verdict.rule, need, product, facts)
        self.met = qualified(verdict)
        self.asks = asked(verdict) if verdict.verdict == "unknown" else None


class Pair:
    """A need and a product, with a point a rule in the order of `decide`."""

    __slots__ = ("_facts", "allowed", "need", "points", "product")

    def __init__(self, need: NeedDoc, product: ProductDoc, points: list[Point], facts: Facts) -> None:
        self.need, self.product, self.points, self._facts = need, product, points, facts
        self.allowed = True not in [point.blocks for point in points]  # nothing keeps it off the list

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple([point.verdict for point in self.points])

    def most(self) -> float:
        """What the score of an allowed pair is at most, without a look at texts and at what spans rules."""
        return on_level(min([point.limit for point in self.points]), self._fit(1.0))

    def score(self) -> float:
        """By the formula, 0–1; 0 unless allowed."""
        if not self.allowed:
            return 0.0
        reached = level(self.need, self.product, self._facts, self.verdicts)
        return on_level(reached, self._fit(relevance(self.need.text, self.product.text)))

    def _fit(self, text: float) -> float:
        shown, met = sum([point.fit for point in self.points]), max([point.met for point in self.points])
        return fit(shown, met, text, self.product)


Known = tuple[Rule, Callable[[Any], Any], dict[Any, Point]]  # a rule, its key of a side, its points so far


class _Judge:
    """What both directions share: `_ask` answers a rule for one of the side that varies."""

    def _ask(self, rule: Rule, varying: Any) -> Point:
        raise NotImplementedError

    def _points(self, rules: list[Known], varying: Any) -> list[Point]:
        points = []
        for rule, key_of, known in rules:
            key = key_of(varying)
            point = known.get(key)
            if point is None:
                point = known[key] = self._ask(rule, varying)
            points.append(point)
        return points


class NeedJudge(_Judge):
    """One need against many products."""

    def __init__(self, need: NeedDoc) -> None:
        self.need, self.facts = need, facts_of(need)
        self._rules: list[Known] = [(rule, attrgetter(*rule.product), {}) for rule in RULES]
        self._conditions: dict[str, Point] = {}

    def pair(self, product: ProductDoc) -> Pair:
        """With this product."""
        points = self._points(self._rules, product)
        if product.requirements:
            points[-1:-1] = [self._condition(written, product) for written in product.requirements]
        return Pair(self.need, product, points, self.facts)

    def changed(self, need: NeedDoc) -> "NeedJudge":
        """One for the need after a change: what does not read the change stays answered."""
        judge = NeedJudge(need)
        judge._rules = [
            mine if self._same(mine[0].need, judge) else anew
            for mine, anew in zip(self._rules, judge._rules, strict=True)
        ]
        if self._same(CONDITION_READS, judge):
            judge._conditions = self._conditions
        return judge

    def _same(self, fields: tuple[str, ...], other: "NeedJudge") -> bool:
        read = attrgetter(*fields)
        return read(self.facts) == read(other.facts)

    def _condition(self, written: str, product: ProductDoc) -> Point:
        point = self._conditions.get(written)
        if point is None:
            point = self._conditions[written] = self._ask(condition(written), product)
        return point

    def _ask(self, rule: Rule, varying: ProductDoc) -> Point:
        return Point(rule, self.need, varying, self.facts)


class ProductJudge(_Judge):
    """One product against many needs."""

    def __init__(self, product: ProductDoc) -> None:
        self.product = product
        rules = [*RULES[:-1], *map(condition, product.requirements or ()), RULES[-1]]
        self._rules: list[Known] = [(rule, rule.key or attrgetter(*rule.need), {}) for rule in rules]

    def pair(self, need: NeedDoc) -> Pair:
        """With this need."""
        facts = facts_of(need)
        return Pair(need, self.product, self._points(self._rules, facts), facts)

    def _ask(self, rule: Rule, varying: Facts) -> Point:
        return Point(rule, varying.need, self.product, varying)


def best(pairs: Iterable[Pair], count: int) -> list[tuple[float, Pair]]:
    """Of allowed pairs the `count` that score highest, with any equal to the last of them, in no order.

    Who may score most is scored first, until the rest cannot pass those that are found.
    """
    ahead = sorted([(pair.most(), number, pair) for number, pair in enumerate(pairs)], reverse=True)
    found: list[tuple[float, Pair]] = []
    highest: list[float] = []  # the `count` highest scores, the lowest of them first
    for most, _, pair in ahead:
        if most < LEAST_LISTED or (len(highest) == count and most < highest[0]):
            break
        if (value := pair.score()) >= LEAST_LISTED:
            found.append((value, pair))
            (heappush if len(highest) < count else heappushpop)(highest, value)
    return found
