"""What waits for somebody: the rows that the navigation counts on every page."""

from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock
from portal.core.permissions import Role
from portal.leads import silence
from portal.leads.models import Lead, LeadState
from portal.leads.queries.lists import pushed
from portal.leads.queries.rows import visible_to
from portal.needs import queries as needs
from portal.needs.models import SEEKING, FinancingNeed
from portal.organisations.models import Organisation


def due_at_ours(actor) -> tuple[sa.Select]:
    """Pushed to us, and the first answer is due today or late."""
    return (pushed(actor).where(is_due()),)


def is_due() -> sa.ColumnElement[bool]:
    """SQL over Lead: its clock ends today or has ended."""
    midnight = clock.shanghai(clock.today() + timedelta(days=1))
    return sa.func.coalesce(Lead.clock_due_at <= midnight, sa.false())


def awaiting_contact(actor) -> tuple[sa.Select]:
    """Owners who agreed and have not been called yet, and what is overdue: the manager's own.

    For the admin also what nobody looks after, and everything overdue in the house. None that the platform
    has frozen: they cannot be called.
    """
    admin = actor.role is Role.BANK_ADMIN
    own = Lead.assigned_id == actor.membership_id
    called = sa.and_(Lead.state == LeadState.ACCEPTED, sa.or_(own, Lead.assigned_id.is_(None) & admin))
    late = sa.and_(silence.is_late(), sa.true() if admin else own)
    return (visible_to(actor).where(sa.or_(called, late), ~needs.is_stopped()),)


def decisions_waiting(actor) -> tuple[sa.Select]:
    """Institutions that want to talk, or have made an offer, and wait for the owner; none that is frozen."""
    asked = visible_to(actor).where(*awaits_owner())
    return (asked.where(FinancingNeed.state.in_(SEEKING)),)


def awaits_owner() -> tuple[sa.ColumnElement[bool], ...]:
    """SQL over Lead: the owner has to say yes or no, to a talk or to an offer, and a yes leads somewhere."""
    frozen = sa.select(Organisation.id).where(Organisation.frozen_at.is_not(None))
    waits = Lead.state.in_((LeadState.INTERESTED, LeadState.APPROVED))
    asked = (waits, Lead.declining_until.is_(None))
    return (*asked, Lead.institution_id.not_in(frozen))
