"""People, their passwords, and for whom they act. Nothing here commits."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts import paper
from portal.accounts.models import Membership, MembershipRegion, Person
from portal.core import clock, crypto, passwords, sessions
from portal.core.db import db
from portal.core.permissions import Role


class MobileTaken(Exception):
    """Somebody signs in with this mobile already."""


class EmailTaken(Exception):
    """Somebody signs in with this address already."""


class WrongPassword(Exception):
    """The password given as the present one is not."""


def create_person(
    name: str, mobile: str | None, email: str | None, password: str, *, email_proven: bool = False
) -> Person:
    """A new person with a data key of their own; `mobile` and `email` in normal form.

    An address signs in only when it is proved (`email_proven`: a link that was mailed there led here).
    `password` may be hashed already (`passwords.hashed`), which is what a route does before its transaction.
    Raises MobileTaken or EmailTaken; the unique indexes decide, not a query before them.
    """
    person = Person(key_id=crypto.new_key(), password_hash=passwords.hashed(password))
    person.name, person.mobile, person.email = name, mobile, email
    person.mobile_index = mobile and mobile_index(mobile)
    person.email_index = email_index(email) if email and email_proven else None
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as error:
        if "email_index" in str(error.orig):
            raise EmailTaken("这个邮箱已经有账号了，请直接登录。") from error
        raise MobileTaken("这个手机号已经有账号了，请直接登录。") from error
    return person


def authenticate(identifier: str, password: str) -> Person | None:
    """Whoever signs in so, else None: the same answer and the same work whether or not they are known.

    Comes first in its request: it lets go of the transaction it read in, so that no lock is held while the
    password is checked. A hash of outdated parameters is replaced in the caller's transaction. The hash that
    the returned row bears is the one that was checked: `session.start` wants it.
    """
    wanted = sa.select(Person.id, Person.password_hash, Person.disabled_at).where(_signs_in_with(identifier))
    found = db.session.execute(wanted).first()
    db.session.rollback()
    stored = found.password_hash if found and found.disabled_at is None else None
    if not passwords.matches(stored, password):
        return None
    if passwords.is_outdated(stored):
        renewed = passwords.hashed(password)
        unchanged = sa.update(Person).where(Person.id == found.id, Person.password_hash == stored)
        if db.session.execute(unchanged.values(password_hash=renewed)).rowcount == 1:
            stored = renewed
    person = db.session.get(Person, found.id)
    return person if person.password_hash == stored else None


def change_password(person_id: int, old: str, new: str, *, keep_session: int | None) -> None:
    """Set a new password and end every other session of the person. Raises WrongPassword.

    Comes first in its request, as `authenticate` does.
    """
    stored = check_password(person_id, old)
    renewed = passwords.hashed(new)
    unchanged = sa.update(Person).where(Person.id == person_id, Person.password_hash == stored)
    if db.session.execute(unchanged.values(password_hash=renewed)).rowcount == 0:
        raise WrongPassword("密码刚刚在别处改过，请用新密码登录。")
    paper.end_resets(person_id)
    sessions.end_all_of(person_id, but=keep_session)


def check_password(person_id: int, password: str) -> str:
    """The hash of the password that was given rightly. Raises WrongPassword.

    Comes first in its request, as `authenticate` does.
    """
    stored = db.session.scalar(sa.select(Person.password_hash).where(Person.id == person_id))
    db.session.rollback()
    if not passwords.matches(stored, password):
        raise WrongPassword("现在的密码不对，请再输一次。")
    return stored


def find(identifier: str) -> Person | None:
    """The person who signs in with this mobile or address (normal form)."""
    return db.session.scalar(sa.select(Person).where(_signs_in_with(identifier)))


def logins_of(person_id: int) -> list[str]:
    """What a person may sign in with: mobile, proved address."""
    person = db.session.get_one(Person, person_id)
    return [login for login in (person.mobile, person.email_index and person.email) if login]


def add_membership(
    person_id: int, organisation_id: int, role: Role, regions: Iterable[str] = ()
) -> Membership:
    """Let a person act for an organisation; an ended membership of the same role comes back to life."""
    same = sa.select(Membership).where(
        Membership.person_id == person_id,
        Membership.organisation_id == organisation_id,
        Membership.role == role,
    )
    membership = db.session.scalar(same.options(sa.orm.selectinload(Membership.regions)))
    if membership is None:
        membership = Membership(person_id=person_id, organisation_id=organisation_id, role=role, regions=[])
        db.session.add(membership)
    membership.ended_at, membership.attested_at, membership.attested_by_id = None, clock.now(), None
    _set_regions(membership, regions)
    db.session.flush()
    return membership


def set_work(membership_id: int, regions: Iterable[str], outlet_id: int | None) -> None:
    """Where somebody works from now on: the regions, and the branch of the institution."""
    wanted = sa.select(Membership).where(Membership.id == membership_id)
    wanted = wanted.options(sa.orm.selectinload(Membership.regions)).with_for_update()
    membership = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
    _set_regions(membership, regions)
    membership.outlet_id = outlet_id
    db.session.flush()


def end_membership(membership_id: int) -> bool:
    """End a membership, its sessions and the codes it printed; False when it was ended before."""
    alive = sa.update(Membership).where(Membership.id == membership_id, Membership.ended_at.is_(None))
    ended = db.session.execute(alive.values(ended_at=clock.now())).rowcount == 1
    sessions.end_all_under(membership_id)
    paper.end_issued_by([membership_id])
    return ended


def disable(person_id: int) -> bool:
    """Shut an account for good, every session of it at once; False when it was."""
    alive = sa.update(Person).where(Person.id == person_id, Person.disabled_at.is_(None))
    done = db.session.execute(alive.values(disabled_at=clock.now())).rowcount == 1
    sessions.end_all_of(person_id)
    return done


def mobile_index(mobile: str) -> str:
    return crypto.blind_index("person.mobile", mobile)


def email_index(email: str) -> str:
    return crypto.blind_index("person.email", email)


def _set_regions(membership: Membership, regions: Iterable[str]) -> None:
    wanted = set(regions)
    kept = [row for row in membership.regions if row.region_code in wanted]
    missing = sorted(wanted - {row.region_code for row in kept})
    membership.regions = [*kept, *(MembershipRegion(region_code=code) for code in missing)]


def _signs_in_with(identifier: str) -> sa.ColumnElement[bool]:
    if "@" in identifier:
        return Person.email_index == email_index(identifier)
    return Person.mobile_index == mobile_index(identifier)
