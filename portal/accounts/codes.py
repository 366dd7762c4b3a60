"""One-time codes: six digits, ten minutes, five tries, and a new one replaces the old.

issue(use, whom, …)              a row and an outbox message, whoever `whom` is: nobody learns who is known
found = spend_try(use, whom, typed)   counts the try at once, in a transaction of its own
use_up(found)                    in the caller's transaction; of two at once one wins
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import CodeUse, ContactCode, Person
from portal.core import clock, crypto, mail, outbox, rotation, texts
from portal.core.db import db

VALID = timedelta(minutes=10)
TRIES = 5
DIGITS = 6


class WrongCode(Exception):
    """Not the code, or one that is used up, replaced or too old: always the same words."""

    def __init__(self) -> None:
        super().__init__("验证码不对，或者已经过期、用过。请对照再填一次，或重新获取一个。")


@dataclass(frozen=True)
class Found:
    """A right code that nobody has used yet."""

    id: int
    digest: str
    person_id: int | None


def issue(
    use: CodeUse, whom: object, *, person_id: int | None, by_mail: bool = False, contact: str | None = None
) -> None:
    """A new code for `whom`: a person's id, or the contact typed by somebody who is signed out.

    `person_id` None reaches nobody; `contact` is the new mobile or address that a change asks to prove.
    """
    code, slot = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", slot_of(use, whom)
    row = _row(slot, use)
    row.person_id, row.by_mail, row.digest = person_id, by_mail, _digest(slot, code)
    row.code_sealed = crypto.seal_for_site(code.encode(), f"contact_code:{slot}")
    row.contact_sealed = None if contact is None else _sealed_contact(row, contact)
    row.tries, row.used_at, row.expires_at = 0, None, clock.now() + VALID
    db.session.flush()
    if (mail if by_mail else texts).available():
        outbox.put("code.issued", code_id=row.id)


def spend_try(use: CodeUse, whom: object, typed: str) -> Found | None:
    """The code of `whom` if this is it, None if not or if its tries are spent.

    Comes before anything is changed: it lets go of the transaction and counts in one of its own, so that a
    try counts whatever becomes of the request.
    """
    slot = slot_of(use, whom)
    wanted = _digest(slot, typed)
    db.session.rollback()
    alive = sa.update(ContactCode).where(
        ContactCode.slot == slot,
        ContactCode.used_at.is_(None),
        ContactCode.expires_at > clock.now(),
        ContactCode.tries < TRIES,
    )
    counted = alive.values(tries=ContactCode.tries + 1)
    with db.engine.begin() as connection:
        row = connection.execute(
            counted.returning(ContactCode.id, ContactCode.digest, ContactCode.person_id)
        ).first()
    right = row is not None and hmac.compare_digest(row.digest, wanted)
    return Found(row.id, row.digest, row.person_id) if right else None


def use_up(found: Found) -> None:
    """The one update that decides. Raises WrongCode when somebody was faster or a new code took its place."""
    unused = sa.update(ContactCode).where(
        ContactCode.id == found.id, ContactCode.digest == found.digest, ContactCode.used_at.is_(None)
    )
    if db.session.execute(unused.values(used_at=clock.now(), code_sealed=None)).rowcount == 0:
        raise WrongCode


def is_alive(use: CodeUse, whom: object) -> bool:
    """Whether `whom` was sent a code that has neither been used nor become too old."""
    alive = (ContactCode.used_at.is_(None), ContactCode.expires_at > clock.now())
    mine = sa.select(ContactCode.id).where(ContactCode.slot == slot_of(use, whom), *alive)
    return db.session.scalar(mine) is not None


def pending_contact(use: CodeUse, person_id: int) -> str | None:
    """The mobile or address that a person is about to prove, as long as its code is valid."""
    row = db.session.scalar(
        sa.select(ContactCode).where(
            ContactCode.slot == slot_of(use, person_id),
            ContactCode.used_at.is_(None),
            ContactCode.expires_at > clock.now(),
        )
    )
    return contact_of(row) if row else None


def tell_old(person: Person, use: CodeUse, contact: str) -> None:
    """Tell a contact that is no longer a person's that there is news: it waits in a row of its own."""
    now = clock.now()
    row = ContactCode(slot=slot_of(use, secrets.token_hex(16)), use=use, person_id=person.id, digest="")
    row.by_mail, row.used_at, row.expires_at = use is CodeUse.CHANGE_EMAIL, now, now + VALID
    row.contact_sealed = _sealed_contact(row, contact)
    db.session.add(row)
    db.session.flush()
    outbox.put("contact.changed", code_id=row.id)


def contact_of(row: ContactCode) -> str | None:
    """Where this code goes: the contact to be proved, else the person's own; None for nobody."""
    person = row.person_id and db.session.get(Person, row.person_id)
    if not person or person.disabled_at is not None:
        return None
    if row.contact_sealed is not None:
        return crypto.unseal(person.key_id, row.contact_sealed, f"contact_code.contact:{row.slot}")
    return person.email if row.by_mail else person.mobile


def code_of(row: ContactCode) -> str:
    return crypto.open_for_site(row.code_sealed, f"contact_code:{row.slot}").decode()


def sweep() -> int:
    """Drop codes that expired a day ago; how many. Does not commit."""
    late = sa.delete(ContactCode).where(ContactCode.expires_at < clock.now() - timedelta(days=1))
    return db.session.execute(late).rowcount


rotation.declare(
    rotation.SiteSealed(
        ContactCode.__table__.c.code_sealed,
        lambda row: f"contact_code:{row.slot}",
        vital=False,  # a lost one is asked for again
    )
)


def slot_of(use: CodeUse, whom: object) -> str:
    return crypto.blind_index(f"code.{use}", str(whom))


def _row(slot: str, use: CodeUse) -> ContactCode:
    """The row of this slot, locked; made when there is none."""
    same = sa.select(ContactCode).where(ContactCode.slot == slot).with_for_update()
    row = db.session.scalar(same)
    if row is not None:
        return row
    row = ContactCode(slot=slot, use=use, digest="", expires_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # asked for twice at once
        return db.session.scalars(same).one()
    return row


def _sealed_contact(row: ContactCode, contact: str) -> bytes:
    key_id = db.session.get_one(Person, row.person_id).key_id
    return crypto.seal(key_id, contact, f"contact_code.contact:{row.slot}")


def _digest(slot: str, code: str) -> str:
    """Keyed: six digits are tried out in no time."""
    return crypto.blind_index("contact_code", f"{slot}:{code}")
