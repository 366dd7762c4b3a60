"""Administrative divisions of GB/T 2260 at province, city and county level, with withdrawn codes.

"000000" stands for the mainland as a whole: every province but 71, 81 and 82 lies inside it.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from search.taxonomy import tables
from search.taxonomy.order import sort_key

COUNTRY = "000000"
BEYOND_MAINLAND = ("71", "81", "82")
LEVELS = ("country", "province", "city", "county")


@dataclass(frozen=True, slots=True)
class Region:
    """``level`` is province, city or county ("country" for 000000); a province has no ``parent``."""

    code: str
    name: str
    level: str
    parent: str
    short_name: str


@dataclass(frozen=True, slots=True)
class RegionAlias:
    """An everyday word for a division. ``match`` "token": only as a whole field or before 市/县/区/省."""

    alias: str
    code: str
    kind: str
    match: str


@dataclass(frozen=True, slots=True)
class Locality:
    """A smaller place or a part of the country inside a division. ``match`` as of an alias."""

    locality: str
    code: str
    match: str


WHOLE = Region(COUNTRY, "全国", "country", "", "全国")


class Regions:
    """Lookups by code, by place in the tree, by name, by everyday words and by withdrawn codes."""

    @cached_property
    def _by_code(self) -> dict[str, Region]:
        return {row["code"]: tables.build(Region, row) for row in tables.rows("gbt2260.csv")}

    @cached_property
    def _ancestors(self) -> dict[str, tuple[str, ...]]:
        return {code: self._chain(code) for code in self._by_code} | {COUNTRY: (COUNTRY,)}

    def _chain(self, code: str) -> tuple[str, ...]:
        chain = [code]
        while parent := self._by_code[chain[-1]].parent:
            chain.append(parent)
        return (*chain, COUNTRY) if self.mainland(code) else tuple(chain)

    @cached_property
    def _children(self) -> dict[str, list[Region]]:
        children: dict[str, list[Region]] = defaultdict(list)
        for region in self._by_code.values():
            children[region.parent].append(region)
        return children

    @cached_property
    def _history(self) -> dict[str, dict[str, str]]:
        return {row["old_code"]: row for row in tables.rows("gbt2260_history.csv")}

    @cached_property
    def _aliases(self) -> dict[str, tuple[RegionAlias, ...]]:
        meanings: dict[str, list[RegionAlias]] = defaultdict(list)
        for row in tables.rows("region_aliases.csv"):
            meanings[row["alias"]].append(tables.build(RegionAlias, row))
        return {word: tuple(found) for word, found in meanings.items()}

    @cached_property
    def _names(self) -> dict[str, tuple[Region, ...]]:
        bearers: dict[str, list[Region]] = defaultdict(list)
        for region in self._by_code.values():
            for name in {region.name, region.short_name}:
                bearers[name].append(region)
        return {name: tuple(found) for name, found in bearers.items()}

    def get(self, code: str) -> Region | None:
        """The division with this code in force today, or None."""
        return WHOLE if code == COUNTRY else self._by_code.get(code)

    def all(self) -> list[Region]:
        """Every division in the order of the codes."""
        return list(self._by_code.values())

    def name(self, code: str) -> str:
        """Its own name, "拱墅区"; KeyError for a code that is not in force."""
        return WHOLE.name if code == COUNTRY else self._by_code[code].name

    def short(self, code: str) -> str:
        """Its name without 省, 市, 县, "拱墅"."""
        return WHOLE.short_name if code == COUNTRY else self._by_code[code].short_name

    def full_name(self, code: str) -> str:
        """The name with all that contains it, "浙江省杭州市拱墅区"."""
        if code == COUNTRY:
            return WHOLE.name
        return "".join(self._by_code[c].name for c in reversed(self._ancestors[code]) if c != COUNTRY)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """From the code itself up to "000000" through its real parents; empty if not in force."""
        return self._ancestors.get(code, ())

    def covers(self, broad: str, fine: str) -> bool:
        """Whether ``fine`` is ``broad`` or lies inside it."""
        return broad in self.ancestors(fine)

    def children(self, code: str | None = None) -> list[Region]:
        """The divisions directly inside, in the order of the codes; of None (or the whole) the provinces."""
        return list(self._children.get("" if code in (None, COUNTRY) else code, ()))

    def is_leaf(self, code: str) -> bool:
        """Whether nothing finer exists: a county, or a city without counties."""
        return code in self._by_code and code not in self._children

    def mainland(self, code: str) -> bool:
        """Whether a code lies in the part of the country that "000000" stands for."""
        return code[:2] not in BEYOND_MAINLAND

    def successor(self, old_code: str) -> Region | None:
        """Today's division for a withdrawn code; None if it was split, or was never withdrawn."""
        row = self._history.get(old_code)
        return self._by_code.get(row["current_code"]) if row else None

    def history_name(self, old_code: str) -> str | None:
        """The name a withdrawn code had; None if the code was never withdrawn."""
        row = self._history.get(old_code)
        return row["old_name"] if row else None

    def withdrawn(self, name: str) -> list[str]:
        """The withdrawn codes that bore this name, oldest code first."""
        return sorted(code for code, row in self._history.items() if row["old_name"] == name)

    @cached_property
    def _localities(self) -> dict[str, Locality]:
        return {row["locality"]: tables.build(Locality, row) for row in tables.rows("localities.csv")}

    def localities(self) -> list[Locality]:
        """Well-known quarters, towns, markets, zones and sights, and parts of provinces (苏北)."""
        return list(self._localities.values())

    def withdrawn_names(self) -> list[tuple[str, str]]:
        """(old code, old name) of every withdrawn code."""
        return [(code, row["old_name"]) for code, row in self._history.items()]

    def by_alias(self, word: str) -> tuple[Region, ...]:
        """The divisions that a name, a short name or an everyday word stands for, broadest first."""
        aliased = [self._by_code[alias.code] for alias in self._aliases.get(word, ())]
        found = dict.fromkeys([*self._names.get(word, ()), *aliased])
        return tuple(sorted(found, key=lambda region: (LEVELS.index(region.level), region.code)))

    def aliases(self) -> dict[str, tuple[RegionAlias, ...]]:
        """Every everyday word with its meanings and how it may be matched (a copy)."""
        return dict(self._aliases)

    def search(self, text: str, limit: int = 10) -> list[Region]:
        """Divisions for a picker: "拱墅", "杭州拱墅", "浙江省杭州市拱墅区", "华强北", a code or its start.

        Exact names first, then names that begin so, then all that contain it; within these the
        broader before the finer, then by pinyin. The whole country answers to 全国.
        """
        text = "".join(text.split())
        if not text:
            return []
        if text.isdigit():
            return [region for code, region in self._by_code.items() if code.startswith(text)][:limit]
        if text in ("全国", "中国"):
            return [WHOLE]
        inside = self._localities.get(text)
        exact = self.by_alias(text) or ((self._by_code[inside.code],) if inside else ())
        rest = [
            region for region in self._by_code.values() if region not in exact and self._fits(region, text)
        ]
        rest.sort(key=lambda r: (not r.name.startswith(text), LEVELS.index(r.level), sort_key(r.name)))
        return [*exact, *rest][:limit]

    def _fits(self, region: Region, text: str) -> bool:
        """Whether the text is part of the name, or names this division after some that contain it."""
        if text in region.name:
            return True
        for own in (region.name, region.short_name):
            if text.endswith(own) and text != own:
                return self._only_ancestors(region, text.removesuffix(own))
        return False

    def _only_ancestors(self, region: Region, text: str) -> bool:
        """Whether the text consists of names of the containing divisions, broadest first."""
        for code in reversed(self.ancestors(region.code)[1:]):
            name = next((n for n in (self.name(code), self.short(code)) if text.startswith(n)), "")
            text = text.removeprefix(name)
        return not text
