"""The rules on many pairs that share one side, fast: what is equal is answered once.

Hundreds of candidates share their places, amounts or conditions. So each rule is asked once for each distinct
set of the fields that it reads (`rules.Rule` names them), and the answer is used again. What these answers
leave possible says at most how high a pair scores, so `best` looks closely only at those that may come onto
the list. Verdicts, scores and order are those of deciding and scoring every pair by itself.
"""

from collections.abc import Callable, Iterable, Sequence
from heapq import heappush, heappushpop
from operator import attrgetter
from typing import Any, NamedTuple

from search.advice import asked
from search.documents import NeedDoc, ProductDoc
from search.facts import Facts, facts_of
from search.rank_levels import RELATED, limit_of, made_for, nobody_nowhere, scope_limit
from search.ranking import LEAST_LISTED, fit, on_level, part_of, qualified
from search.relevance import relevance
from search.rules import CONDITION_READS, RULES, Rule, condition
from search.verdicts import Verdict


class Point(NamedTuple):
    """One rule's verdict and what follows from it, shared by all pairs that are equal to the rule."""

    verdict: Verdict
    blocks: bool
    limit: int
    fit: float
    met: float
    asks: tuple[str, str] | None


def point(rule: Rule, need: NeedDoc, product: ProductDoc, facts: Facts) -> Point:
    """The rule's answer for one pair."""
    verdict = rule.answer(need, product, facts)
    return Point(
        verdict,
        verdict.blocks,
        limit_of(verdict, need, product, facts),
        part_of(verdict.rule, need, product, facts),
        qualified(verdict),
        asked(verdict) if verdict.verdict == "unknown" else None,
    )


class Pair:
    """A need and a product, made of a point a rule in the order of `decide`."""

    __slots__ = ("_asks", "_facts", "_limit", "_limits", "_met", "_shown", "_span",
                 "allowed", "need", "product", "verdicts")  # fmt: skip

    def __init__(self, need: NeedDoc, product: ProductDoc, points: list[Point], facts: Facts) -> None:
        self.need, self.product, self._facts = need, product, facts
        self.verdicts, blocks, self._limits, fits, met, self._asks = zip(*points, strict=True)
        self.allowed = True not in blocks  # nothing keeps it off the list
        self._limit, self._shown, self._met = min(self._limits), sum(fits), max(met)
        self._span: int | None = None  # not looked at yet

    def most(self) -> float:
        """What the score of an allowed pair is at most, without a look at texts and at what spans rules."""
        return on_level(self._limit, self._fit(1.0))

    def most_by_text(self) -> float:
        """What it is at most, without a look at texts alone."""
        return on_level(self._reached(), self._fit(1.0))

    def score(self) -> float:
        """By the formula, 0–1; 0 unless allowed."""
        if not self.allowed:
            return 0.0
        return on_level(self._reached(), self._fit(relevance(self.need, self.product)))

    def waits_for(self) -> set[tuple[str, str]]:
        """What may be asked whose answer can bring an allowed pair onto the list, or keep it there."""
        low = [at for at, limit in enumerate(self._limits) if limit < RELATED]
        if len(low) > 1 or self._spanning() < RELATED:
            return set()
        waiting = [at for at, asks in enumerate(self._asks) if asks and low in ([], [at])]
        if waiting and nobody_nowhere(self.need, self.verdicts) < RELATED:
            waiting = [at for at in waiting if nobody_nowhere(self.need, self._without(at)) >= RELATED]
        return {self._asks[at] for at in waiting}

    def _without(self, at: int) -> tuple[Verdict, ...]:
        return self.verdicts[:at] + self.verdicts[at + 1 :]

    def _spanning(self) -> int:
        """The limit that follows from no single rule."""
        if self._span is None:
            need, product, facts = self.need, self.product, self._facts
            self._span = min(scope_limit(need, product, facts), made_for(product, facts))
        return self._span

    def _fit(self, text: float) -> float:
        return fit(self._shown, self._met, text, self.product)

    def _reached(self) -> int:
        return min(self._limit, self._spanning(), nobody_nowhere(self.need, self.verdicts))


