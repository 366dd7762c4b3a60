"""Why nothing serves a need: which rules keep how many products away, and the products that come nearest."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from search.documents import NeedDoc, ProductDoc
from search.judging import NeedJudge
from search.ranking import LEAST_LISTED, tie_break
from search.ranking import score as rank_score
from search.relevance import relevance
from search.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Nearest:
    """A product with the one rule that stands against it."""

    product_id: str
    against: Verdict


@dataclass(frozen=True, slots=True)
class Barriers:
    """`rules` [(rule, how many products it keeps away)], most first: one product may fail several.

    `unsaid`: products that no rule keeps away, but of whose conditions too much was not said to list them.
    """

    rules: tuple[tuple[str, int], ...]
    unsaid: int
    nearest: tuple[Nearest, ...]


def barriers(need: NeedDoc, products: Iterable[ProductDoc], week: str, limit: int = 8) -> Barriers:
    """What stands between a need and these products. The nearest fail one rule alone and else fit best.

    `week` orders equals, as everywhere (`ranking.tie_break`).
    """
    judge, counts, unsaid = NeedJudge(need), Counter(), 0
    near: list[tuple[float, str, Nearest]] = []
    for product in products:
        pair = judge.pair(product)
        verdicts = pair.verdicts
        against = [verdict for verdict in verdicts if verdict.blocks]
        counts.update({verdict.rule for verdict in against})
        if len(against) > 1:
            continue
        rest = tuple(verdict for verdict in verdicts if not verdict.blocks)
        score = rank_score(need, product, judge.facts, rest, relevance(need, product))
        if against and score >= LEAST_LISTED:
            near.append((-score, tie_break(need.id, product.id, week), Nearest(product.id, against[0])))
        unsaid += not against and score < LEAST_LISTED
    rules = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    return Barriers(
        rules, unsaid, tuple(one for *_, one in sorted(near, key=lambda entry: entry[:2])[:limit])
    )
