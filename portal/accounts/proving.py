"""A person proves a mobile or a new address by a code that reached it, or on paper. Nothing commits."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts import codes, paper
from portal.accounts.models import CodeUse, PaperUse, Person
from portal.accounts.service import EmailTaken, MobileTaken, email_index, mobile_index
from portal.core import clock, ledger, outbox, passwords, security_log, sessions
from portal.core.db import db

CHANGES = {"mobile": CodeUse.CHANGE_MOBILE, "email": CodeUse.CHANGE_EMAIL}


def find(use: CodeUse, person_id: int, typed: str) -> codes.Found | paper.Found:
    """The code that was typed, whichever way it came; raises WrongCode. Counts a try, see `codes.spend_try`.

    Paper stands in for a text to the number that somebody registered with and showed to whoever gave them
    the paper; a number put in its place is proved by a text alone.
    """
    found = codes.spend_try(use, person_id, typed)
    if found is None and use is CodeUse.PROVE:
        found = paper.find(PaperUse.PROVE, typed)
    if found is None:
        security_log.note("code.wrong", use=str(use), person=person_id)
        raise codes.WrongCode
    return found


def prove(actor, found: codes.Found | paper.Found) -> None:
    """The actor's mobile is theirs; what waited is told. Raises WrongCode when the code went meanwhile."""
    use_up(found)
    mark(actor, actor.person_id, found)


def mark(actor, person_id: int, found: codes.Found | paper.Found) -> None:
    """Write that the mobile is proved, by which way and by whose paper."""
    person = sa.update(Person).where(Person.id == person_id, Person.mobile_sealed.is_not(None))
    db.session.execute(person.values(mobile_proven_at=clock.now()))
    ledger.record("person.mobile_proven", actor=actor, person=person_id, **how(found))
    outbox.put("person.mobile_proven", person_id=person_id)


def claim(person_id: int, found: codes.Found, password: str = passwords.NONE) -> bool:
    """The first proof of a mobile, by somebody signed out; False when it was proved before.

    Whoever registered with it need not be who holds it. So everything else that opens the account goes in the
    same statement: its password gives way to `password` (without: to none), its address goes, proved or
    not, and every session ends.
    """
    first = sa.update(Person).where(
        Person.id == person_id, Person.mobile_sealed.is_not(None), Person.mobile_proven_at.is_(None)
    )
    now_theirs = {"mobile_proven_at": clock.now(), "password_hash": password}
    gone = {"email_sealed": None, "email_index": None}
    if db.session.execute(first.values(**now_theirs, **gone)).rowcount == 0:
        return False
    sessions.end_all_of(person_id)
    ledger.record("person.mobile_proven", actor=None, person=person_id, **how(found))
    security_log.note("mobile.claimed", person=person_id)
    outbox.put("person.mobile_proven", person_id=person_id)
    return True


def change(actor, field: str, found: codes.Found, *, here: int | None) -> None:
    """The contact that the code was sent to becomes the actor's; other sessions than `here` (its row) end.

    The old contact, if it was proved, is told that there is news. Raises WrongCode, also when this session
    was ended while the request was under way, and MobileTaken or EmailTaken: whoever holds the contact may
    know that it has an account. The code is used up in those two cases.
    """
    contact = codes.pending_contact(CHANGES[field], actor.person_id)
    if contact is None:
        raise codes.WrongCode
    person = db.session.get_one(Person, actor.person_id, with_for_update=True, populate_existing=True)
    if here is not None and not sessions.is_alive(here):
        raise codes.WrongCode
    use_up(found)
    old = _proven(person, field)
    try:
        with db.session.begin_nested():
            _write(person, field, contact)
    except IntegrityError as error:
        taken = MobileTaken if field == "mobile" else EmailTaken
        raise taken(
            "没有改成：这个号码或邮箱已经是另一个账号的。两个账号都是您的，请用那一个登录。"
        ) from error
    ledger.record(f"person.{field}_changed", actor=actor, person=person.id, **how(found))
    security_log.note(f"{field}.changed", person=person.id)
    sessions.end_all_of(person.id, but=here)
    if old and old != contact:
        codes.tell_old(person, CHANGES[field], old)
    if field == "mobile":
        outbox.put("person.mobile_proven", person_id=person.id)


def use_up(found: codes.Found | paper.Found) -> None:
    (paper if isinstance(found, paper.Found) else codes).use_up(found)


def how(found: codes.Found | paper.Found) -> dict:
    """Which way it came and, of paper, who issued it: facts for the ledger."""
    if isinstance(found, paper.Found):
        return {"by": "paper", "paper": found.id, "issuer": found.issued_by_id}
    return {"by": "code"}


def _proven(person: Person, field: str) -> str | None:
    if field == "mobile":
        return person.mobile if person.mobile_proven_at else None
    return person.email if person.email_index else None


def _write(person: Person, field: str, contact: str) -> None:
    if field == "mobile":
        person.mobile, person.mobile_index = contact, mobile_index(contact)
        person.mobile_proven_at = clock.now()
    else:
        person.email, person.email_index = contact, email_index(contact)
