"""Codes are not unique by nature: they are looked for inside the elements that bear the row."""

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, Tag

from portal.core.visibility import FULL
from portal.needs import reaching
from search import taxonomy
from tests.canary.check import STANDS, TABLE
from tests.canary_values import Canaries
from tests.world import FIRMS, World

Pages = Iterable[tuple[str, bytes]]
ROWS = ("tr", "li", "article")
OWN = ("organisations", "needs", "claims", "listed", "referrals")
MORE = {
    "A": {"leads": ("A", "B", "D"), "batches": ("A",)},
    "D": {"leads": ("paid", "offered", "waiting", "refused"), "needs": ("more",), "batches": ("A",)},
}
"""Firm → rows of the world about it that do not bear its letter."""


def codes_of(values: Canaries) -> dict[str, tuple[str, ...]]:
    """Field → its code and the code's name, as nothing but the need of this firm has it."""
    requirement, _ = taxonomy.requirements.parse(values.tag)
    return {
        "industry": (values.industry_code, taxonomy.industries.name(values.industry_code)),
        "sensitive_tags": (requirement.word, requirement.code, requirement.name),
        "contact_hours": (reaching.words(values.contact_hours, values.contact_by),),
    }


def _stands(body: bytes, way: str) -> bool:
    """Codes are short: inside an address or a token the same letters mean nothing."""
    raw = way.encode()
    if raw not in body:  # what is mostly so is found out fast
        return False
    return not way.isascii() or re.search(rb"(?<![\w-])" + raw + rb"(?![\w-])", body) is not None


def ids_of(world: World, letter: str) -> set[str]:
    """Public ids of everything that is about this firm."""
    named = {ids[letter] for kind, ids in world.rows.items() if kind in OWN and letter in ids}
    return named | {world.rows[kind][name] for kind, names in MORE.get(letter, {}).items() for name in names}


def bearers(url: str, body: bytes, ids: set[str]) -> list[Tag]:
    """`main` of the row's own page, on lists each line with a link to it; without what was not chosen."""
    if not any(one in url or one.encode() in body for one in ids):
        return []
    soup = BeautifulSoup(body, "html.parser")
    for choice in soup.select("option:not([selected])"):
        choice.decompose()
    if any(one in url for one in ids):
        return soup.find_all("main")
    links = [link for link in soup.find_all("a", href=True) if any(one in link["href"] for one in ids)]
    return [row for link in links if (row := link.find_parent(ROWS))]


def shown_in(pages: Pages, ids: set[str], codes: dict[str, tuple[str, ...]]) -> dict[str, set[str]]:
    """Field → addresses where an element that bears one of these rows shows the field's code."""
    found: dict[str, set[str]] = {name: set() for name in codes}
    for url, body in pages:
        there = [way for ways in codes.values() for way in ways if _stands(body, way)]
        rows = [str(row).encode() for row in bearers(url, body, ids)] if there else []
        for name, ways in codes.items():
            if any(_stands(row, way) for row in rows for way in ways if way in there):
                found[name].add(url)
    return found


def codes_read(world: World, letter: str, pages: Pages) -> dict[str, set[str]]:
    return shown_in(pages, ids_of(world, letter), codes_of(FIRMS[letter]))


def codes_too_much(persona: str, world: World, pages: list[tuple[str, bytes]]) -> Iterator[str]:
    for letter in FIRMS:
        to_it = STANDS[letter].get(persona)
        for name, places in codes_read(world, letter, pages).items():
            if places and not (to_it and TABLE[name][to_it] == FULL):
                yield f"{persona} reads {letter}.{name} on {', '.join(sorted(places))}"


def codes_too_little(persona: str, world: World, letter: str, pages) -> Iterator[str]:
    for name, places in codes_read(world, letter, pages).items():
        if TABLE[name][STANDS[letter][persona]] == FULL and not places:
            yield f"{persona} does not read {letter}.{name}"
