"""Where the names come from: every list of codes with its aliases, and phrases that only a search box sees.

The phrases stand in language/data/search_names.csv (name, kind, code; working list); all else follows the
taxonomies by itself. A name is (name, kind, code); subjects, securities and requirements go by their words.
"""

import csv
from collections.abc import Callable, Iterator

from search import taxonomy
from search.language.dictionary import FOLDER
from search.language.reader import trade_lists
from search.taxonomy import tables

PLEDGES = ("抵押", "质押", "做抵押", "作抵押", "可抵押", "能抵押", "担保")
# Things that firms also buy, keep and sell: by their bare name nobody means security.
IN_USE = frozenset(
    {"equipment", "vehicle", "vessel", "livestock", "farm_facility", "inventory", "construction", "credit"}
)
MOST_PER_WORD = 2  # kinds of borrower under one word of the rules; "company" covers too much to be a name
COARSE_ENDS = ("制造业", "业", "制造")
Name = tuple[str, str, str]


def _trades() -> Iterator[Name]:
    known = taxonomy.industries.aliases()
    for word, several in known.items():
        yield from ((word, "industry", industry.code) for industry in several)
    for industry in taxonomy.industries.all():
        yield industry.name, "industry", industry.code
    for industry in taxonomy.industries.all():
        if industry.level in ("大类", "中类") and (short := _shortened(industry.name)) not in known:
            yield short, "industry", industry.code
    for word, entry in trade_lists.entries().items():
        if entry.sure and word not in known:  # what names a trade in any sentence does so in a search box
            yield from ((word, "industry", code) for code in entry.codes)


def _shortened(name: str) -> str:
    """餐饮业 → 餐饮, 家具制造业 → 家具."""
    end = next((end for end in COARSE_ENDS if name.endswith(end) and len(name) >= len(end) + 2), "")
    return name.removesuffix(end)


def _places() -> Iterator[Name]:
    for region in taxonomy.regions.all():
        yield region.name, "region", region.code
    for word, several in taxonomy.regions.aliases().items():
        yield from ((word, "region", alias.code) for alias in several if alias.match == "free")
    for one in taxonomy.regions.localities():
        if one.match == "free":
            yield one.locality, "region", one.code
    yield from ((row["name"], "region", row["host_code"]) for row in tables.rows("functional_areas.csv"))


def _securities() -> Iterator[Name]:
    for entry in taxonomy.securities.all():
        for name in (entry.name, *entry.aliases):
            if entry.word == "credit":
                yield name, "no_security", "none"
                continue
            if entry.word not in IN_USE or "押" in name:
                yield name, "security", entry.word
            if "押" not in name and "保" not in name:
                yield from ((f"{name}{pledge}", "security", entry.word) for pledge in PLEDGES)
                yield f"抵押{name}", "security", entry.word


def _subjects() -> Iterator[Name]:
    for entry in taxonomy.subjects.all():
        if entry.word and len(taxonomy.subjects.by_word(entry.word)) <= MOST_PER_WORD:
            yield from ((name, "subject", entry.word) for name in (entry.name, *entry.aliases))


def _lists() -> Iterator[Name]:
    for kind, entries in (
        ("purpose", taxonomy.purposes.all()),
        ("product_type", taxonomy.product_types.all()),
        ("feature", taxonomy.features.all()),
    ):
        for entry in entries:
            yield from ((name, kind, entry.code) for name in (entry.name, *entry.aliases))


def _requirements() -> Iterator[Name]:
    """Qualifications that have no figure; sensitive ones are nothing to look people up by."""
    for entry in taxonomy.requirements.all():
        if entry.value_kind != "number" and not entry.sensitive:
            yield from ((name, "requirement", entry.word) for name in (entry.name, *entry.aliases))


def _phrases() -> Iterator[Name]:
    with (FOLDER / "search_names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["code"]
            yield row["name"], row["kind"], _word(code) if row["kind"] == "subject" else code


def _word(code: str) -> str:
    return subject.word if (subject := taxonomy.subjects.get(code)) else code


SOURCES: tuple[Callable[[], Iterator[Name]], ...] = (
    _trades,
    _places,
    _phrases,
    _lists,
    _securities,
    _subjects,
    _requirements,
)
