"""Looks for the canaries in what a persona reads, and compares with the table of who sees what."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy

from portal.core.visibility import FULL, GRADES, Persona
from tests.canary_values import Canaries, forms_of, in_full
from tests.world import FIRMS

P = Persona
TABLE = deepcopy(GRADES)  # as it is written: a twin that changes the product's table changes nothing here
BY_REVEAL = frozenset({"mobile", "email", "street", "contact_name"})

EVERY_FIRM = {"monitor": P.MONITOR, "operator": P.OPERATOR, "auditor": P.AUDITOR}
STANDS: dict[str, dict[str, Persona]] = {
    "A": EVERY_FIRM
    | {"owner": P.OWNER, "officer": P.OFFICER, "clerk": P.CLERK}
    | {"operator": P.VERIFYING}  # reported, and not resolved
    | dict.fromkeys(["accepted", "bank_admin"], P.ACCEPTED)
    | dict.fromkeys(["browsing", "other_admin", "passer_by", "interested"], P.BROWSING),
    "B": EVERY_FIRM | {"newcomer": P.OWNER, "operator": P.VERIFYING, "clerk": P.CLERK},
    "C": EVERY_FIRM
    | {"other_owner": P.OWNER}
    | dict.fromkeys(
        ["accepted", "colleague", "bank_admin", "browsing", "other_admin", "passer_by", "interested"],
        P.BROWSING,
    ),
    "D": EVERY_FIRM
    | {"borrower": P.OWNER, "officer": P.OFFICER, "clerk": P.CLERK}
    | dict.fromkeys(["accepted", "bank_admin", "interested"], P.ACCEPTED)
    | dict.fromkeys(["browsing", "other_admin", "passer_by"], P.BROWSING),
}
"""Firm → persona of tests/world → what it is to that firm; who is not named is nobody to it."""

TYPED = {("other_officer", "C"): {"credit_code"}}
"""What a reader wrote itself: a department pasted the code of a firm that has not confirmed."""

PROMISED = {"owner": "A", "newcomer": "B", "other_owner": "C", "borrower": "D", "operator": "B"}
PROMISED |= {"interested": "D"} | dict.fromkeys(["accepted", "bank_admin", "officer"], "A")
"""Whose pages must also show all that the table grants, and of which firm."""

PROMISED_CODES = frozenset(PROMISED) - {"officer", "operator"}
"""Codes too. An officer's lists and the operator's claims do not describe a need to its last code."""

INSTEAD = {
    **dict.fromkeys(["accepted", "bank_admin", "interested"], frozenset({"summary"})),
    **dict.fromkeys(["owner", "other_owner", "borrower"], frozenset({"licence"})),
}
"""The summary is the own words without what names the firm. Once the words themselves are open, the page
shows those in its place: the same text twice would make readers look for the difference. The picture of a
licence is destroyed with the decision."""


def may_read(persona: str, letter: str) -> set[str]:
    """Fields of this firm that may stand in full on this persona's pages."""
    to_it = STANDS[letter].get(persona)
    full = {name for name in forms_of(FIRMS[letter]) if to_it and _is_full(name, to_it)}
    return full | TYPED.get((persona, letter), set())


def _is_full(name: str, to_it: Persona) -> bool:
    if name in BY_REVEAL and to_it is P.ACCEPTED:
        return False
    return TABLE["mobile" if name == "contact_name" else name][to_it] == FULL


def found_in(body: bytes, values: Canaries, forms=forms_of) -> set[str]:
    """Fields of the firm whose full value is somewhere in these bytes."""
    return {name for name, ways in forms(values).items() if any(_has(body, way.encode()) for way in ways)}


def _has(body: bytes, way: bytes) -> bool:
    """A number counts where it stands alone: not inside a token, not as the seconds of a time."""
    if way not in body:
        return False
    number = way.translate(None, b".,").isdigit()
    return not number or re.search(rb"(?<![\w.])" + re.escape(way) + rb"(?!\w)", body) is not None


def too_much(persona: str, bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Every sighting that the table does not allow, as `persona reads A.name on /address`."""
    for place, body in bodies:
        for letter, values in FIRMS.items():
            for name in sorted(found_in(body, values) - may_read(persona, letter)):
                yield f"{persona} reads {letter}.{name} on {place}"


def too_little(persona: str, letter: str, bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Fields in full that the table promises this persona and no page of theirs shows."""
    read = found_in(b"".join(body for _, body in bodies), FIRMS[letter], in_full)
    for name in sorted(may_read(persona, letter) - read - INSTEAD.get(persona, set())):
        yield f"{persona} does not read {letter}.{name}"


def anything(place: str, body: bytes, allowed: frozenset[str] = frozenset()) -> list[str]:
    """Sightings where no field but the allowed ones may be: logs, files, stored messages."""
    return [
        f"{letter}.{name} is in {place}"
        for letter, values in FIRMS.items()
        for name in sorted(found_in(body, values) - allowed)
    ]
