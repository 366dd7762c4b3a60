"""What the people of an institution opened of one need, for the institution itself."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.consent.looking import ALL, IS_CONTACT
from portal.core import crypto
from portal.core.db import db
from portal.leads.models import Lead


@dataclass(frozen=True)
class OwnLook:
    """`why`: what a contact was opened for, else which of the two views it was (consent.looking.SEEN)."""

    at: datetime
    membership_id: int
    person: str
    why: str
    contact: bool


def own_looks(lead: Lead) -> list[OwnLook]:
    """Looks of the lead's institution, the oldest first."""
    rows = (
        sa.select(ALL.c.at, ALL.c.membership_id, ALL.c.why, IS_CONTACT, Person)
        .join(Membership, Membership.id == ALL.c.membership_id)
        .join(Person, Person.id == Membership.person_id)
        .where(ALL.c.need_id == lead.need_id, Membership.organisation_id == lead.institution_id)
        .order_by(ALL.c.at)
    )
    found = db.session.execute(rows).all()
    crypto.preload(person.key_id for *_, person in found)
    return [
        OwnLook(at, member, person.name or "", why, bool(contact))
        for at, member, why, contact, person in found
    ]
