"""Asking for a code: how often, to whom, and only then a row. The route commits."""

from contextlib import suppress

from flask import current_app

from portal.accounts import asked, codes
from portal.accounts.models import CodeUse, Person
from portal.core import limits
from portal.core.db import db
from portal.core.identifiers import folded

TO_ONE = "5/1 hour"  # one mobile or address, whoever asks; what a clerk asks for is counted by itself
FROM_ONE_PLACE = "60/1 hour"
GUESSES = "30/1 hour"  # typed by one person, or for one contact from one place; each code has five tries


def ask(
    use: CodeUse,
    whom: object,
    to: str,
    *,
    person_id: int | None,
    by_mail: bool = False,
    contact: str | None = None,
) -> None:
    """Have a code sent `to` a contact, as `codes.issue` says; raises limits.TooMany."""
    limits.hit("code.place", FROM_ONE_PLACE, limits.address())
    limits.hit("code.agree" if use is CodeUse.AGREE else "code.to", TO_ONE, folded(to))
    codes.issue(use, whom, person_id=person_id, by_mail=by_mail, contact=contact)
    if current_app.config["DEMO"]:
        asked.show_in_demo(to)


def ask_for_proof(person_id: int) -> None:
    """A code to a person's own mobile, if it is not proved yet; raises limits.TooMany."""
    person = db.session.get(Person, person_id)
    if person.mobile and person.mobile_proven_at is None:
        ask(CodeUse.PROVE, person_id, person.mobile, person_id=person_id)


def ask_at_once(person_id: int) -> None:
    """The same right after filing, in a transaction of its own: what was filed stands in any case."""
    with suppress(limits.TooMany):
        ask_for_proof(person_id)
        db.session.commit()


def guess(person_id: int) -> None:
    """Count one code that somebody signed in types; raises limits.TooMany."""
    limits.hit("code.guess", GUESSES, person_id)


def guess_for(use: CodeUse, to: str, typed: str) -> None:
    """The same for whoever is signed out; raises limits.TooMany.

    Counted for the contact from this place, so that nobody holds up another elsewhere, and only when there is
    something to guess: a code that is alive (as there is for unknown contacts), or one on paper.
    """
    if len(typed) > codes.DIGITS or codes.is_alive(use, to):
        limits.hit("code.guess", GUESSES, folded(to), limits.address())
