"""Figures of offers and payments: the owner's and the offering bank's own. Everybody else reads at most that
there is one; how many, officers and the monitor.
"""

from collections.abc import Iterable, Iterator

from search import taxonomy
from tests.canary.check import found_in
from tests.canary.codes import ids_of, shown_in
from tests.deal_values import BY_LETTER, Deal, figures_of
from tests.world import World

PARTIES = {
    "A": frozenset({"borrower", "accepted", "bank_admin"}),
    "D": frozenset({"borrower", "interested"}),
}
"""Letter of the bank → personas of tests/world who read its offer."""


def deals_too_much(persona: str, bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Every sighting by somebody else, as `persona reads amount of deal A on /address`."""
    others = {letter: deal for letter, deal in BY_LETTER.items() if persona not in PARTIES[letter]}
    for place, body in bodies:
        for letter, deal in others.items():
            for name in sorted(found_in(body, deal, figures_of)):
                yield f"{persona} reads {name} of deal {letter} on {place}"


def deals_too_little(persona: str, bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """What a party to the deal should have found and did not."""
    read = b"".join(body for _, body in bodies)
    for letter, deal in BY_LETTER.items():
        if persona in PARTIES[letter]:
            for name in sorted(figures_of(deal).keys() - found_in(read, deal, figures_of)):
                yield f"{persona} does not read {name} of deal {letter}"


def security_faults(persona: str, world: World, pages: list[tuple[str, bytes]]) -> Iterator[str]:
    """What stands behind the money, too much and too little: a code, so only in what bears firm D's rows."""
    for letter, deal in BY_LETTER.items():
        places = shown_in(pages, ids_of(world, "D"), {"security": _security(deal)})["security"]
        if persona not in PARTIES[letter] and places:
            yield f"{persona} reads security of deal {letter} on {', '.join(sorted(places))}"
        if persona in PARTIES[letter] and not places:
            yield f"{persona} does not read security of deal {letter}"


def _security(deal: Deal) -> tuple[str, ...]:
    entry = taxonomy.securities.by_word(deal.security)
    return entry.word, entry.code, entry.name


def any_figure(place: str, body: bytes) -> list[str]:
    """Sightings where none may be: logs, inboxes, mails, files."""
    return [
        f"{name} of deal {letter} is in {place}"
        for letter, deal in BY_LETTER.items()
        for name in sorted(found_in(body, deal, figures_of))
    ]
