"""The public catalogue: all live products, narrowed, counted and ordered from their rows.

Words are looked up in the index, which only proposes ids; without it the list is that of the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256

from portal.core import clock
from portal.products import cost, facets
from portal.products.compare import MOST
from portal.products.models import Product
from portal.products.views import point

PER_PAGE = 15
DEAREST = 10**9  # behind every cost that can be said
MOST_WORDS = 100
PICK = "p"
SORTS = {
    "words": "最贴近搜索的话",
    "cost": "年化综合成本，低到高",
    "amount": "可借金额，高到低",
    "speed": "给决定，快到慢",
    "confirmed": "最近确认的在前",
}


@dataclass(frozen=True)
class Choice:
    """What a reader asked for: words, a place, ticked values by facet, order, page.

    `picked` are the public ids of products to compare, carried from page to page.
    """

    words: str = ""
    place: str | None = None
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: str = "cost"
    page: int = 1
    picked: tuple[str, ...] = ()

    @classmethod
    def of(cls, args) -> "Choice":
        """From an address; what it does not know is left out."""
        words = args.get("q", "").strip()[:MOST_WORDS]
        ticked = {
            facet.name: frozenset(set(args.getlist(facet.name)) & set(facet.labels))
            for facet in facets.FACETS
        }
        offered = [name for name in SORTS if words or name != "words"]
        sort = args.get("sort")
        page = args.get("page", 1, type=int)
        place = facets.place_of(args.get("region", ""))
        picked = tuple(dict.fromkeys(args.getlist(PICK)))[:MOST]
        sort = sort if sort in offered else offered[0]
        return cls(words, place, ticked, sort, min(max(page, 1), 10_000), picked)

    def pairs(self, *, page: int = 1) -> list[tuple[str, str]]:
        """(name, value) as an address carries them; defaults are left out."""
        default = "words" if self.words else "cost"
        return [
            *([("q", self.words)] if self.words else []),
            *self.filters(),
            *([("sort", self.sort)] if self.sort != default else []),
            *([("page", str(page))] if page > 1 else []),
            *self.picks(),
        ]

    def picks(self) -> list[tuple[str, str]]:
        return [(PICK, public_id) for public_id in self.picked]

    def filters(self) -> list[tuple[str, str]]:
        """Place and ticked values, in the order of the page."""
        chosen = [("region", self.place)] if self.place else []
        return chosen + [
            (facet.name, value)
            for facet in facets.FACETS
            for value in facet.labels
            if value in self.ticked.get(facet.name, ())
        ]

    def saying(self, words: str) -> "Choice":
        """The same with other words."""
        return replace(self, words=words[:MOST_WORDS], page=1)

    def without(self, name: str, value: str) -> "Choice":
        """The same with one choice lifted."""
        if name == "q":
            return replace(self, words="", sort="cost" if self.sort == "words" else self.sort, page=1)
        if name == "region":
            return replace(self, place=None, page=1)
        return replace(self, ticked={**self.ticked, name: self.ticked[name] - {value}}, page=1)


class Item:
    """A product with what narrowing and ordering ask of it, each worked out once."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.values = {facet.name: frozenset(facet.values(product)) for facet in facets.FACETS}

    @cached_property
    def cost_bp(self) -> int:
        amount, months = point(self.product)
        found = cost.annual_cost_bp(self.product, amount, months) if amount and months else None
        return found[0] if found else DEAREST

    def serves(self, place: str | None) -> bool:
        return place is None or facets.serves(self.product, place)


class Catalogue:
    """`hits` are the ids that the words found, best first; None when nothing was asked of the index."""

    def __init__(
        self, products: Sequence[Product], choice: Choice, hits: Sequence[int] | None = None
    ) -> None:
        self.items = [Item(product) for product in products]
        self.choice = choice
        self.rank = None if hits is None else {key: place for place, key in enumerate(hits)}

    def found(self, choice: Choice | None = None) -> list[Item]:
        """The items that a choice (this reader's own) leaves."""
        choice = choice or self.choice
        return [item for item in self._said(choice) if item.serves(choice.place) and _ticked(item, choice)]

    def page(self) -> list[Product]:
        """The products of the page asked for, in order."""
        ordered = sorted(self.found(), key=self._order())
        start = (self.choice.page - 1) * PER_PAGE
        return [item.product for item in ordered[start : start + PER_PAGE]]

    def counts(self, facet: facets.Facet) -> dict[str, int]:
        """For each value: how many products there are with it, the choices in other facets kept."""
        kept = self.choice
        if not facet.every:
            kept = replace(kept, ticked={**kept.ticked, facet.name: frozenset()})
        left = self.found(kept)
        return {value: sum(value in item.values[facet.name] for item in left) for value in facet.labels}

    def place_counts(self) -> dict[str, int]:
        """For each place that may be chosen: how many products serve at least a part of it."""
        left = self.found(replace(self.choice, place=None))
        return {code: sum(item.serves(code) for item in left) for code in facets.places(self.choice.place)}

    def _said(self, choice: Choice) -> list[Item]:
        if not choice.words or self.rank is None:
            return self.items
        return [item for item in self.items if item.product.id in self.rank]

    def _order(self):
        week = clock.today().isocalendar()
        orders = {
            "words": lambda item: (self.rank or {}).get(item.product.id, 0),
            "cost": lambda item: item.cost_bp,
            "amount": lambda item: -(item.product.amount_max_fen or 0),
            "speed": lambda item: 999 if item.product.decision_days is None else item.product.decision_days,
            "confirmed": lambda item: -(item.product.confirmed_on or date.min).toordinal(),
        }
        by = orders[self.choice.sort]
        return lambda item: (by(item), _turn(item.product.public_id, week))


def _ticked(item: Item, choice: Choice) -> bool:
    return all(
        facet.takes(item.values[facet.name], choice.ticked.get(facet.name, frozenset()))
        for facet in facets.FACETS
    )


def _turn(public_id: str, week) -> str:
    """Equals take turns from week to week: no name and no age of a row is an advantage."""
    return sha256(f"{public_id} {week.year}-{week.week}".encode()).hexdigest()
