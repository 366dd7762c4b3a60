"""Leads of managers who are away: whoever waits for an answer gets somebody who is there."""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.accounts.standing import person_acts, present
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import slots, transition
from portal.leads.models import Lead
from portal.leads.moves import OPEN
from portal.leads.service.assigning import same_manager


def held_by_absent() -> list[int]:
    """Open leads with a running clock whose manager is away, or not known any more to work there."""
    held = (
        sa.select(Lead.id)
        .join(Membership, Membership.id == Lead.assigned_id)
        .where(Lead.state.in_(OPEN), Lead.clock_due_at.is_not(None))
        .where(Membership.role == Role.BANK_MANAGER, ~present(), _admin_of(Lead.institution_id).is_not(None))
    )
    return list(db.session.scalars(held.order_by(Lead.id)))


def hand_on(lead_id: int) -> bool:
    """Give it to the institution's admin, who names a colleague; state and clock stay.

    False when nobody is there to take it. Raises LeadError: it moved on, or a side is frozen.
    """
    lead = db.session.get_one(Lead, lead_id, populate_existing=True)
    slots.lock(lead.need_id, seeking=False)
    admin_id = db.session.scalar(sa.select(_admin_of(sa.literal(lead.institution_id))))
    if admin_id is None:
        return False
    transition.make(lead, "assign", where=(same_manager(lead),), assigned_id=admin_id)
    return True


def _admin_of(institution_id: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """SQL: the first admin of an institution who is there."""
    admins = sa.select(sa.func.min(Membership.id)).join(Person, Person.id == Membership.person_id)
    theirs = (Membership.organisation_id == institution_id, Membership.role == Role.BANK_ADMIN)
    there = admins.where(*theirs, Membership.ended_at.is_(None), person_acts(), present())
    return there.correlate_except(Membership, Person).scalar_subquery()
