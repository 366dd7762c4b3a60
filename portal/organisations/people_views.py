"""An account that is to get a further role, as the operator may see it."""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import crypto
from portal.core.db import db
from portal.core.permissions import ROLE_NAMES, Role
from portal.core.visibility import Persona, mask_mobile
from portal.organisations.models import Organisation
from portal.organisations.views import firm_view


def known_person(person_id: int) -> dict:
    """Who it is, what they are already, and whether they borrow; names of firms masked."""
    person = db.session.get_one(Person, person_id)
    rows = db.session.execute(
        sa.select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    ).all()
    crypto.preload([person.key_id, *(row.Organisation.key_id for row in rows)])
    return {
        "public_id": person.public_id,
        "name": person.name or "",
        "mobile": mask_mobile(person.mobile) if person.mobile else "",
        "roles": [f"{ROLE_NAMES[row.Membership.role]}（{_shown(*row)}）" for row in rows],
        "borrows": any(row.Membership.role is Role.APPLICANT for row in rows),
    }


def _shown(membership: Membership, organisation: Organisation) -> str:
    """Staffed organisations are public; a borrower's name is not, for whoever does not verify it."""
    if membership.role is Role.APPLICANT:
        return firm_view(organisation, Persona.OPERATOR)["name"]
    return organisation.name
