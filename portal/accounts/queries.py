"""For whom a person may act."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.accounts.standing import acts
from portal.core import crypto
from portal.core.db import db
from portal.core.permissions import ROLE_NAMES, Role
from portal.core.visibility import mask_mobile
from portal.organisations.models import Organisation


@dataclass(frozen=True)
class MembershipView:
    """One line of "for whom do you act"."""

    id: int
    public_id: str
    role: Role
    organisation: str

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]


def active_memberships(person_id: int) -> list[MembershipView]:
    """A person's memberships that have not ended, oldest first; none when they are disabled or frozen."""
    rows = db.session.execute(
        sa.select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id == person_id, acts())
        .order_by(Membership.id)
    ).all()
    crypto.preload([row.Organisation.key_id for row in rows])
    return [
        MembershipView(
            row.Membership.id, row.Membership.public_id, row.Membership.role, row.Organisation.name
        )
        for row in rows
    ]


def masked_login(person_id: int) -> str:
    """The mobile or address somebody signs in with, as an app's list may show it."""
    person = db.session.get_one(Person, person_id)
    return mask_mobile(person.mobile) if person.mobile else person.email or ""


def own_account(person_id: int) -> dict[str, str]:
    """What a person reads about themselves."""
    person = db.session.get_one(Person, person_id)
    return {"name": person.name or "", "mobile": person.mobile or "", "email": person.email or ""}
