"""Who runs the site, operators and auditors: made and ended by command only (docs/decisions/0013)."""

import sqlalchemy as sa
from flask import current_app

from portal.accounts import service as accounts
from portal.accounts.models import Membership
from portal.core import identifiers
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Organisation, OrganisationKind
from portal.organisations.staff import BY_COMMAND, add_staff, create_organisation, end_staff


class LastOperator(ValueError):
    """A site without an operator could decide nothing."""


def create_operator(name: str, mobile: str, password: str, role: Role = Role.OPERATOR) -> Membership:
    """An operator or auditor of this site, whose organisation bears the site's name. Does not commit.

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
    return add_staff(None, organisation, person, role)


def end_operator(mobile: str) -> int:
    """End whoever has this mobile as operator and auditor, at once; how many memberships. Does not commit.

    Raises LookupError for nobody who is one, LastOperator for the only one, ValueError for no mobile.
    """
    person = accounts.find(identifiers.mobile(mobile))
    working = sa.select(Membership).where(Membership.role.in_(BY_COMMAND), Membership.ended_at.is_(None))
    mine = db.session.scalars(working.where(Membership.person_id == (person.id if person else 0))).all()
    if not mine:
        raise LookupError("没有用这个手机号的运营或审计人员，请核对号码。")
    others = working.where(Membership.role == Role.OPERATOR, Membership.person_id != person.id)
    if any(one.role is Role.OPERATOR for one in mine) and db.session.scalar(others.limit(1)) is None:
        raise LastOperator("这是唯一的运营人员。请先用 create-operator 开通另一位，再停用他。")
    return sum(end_staff(None, one) for one in mine)
