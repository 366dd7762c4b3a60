"""The second door: what is still open to a firm beside an institution's no.

Products at institutions that the need has not met, which fit it and do not stand against the rule of any no
that it has had; where security or the record was the cause, guarantees too. Without one: what would open one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portal.leads.refused import GUARANTEE, Refusal
from portal.matching import queries as matching
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.products.models import Product
from search.answers import Match, Matches, NearMiss
from search.ranking import WORTH_A_TALK
from search.verdicts import Verdict

MOST, MOST_GUARANTEES, MOST_OPENERS = 3, 2, 2
AMONG = 60  # of the need's list looked through
LOOKED = (*SEEKING, NeedState.CLOSED)
"""Needs whose refusals get a second door; one that has closed goes through it by being asked once more."""
Pair = tuple[Product, Match]


@dataclass(eq=False)
class Door:
    """What stands beside one refusal; `above`: more of it beside another one, as nothing is shown twice."""

    refusal: Refusal
    products: list[Pair] = field(default_factory=list)
    guarantees: list[Pair] = field(default_factory=list)
    openers: list[tuple[Product, NearMiss]] = field(default_factory=list)
    above: bool = False

    @property
    def is_open(self) -> bool:
        return bool(self.products or self.guarantees)

    @property
    def is_shut(self) -> bool:
        return not (self.is_open or self.above)


def doors(
    need: FinancingNeed,
    refusals: Sequence[Refusal],
    found: Matches,
    products: Iterable[Product],
    asked: set[int],
) -> list[Door]:
    """One for each refusal. `found` is the need's list; `products` are those of it, and the guarantees where
    one helps, at institutions that the need has not met. Institutions that were `asked` and still have to
    answer come last: applying there only makes it quicker.
    """
    rows = {str(product.id): product for product in products}
    fitting = [(rows[one.product_id], one) for one in found.matches if one.product_id in rows]
    fitting = [pair for pair in fitting if pair[1].score >= WORTH_A_TALK]
    if any(one.guarantee_helps for one in refusals):  # all that fit, not only those the list has room for
        fitting += matching.fitting(need, [row for row in rows.values() if row.kind is GUARANTEE])
    through = [(row, one) for row, one in fitting if not _barred(row, one.verdicts, refusals)]
    through.sort(key=lambda pair: pair[0].institution_id in asked)
    near = [(rows[miss.product_id], miss) for miss in found.near_misses if miss.product_id in rows]
    openers = [(row, miss) for row, miss in near if not _barred(row, _others(miss), refusals)]
    shown: set[int] = set()
    return [_door(one, through, openers, shown) for one in refusals]


def _barred(product: Product, verdicts: Iterable[Verdict], refusals: Iterable[Refusal]) -> bool:
    return any(one.bars(product, verdicts) for one in refusals)


def _others(miss: NearMiss) -> list[Verdict]:
    """What is left of a near miss once its change is made."""
    return [verdict for verdict in miss.verdicts if verdict.rule not in miss.failed]


def _door(refusal: Refusal, through: list[Pair], openers: list, shown: set[int]) -> Door:
    alike = [pair for pair in through if pair[0].kind is refusal.kind]
    beside = [pair for pair in through if refusal.guarantee_helps and pair[0].kind is GUARANTEE]
    door = Door(refusal, _take(alike, MOST, shown), _take(beside, MOST_GUARANTEES, shown))
    if not door.is_open:
        door.above = bool(alike or beside)
        door.openers = [] if door.above else openers[:MOST_OPENERS]
    return door


def _take(pairs: list[Pair], most: int, shown: set[int]) -> list[Pair]:
    """The first few of institutions that are not shown yet, one each."""
    taken = []
    for product, match in pairs:
        if product.institution_id not in shown and len(taken) < most:
            shown.add(product.institution_id)
            taken.append((product, match))
    return taken
