"""The first operator of a site, who makes everybody else; by command only."""

import sqlalchemy as sa
from flask import current_app

from portal.accounts import service as accounts
from portal.accounts.models import Membership
from portal.core import identifiers
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Organisation, OrganisationKind
from portal.organisations.staff import add_staff, create_organisation


def create_operator(name: str, mobile: str, password: str) -> Membership:
    """An operator of this site, whose organisation bears the site's name. Does not commit.

    Raises ValueError for a mobile or password that does not do, accounts.MobileTaken for a known mobile.
    """
    person = accounts.create_person(name, identifiers.mobile(mobile), None, identifiers.password(password))
    own = (
        sa.select(Organisation)
        .where(Organisation.kind == OrganisationKind.OPERATOR)
        .order_by(Organisation.id)
    )
    organisation = db.session.scalar(own.limit(1)) or create_organisation(
        None, OrganisationKind.OPERATOR, current_app.config["SITE_NAME"], ()
    )
    return add_staff(None, organisation, person, Role.OPERATOR)
