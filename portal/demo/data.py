"""What the demonstration is made of: files under data/, read once into plain values."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Bank:
    """`areas`: where it lends; `cities`: where it has managers; `small`: on the small stage, too."""

    name: str
    type: str
    areas: tuple[str, ...]
    cities: tuple[str, ...]
    small: bool

    @property
    def brand(self) -> str:
        """What its products are called after: 青岚示例."""
        return self.name[: self.name.index("示例") + 2]


@dataclass(frozen=True)
class Wish:
    """One kind of need in a trade. Amounts in 万元 and terms in months, both (least, most)."""

    purpose: str
    amount: tuple[int, int]
    term: tuple[int, int]
    security: tuple[str, ...]
    tags: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Trade:
    """A trade with its firms, how they speak of themselves and what they want money for."""

    industry: str
    place: str
    names: tuple[str, ...]
    who: tuple[str, ...]
    needs: tuple[Wish, ...]
    extra: tuple[str, ...]


@cache
def banks() -> tuple[Bank, ...]:
    return tuple(
        Bank(row["name"], row["type"], _list(row["areas"]), _list(row["cities"]), row["small"] == "yes")
        for row in _rows("institutions.csv")
    )


@cache
def places(*, small: bool = False) -> dict[str, tuple[str, ...]]:
    """The counties of each city that the demonstration plays in; `small`: where the small stage has banks."""
    rows = (row for row in _rows("places.csv") if row["small"] == "yes" or not small)
    return {row["city"]: _list(row["counties"]) for row in rows}


@cache
def signs() -> dict[str, tuple[str, ...]]:
    """By industry: what stands behind the brand in a firm's name."""
    return {row["industry"]: _list(row["endings"]) for row in _rows("signs.csv")}


@cache
def brands() -> tuple[str, ...]:
    return tuple((FOLDER / "brands.txt").read_text("utf-8").split())


@cache
def trades() -> tuple[Trade, ...]:
    files = sorted((FOLDER / "trades").glob("*.json"))
    return tuple(_trade(values) for file in files for values in json.loads(file.read_text("utf-8")))


@cache
def product_plans() -> tuple[dict, ...]:
    """What banks offer, then what guarantors, insurers, lessors and others do."""
    files = ("products.json", "other_products.json")
    return tuple(plan for name in files for plan in json.loads((FOLDER / name).read_text("utf-8")))


def _trade(values: dict) -> Trade:
    wishes = tuple(
        Wish(**{key: value if isinstance(value, str) else tuple(value) for key, value in wish.items()})
        for wish in values["needs"]
    )
    texts = {key: tuple(values[key]) for key in ("names", "who", "extra")}
    return Trade(industry=values["industry"], place=values["place"], needs=wishes, **texts)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))