class _Judge:
    """What both directions share: `_ask` answers a rule for one of the side that varies.

    Rules, what they read of that side, and the points known so far by it, are three lists side by side.
    """

    def __init__(self, rules: Sequence[Rule], keys: Iterable[Callable[[Any], Any]]) -> None:
        self._rules, self._keys = rules, list(keys)
        self._known: list[dict[Any, Point]] = [{} for _ in rules]

    def _ask(self, rule: Rule, varying: Any) -> Point:
        raise NotImplementedError

    def _points(self, varying: Any) -> list[Point]:
        keys = [key_of(varying) for key_of in self._keys]
        points = list(map(dict.get, self._known, keys))
        if None in points:
            for at, found in enumerate(points):
                if found is None:
                    points[at] = self._known[at][keys[at]] = self._ask(self._rules[at], varying)
        return points


class NeedJudge(_Judge):
    """One need against many products."""

    def __init__(self, need: NeedDoc) -> None:
        self.need, self.facts = need, facts_of(need)
        super().__init__(RULES, (rule.product_key or attrgetter(*rule.product) for rule in RULES))
        self._conditions: dict[str, Point] = {}

    def pair(self, product: ProductDoc) -> Pair:
        """With this product."""
        points = self._points(product)
        if product.requirements:
            points[-1:-1] = [self._condition(written, product) for written in product.requirements]
        return Pair(self.need, product, points, self.facts)

    def changed(self, need: NeedDoc) -> "NeedJudge":
        """One for the need after a change: what does not read the change stays answered."""
        judge = NeedJudge(need)
        judge._known = [
            known if self._same(rule.need, judge) else {}
            for rule, known in zip(self._rules, self._known, strict=True)
        ]
        if self._same(CONDITION_READS, judge):
            judge._conditions = self._conditions
        return judge

    def _same(self, fields: tuple[str, ...], other: "NeedJudge") -> bool:
        read = attrgetter(*fields)
        return read(self.facts) == read(other.facts)

    def _condition(self, written: str, product: ProductDoc) -> Point:
        found = self._conditions.get(written)
        if found is None:
            found = self._conditions[written] = self._ask(condition(written), product)
        return found

    def _ask(self, rule: Rule, varying: ProductDoc) -> Point:
        return point(rule, self.need, varying, self.facts)


class ProductJudge(_Judge):
    """One product against many needs."""

    def __init__(self, product: ProductDoc) -> None:
        self.product = product
        rules = [*RULES[:-1], *map(condition, product.requirements or ()), RULES[-1]]
        super().__init__(rules, (rule.key or attrgetter(*rule.need) for rule in rules))

    def pair(self, need: NeedDoc) -> Pair:
        """With this need."""
        facts = facts_of(need)
        return Pair(need, self.product, self._points(facts), facts)

    def _ask(self, rule: Rule, varying: Facts) -> Point:
        return point(rule, varying.need, self.product, varying)


def best(pairs: Iterable[Pair], count: int) -> list[tuple[float, Pair]]:
    """Of allowed pairs the `count` that score highest, with any equal to the last of them, in no order.

    Who may score most is scored first, until the rest cannot pass those that are found.
    """
    if count <= 0:
        return []
    ahead = sorted([(pair.most(), number, pair) for number, pair in enumerate(pairs)], reverse=True)
    found: list[tuple[float, Pair]] = []
    highest: list[float] = []  # the `count` highest scores, the lowest of them first
    for most, _, pair in ahead:
        least = highest[0] if len(highest) == count else LEAST_LISTED
        if most < least:
            break
        if pair.most_by_text() >= least and (value := pair.score()) >= least:
            found.append((value, pair))
            (heappush if len(highest) < count else heappushpop)(highest, value)
    return found
