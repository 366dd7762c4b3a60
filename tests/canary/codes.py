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

ROWS = ("tr", "li", "article")
OWN = ("organisations", "needs", "claims", "listed", "referrals")
OF_FIRM_A = ("leads", "batches")  # each of these rows of the world is about firm A


def codes_of(values: Canaries) -> dict[str, re.Pattern[bytes]]:
    """Field → its code or the code's name, as nothing but the need of this firm has it."""
    requirement, _ = taxonomy.requirements.parse(values.tag)
    names = {
        "industry": (values.industry_code, taxonomy.industries.name(values.industry_code)),
        "sensitive_tags": (requirement.word, requirement.code, requirement.name),
    }
    names["contact_hours"] = (reaching.words(values.contact_hours, values.contact_by),)
    return {field: re.compile("|".join(map(_alone, ways)).encode()) for field, ways in names.items()}


def _alone(way: str) -> str:
    """Codes are short: inside an address or a token the same letters mean nothing."""
    return rf"(?<![\w-]){way}(?![\w-])" if way.isascii() else way


def ids_of(world: World, letter: str) -> set[str]:
    """Public ids of everything that is about this firm."""
    named = {ids[letter] for kind, ids in world.rows.items() if kind in OWN and letter in ids}
    return named | {one for kind in OF_FIRM_A if letter == "A" for one in world.rows[kind].values()}


def bearers(url: str, body: bytes, ids: set[str]) -> list[Tag]:
    """`main` of the row's own page, and on lists each line with a link to it."""
    soup = BeautifulSoup(body, "html.parser")
    if any(one in url for one in ids):
        return soup.find_all("main")
    links = [link for link in soup.find_all("a", href=True) if any(one in link["href"] for one in ids)]
    return [row for link in links if (row := link.find_parent(ROWS))]


def codes_read(world: World, letter: str, pages: Iterable[tuple[str, bytes]]) -> dict[str, set[str]]:
    """Field → addresses where an element that bears the firm's row shows its code."""
    found: dict[str, set[str]] = {name: set() for name in codes_of(FIRMS[letter])}
    ids = ids_of(world, letter)
    for url, body in pages:
        there = [(name, way) for name, way in codes_of(FIRMS[letter]).items() if way.search(body)]
        rows = [str(row).encode() for row in bearers(url, body, ids)] if there else []
        for name, way in there:
            if any(way.search(row) for row in rows):
                found[name].add(url)
    return found


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
