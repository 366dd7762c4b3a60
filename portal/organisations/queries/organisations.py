"""One organisation by itself, and the institutions one may choose from."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.core.db import db
from portal.organisations.models import Organisation, OrganisationKind, OrganisationState


def own(organisation_id: int) -> Organisation:
    return db.session.get_one(Organisation, organisation_id)


def own_institution(actor) -> Organisation:
    """With its areas."""
    return again(actor.organisation_id)


def again(organisation_id: int) -> Organisation:
    """An organisation read anew, with its areas."""
    one = sa.select(Organisation).where(Organisation.id == organisation_id)
    return db.session.scalars(one.options(selectinload(Organisation.areas))).one()


def institution_options() -> list[Organisation]:
    """Active institutions with their areas loaded, in the order they were made."""
    some = sa.select(Organisation).where(
        Organisation.kind == OrganisationKind.INSTITUTION,
        Organisation.state == OrganisationState.ACTIVE,
        Organisation.frozen_at.is_(None),
        Organisation.left_at.is_(None),
    )
    return list(db.session.scalars(some.options(selectinload(Organisation.areas)).order_by(Organisation.id)))
