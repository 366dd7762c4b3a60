"""Invitations to work for an organisation."""

import sqlalchemy as sa

from portal.core import crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import views
from portal.organisations.models import Invitation, Organisation
from portal.organisations.queries.paging import PAGE
from portal.organisations.queries.staffed import STAFFED


def invitations_of(organisation: Organisation) -> list[dict]:
    """The newest ones first, with their state; their contacts masked."""
    rows = sa.select(Invitation).where(Invitation.organisation_id == organisation.id)
    some = db.session.scalars(rows.order_by(Invitation.id.desc()).limit(PAGE)).all()
    crypto.preload([organisation.key_id])
    return [views.invitation_row(one) for one in some]


def invitation_of(actor, public_id: str) -> Invitation | None:
    """An invitation that somebody may withdraw."""
    rows = sa.select(Invitation).join(Organisation, Organisation.id == Invitation.organisation_id)
    if actor.role is Role.OPERATOR:
        rows = rows.where(Organisation.kind.in_(STAFFED))
    else:
        own_one = actor.organisation_id if actor.role is Role.BANK_ADMIN else 0
        rows = rows.where(Invitation.organisation_id == own_one)
    return db.session.scalar(rows.where(Invitation.public_id == public_id))
