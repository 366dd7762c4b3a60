"""Looks for the canaries in what a persona reads, and compares with the table of who sees what."""

from collections.abc import Iterable, Iterator
from copy import deepcopy

from portal.core.visibility import FULL, GRADES, Persona
from tests.canary_values import Canaries, forms_of
from tests.world import FIRMS

P = Persona
TABLE = deepcopy(GRADES)  # as it is written: a twin that changes the product's table changes nothing here
BY_REVEAL = frozenset({"mobile", "email", "street", "contact_name"})

EVERY_FIRM = {"monitor": P.MONITOR, "operator": P.OPERATOR, "auditor": P.AUDITOR}
STANDS: dict[str, dict[str, Persona]] = {
    "A": EVERY_FIRM
    | {"owner": P.OWNER, "officer": P.OFFICER}
    | dict.fromkeys(["accepted", "bank_admin"], P.ACCEPTED)
    | dict.fromkeys(["browsing", "other_admin", "passer_by", "interested"], P.BROWSING),
    "B": EVERY_FIRM | {"newcomer": P.OWNER, "operator": P.VERIFYING},
    "C": EVERY_FIRM
    | {"other_owner": P.OWNER}
    | dict.fromkeys(
        ["accepted", "colleague", "bank_admin", "browsing", "other_admin", "passer_by", "interested"],
        P.BROWSING,
    ),
}
"""Firm → persona of tests/world.py → what it is to that firm; who is not named is nobody to it."""

TYPED = {("other_officer", "C"): {"credit_code"}}
"""What a reader wrote itself: a department pasted the code of a firm that has not confirmed."""


def may_read(persona: str, letter: str) -> set[str]:
    """Fields of this firm that may stand in full on this persona's pages."""
    to_it = STANDS[letter].get(persona)
    full = {name for name in forms_of(FIRMS[letter]) if to_it and _is_full(name, to_it)}
    return full | TYPED.get((persona, letter), set())


def _is_full(name: str, to_it: Persona) -> bool:
    if name in BY_REVEAL and to_it is P.ACCEPTED:
        return False
    return TABLE["mobile" if name == "contact_name" else name][to_it] == FULL


def found_in(body: bytes, values: Canaries) -> set[str]:
    """Fields of the firm whose full value is somewhere in these bytes."""
    forms = forms_of(values).items()
    return {name for name, ways in forms if any(way.encode() in body for way in ways)}


def too_much(persona: str, bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Every sighting that the table does not allow, as `persona reads A.name on /address`."""
    for place, body in bodies:
        for letter, values in FIRMS.items():
            for name in sorted(found_in(body, values) - may_read(persona, letter)):
                yield f"{persona} reads {letter}.{name} on {place}"


def anything(place: str, body: bytes, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Sightings where no field but the allowed ones may be: logs, files, stored messages."""
    return [
        f"{letter}.{name} is in {place}"
        for letter, values in FIRMS.items()
        for name in sorted(found_in(body, values) - allowed)
    ]
