"""Priority and relief sectors, mapped to industries of GB/T 4754."""

from dataclasses import dataclass
from functools import cached_property

from search.taxonomy import tables
from search.taxonomy.industry import Industries


@dataclass(frozen=True, slots=True)
class Sector:
    """``kind`` is priority or relief; ``industries`` are codes of any level."""

    code: str
    name: str
    name_en: str
    kind: str
    industries: tuple[str, ...]


class Sectors:
    """Lookups by code, and by the industry that lies inside."""

    def __init__(self, industries: Industries) -> None:
        self._industries = industries

    @cached_property
    def _by_code(self) -> dict[str, Sector]:
        found: dict[str, Sector] = {}
        for row in tables.rows("priority_sectors.csv"):
            code = row["sector"]
            earlier = found[code].industries if code in found else ()
            industries = (*earlier, row["gbt_code"])
            found[code] = Sector(code, row["name_zh"], row["name_en"], row["kind"], industries)
        return found

    def get(self, code: str) -> Sector | None:
        """The sector with this code, or None."""
        return self._by_code.get(code)

    def all(self) -> list[Sector]:
        """Every sector in the file's order."""
        return list(self._by_code.values())

    def name(self, code: str) -> str:
        """The Chinese name; KeyError for a code that does not exist."""
        return self._by_code[code].name

    def covers(self, sector: str, industry: str) -> bool:
        """Whether an industry lies inside a sector."""
        return not set(self._by_code[sector].industries).isdisjoint(self._industries.ancestors(industry))

    def search(self, text: str) -> list[Sector]:
        """Sectors whose name holds the text."""
        return [sector for sector in self._by_code.values() if text and text in sector.name]
