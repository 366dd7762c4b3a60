"""Townships, towns and street districts: which counties hold one of a name.

Names only, without codes of their own: a township says which county is meant, nothing finer is filed.
"""

from collections import defaultdict
from functools import cached_property

from search.taxonomy import tables

ENDINGS = ("街道", "苏木", "镇", "乡")


def stem(name: str) -> str:
    """A township's name without its ending: 虎门镇 → 虎门."""
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


class Townships:
    """Lookups by name, read once on first use (39,000 names, 0.1 s)."""

    @cached_property
    def _counties(self) -> dict[str, tuple[str, ...]]:
        """By name as it is registered."""
        return _gathered(
            (name, row["code"]) for row in tables.rows("townships.csv") for name in tables.split(row["names"])
        )

    @cached_property
    def _by_stem(self) -> dict[str, tuple[str, ...]]:
        return _gathered((stem(name), code) for name, codes in self._counties.items() for code in codes)

    def named(self, name: str) -> tuple[str, ...]:
        """Codes of the counties (or cities without counties) with a township of this full name."""
        return self._counties.get(name, ())

    def called(self, short: str) -> tuple[str, ...]:
        """Codes of the counties with a township called so, whatever its ending."""
        return self._by_stem.get(short, ())


def _gathered(pairs) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, code in pairs:
        if code not in found[name]:
            found[name].append(code)
    return {name: tuple(codes) for name, codes in found.items()}
