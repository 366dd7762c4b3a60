"""Large, medium, small or micro by the national size standard of 2011, groups as of 2017."""

import math
from dataclasses import dataclass
from functools import cached_property

from search.taxonomy import tables
from search.taxonomy.industry import Industries

SIZES = ("large", "medium", "small")


@dataclass(frozen=True, slots=True)
class SizeGroup:
    """``thresholds``: metric (employees 人, revenue, assets 万元) → least value for each of SIZES."""

    code: str
    name: str
    thresholds: dict[str, tuple[int, int, int]]


class SizeStandard:
    """Sizes by industry, number of employees and revenue of a year."""

    def __init__(self, industries: Industries) -> None:
        self._industries = industries

    @cached_property
    def _groups(self) -> dict[str, SizeGroup]:
        found: dict[str, SizeGroup] = {}
        for row in tables.rows("size_standard.csv"):
            group = found.setdefault(row["group"], SizeGroup(row["group"], row["name"], {}))
            if row["metric"]:
                least = (int(row["large_min"]), int(row["medium_min"]), int(row["small_min"]))
                group.thresholds[row["metric"]] = least
        return found

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        return {
            prefix: row["group"]
            for row in tables.rows("size_standard.csv")
            for prefix in tables.split(row["gbt_prefixes"])
        }

    def group_of(self, industry_code: str) -> SizeGroup | None:
        """The group of the longest prefix; None where finer industries would fall into different groups."""
        chain = self._industries.ancestors(industry_code)
        own = next((self._prefixes[code] for code in chain if code in self._prefixes), None)
        finer = {
            group
            for prefix, group in self._prefixes.items()
            if prefix != industry_code and self._industries.covers(industry_code, prefix)
        }
        return self._groups[own] if own and finer <= {own} else None

    def size_of(self, industry_code: str, employees: float | None, revenue_wan: float | None) -> str | None:
        """Its size, "large", "medium", "small" or "micro"; None if what is not known could change the answer.

        Revenue is in 万元 a year. Assets are never asked, so groups measured by them are known only
        where the other figure alone makes the firm micro.
        """
        group = self.group_of(industry_code)
        if group is None or not group.thresholds:
            return None
        known = {"employees": employees, "revenue": revenue_wan, "assets": None}
        least = _size(group, {metric: 0 if value is None else value for metric, value in known.items()})
        most = _size(group, {metric: math.inf if value is None else value for metric, value in known.items()})
        return least if least == most else None


def _size(group: SizeGroup, figures: dict[str, float]) -> str:
    """The largest size whose thresholds every metric of the group reaches."""
    for place, size in enumerate(SIZES):
        if all(figures[metric] >= least[place] for metric, least in group.thresholds.items()):
            return size
    return "micro"
