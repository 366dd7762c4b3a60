"""Whose second factor somebody may take off."""

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased

from portal.accounts.models import Membership
from portal.core.config import TWO_FACTORS
from portal.core.db import db
from portal.core.permissions import Role


def may_take_off(actor, membership: Membership) -> bool:
    """A second factor: an admin of the own people, the operator of all but managers; nobody the own.

    The factor is the person's: where it guards a role that the actor has no say in, it stays.
    """
    return within_reach(actor, membership, strong_elsewhere(actor, [membership.person_id]))


def within_reach(actor, membership: Membership, elsewhere: set[int]) -> bool:
    """The same, with `strong_elsewhere` asked once for several people."""
    if membership.person_id == actor.person_id or membership.ended_at or membership.person_id in elsewhere:
        return False
    return (membership.role is not Role.BANK_MANAGER) if actor.role is Role.OPERATOR else True


def strong_elsewhere(actor, person_ids: list[int]) -> set[int]:
    """Who of them has a role that wants a factor and that this actor does not manage.

    An admin manages the own institution. The operator manages all but managers, unless these are admins of
    the same institution, too.
    """
    asked = TWO_FACTORS | current_app.config["SECOND_FACTOR_ROLES"]
    mine = (Membership.person_id.in_(person_ids), Membership.ended_at.is_(None), Membership.role.in_(asked))
    rows = sa.select(Membership.person_id).where(*mine)
    if actor.role is not Role.OPERATOR:
        return set(db.session.scalars(rows.where(Membership.organisation_id != actor.organisation_id)))
    admin = aliased(Membership)
    is_admin = sa.exists().where(
        admin.person_id == Membership.person_id,
        admin.organisation_id == Membership.organisation_id,
        admin.role == Role.BANK_ADMIN,
        admin.ended_at.is_(None),
    )
    return set(db.session.scalars(rows.where(Membership.role == Role.BANK_MANAGER, ~is_admin)))
