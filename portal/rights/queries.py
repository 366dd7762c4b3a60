"""What goes with a person, what stays, and whether they have asked already."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Membership, Person
from portal.consent.models import Consent
from portal.core import crypto, wording
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.models import FinancingNeed
from portal.organisations.models import Claim, Organisation, OrganisationState
from portal.rights.models import Erasure


@dataclass(frozen=True)
class Reach:
    """`firms` are the person's alone and go with them; `shared` have others; `jobs` must end first."""

    firms: list[Organisation]
    shared: list[Organisation]
    jobs: list[Organisation]


def reach(person_id: int, organisation_id: int | None = None) -> Reach:
    """Of the whole account, or of one organisation only."""
    rows = db.session.execute(
        sa.select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    ).all()
    acting = [
        (member, firm) for member, firm in rows if organisation_id is None or firm.id == organisation_id
    ]
    crypto.preload(firm.key_id for _, firm in acting)
    owned = _distinct(firm for member, firm in acting if member.role is Role.APPLICANT)
    shared = [firm for firm in owned if _has_others(firm.id, person_id)]
    jobs = _distinct(firm for member, firm in acting if member.role is not Role.APPLICANT)
    return Reach([firm for firm in owned if firm not in shared], shared, jobs)


def hold_firms(person_id: int) -> None:
    """Lock the organisations of a person, so that nobody joins or leaves them until the transaction ends.

    A claim that is being approved holds the same rows: whoever comes second sees what the first one did.
    """
    theirs = sa.select(Membership.organisation_id).where(
        Membership.person_id == person_id, Membership.ended_at.is_(None)
    )
    rows = sa.select(Organisation.id).where(Organisation.id.in_(theirs)).order_by(Organisation.id)
    db.session.execute(rows.with_for_update()).all()


def absorbed(firms: list[Organisation], person_id: int | None) -> list[Organisation]:
    """What was merged into these firms, or claimed by this person and merged: copies of their details."""
    into = Organisation.merged_into_id.in_([firm.id for firm in firms])
    claimed = sa.select(Claim.organisation_id).where(Claim.person_id == person_id)
    own = sa.and_(Organisation.state == OrganisationState.MERGED, Organisation.id.in_(claimed))
    return list(
        db.session.scalars(sa.select(Organisation).where(sa.or_(into, own), Organisation.erased_at.is_(None)))
    )


def has_agreed_to_any(person_id: int, firms: list[Organisation]) -> bool:
    """Whether any institution ever got to see what these firms or this person opened."""
    owned = sa.select(FinancingNeed.id).where(FinancingNeed.owner_id.in_([firm.id for firm in firms]))
    given = sa.or_(Consent.need_id.in_(owned), Consent.given_by_id == person_id)
    return db.session.scalar(sa.select(Consent.id).where(given).limit(1)) is not None


def pending(person_id: int) -> Erasure | None:
    """The wish that still waits to be carried out."""
    return db.session.scalar(
        sa.select(Erasure).where(Erasure.person_id == person_id, Erasure.pending.is_(True))
    )


def leaving(actor) -> str:
    """Until when somebody who asked to be forgotten may take it back, in words; empty when nothing waits.

    A wish for one organisation says nothing to who acts for another.
    """
    wish = pending(actor.person_id)
    if wish is None or wish.organisation_id not in (None, actor.organisation_id):
        return ""
    return wording.moment_in_sentence(wish.due_at)


def due_at(person_id: int) -> datetime | None:
    wish = pending(person_id)
    return wish and wish.due_at


def password_hash(person_id: int) -> str | None:
    return db.session.scalar(sa.select(Person.password_hash).where(Person.id == person_id))


def _has_others(organisation_id: int, person_id: int) -> bool:
    other = aliased(Membership)
    rows = sa.select(other.id).where(
        other.organisation_id == organisation_id, other.person_id != person_id, other.ended_at.is_(None)
    )
    return db.session.scalar(rows.limit(1)) is not None


def _distinct(firms) -> list[Organisation]:
    return list(dict.fromkeys(firms))
