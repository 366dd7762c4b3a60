"""Published bands: how an exact figure is shown to those who may not see it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from search.taxonomy import tables

WAN_PER_YI = 10_000
Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """``kind``: amount, revenue (万元), term (月), years (年) or employees (人).

    ``max`` is None for the last band; ``includes`` says which end belongs to the band.
    """

    kind: str
    code: str
    label: str
    min: int
    max: int | None
    unit: str
    includes: str

    @property
    def span(self) -> str:
        """Both ends as a tag's value, "100-200"; the last band is open, "3000-"."""
        return f"{self.min}-{'' if self.max is None else self.max}"

    def contains(self, value: Number) -> bool:
        """Whether a figure belongs to this band; nought belongs to the first."""
        if value == 0:
            return self.min == 0
        if self.includes == "max":
            return self.min < value and (self.max is None or value <= self.max)
        return self.min <= value and (self.max is None or value < self.max)

    @property
    def short(self) -> str:
        """The form on cards: "10–30 万元", "12–24 个月", "5–9 人", "1–2 亿元", "3,000 万元以上"."""
        if self.max is None:
            return f"{_quantity(self.min, self.unit)}以上"
        if self.min == 0:
            word = "以内" if self.includes == "max" else "以下"
            return f"{_quantity(self.max, self.unit)}{word}"
        top = self.max - 1 if self.kind == "employees" else self.max
        return _range(self.min, top, self.unit)


def _quantity(value: int, unit: str) -> str:
    if unit == "万元" and value >= WAN_PER_YI:
        return f"{value // WAN_PER_YI} 亿元"
    return f"{value:,} {'个月' if unit == '月' else unit}"


def _range(low: int, high: int, unit: str) -> str:
    bottom, top = _quantity(low, unit), _quantity(high, unit)
    same_unit = bottom.split()[1] == top.split()[1]
    return f"{bottom.split()[0]}{'' if same_unit else ' 万'}–{top}"


class Bands:
    """Lookups by kind and figure, and by code."""

    @cached_property
    def _by_code(self) -> dict[str, Band]:
        found = {}
        for row in tables.rows("bands.csv"):
            top = int(row["max"]) if row["max"] else None
            found[row["code"]] = Band(
                row["kind"], row["code"], row["label_zh"], int(row["min"]), top, row["unit"], row["includes"]
            )
        return found

    @cached_property
    def _by_kind(self) -> dict[str, list[Band]]:
        kinds: dict[str, list[Band]] = {}
        for band in self._by_code.values():
            kinds.setdefault(band.kind, []).append(band)
        return kinds

    def get(self, code: str) -> Band | None:
        """The band with this code, or None."""
        return self._by_code.get(code)

    def all(self, kind: str) -> list[Band]:
        """The bands of one kind, smallest first; KeyError for an unknown kind."""
        return list(self._by_kind[kind])

    def of(self, kind: str, value: Number) -> Band:
        """The band a figure falls into, in the kind's unit; ValueError below nought."""
        for band in self._by_kind[kind]:
            if band.contains(value):
                return band
        raise ValueError(f"no {kind} band holds {value}")

    def across(self, kind: str, low: Number, high: Number) -> str:
        """The short form of the stretch of bands that holds both figures, "30–100 万元"."""
        first, last = self.of(kind, low), self.of(kind, high)
        return Band(kind, "", "", first.min, last.max, first.unit, first.includes).short

    def short(self, code: str) -> str:
        """The short form of a band; KeyError for an unknown code."""
        return self._by_code[code].short
