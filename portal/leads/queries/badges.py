"""What waits for somebody, counted from rows; the navigation shows these numbers on every page."""

from datetime import timedelta

import sqlalchemy as sa
from flask import g

from portal.core import clock
from portal.core.permissions import Role
from portal.leads.models import Lead, LeadState
from portal.leads.queries.lists import pushed, totals
from portal.leads.queries.rows import visible_to
from portal.needs.models import SEEKING, FinancingNeed


def due_at_ours(actor) -> int:
    """Pushed to us, and the first answer is due today or late."""
    return _bank(actor)["due"]


def awaiting_contact(actor) -> int:
    """Owners who agreed and have not been called yet: the manager's own, for the admin also nobody's."""
    return _bank(actor)["contact"]


def decisions_waiting(actor, **others: sa.Select) -> int:
    """Institutions that want to talk and to whom the owner has not answered; and the rows of `others`."""
    asked = visible_to(actor).where(Lead.state == LeadState.INTERESTED, Lead.declining_until.is_(None))
    return sum(totals(asked=asked.where(FinancingNeed.state.in_(SEEKING)), **others).values())


def _bank(actor) -> dict[str, int]:
    """Both numbers of a bank's navigation in one query, asked once a page."""
    known = g.setdefault("bank_badges", {})
    if actor.membership_id not in known:
        known[actor.membership_id] = totals(due=_due(actor), contact=_contact(actor))
    return known[actor.membership_id]


def _due(actor) -> sa.Select:
    midnight = clock.shanghai(clock.today() + timedelta(days=1))
    return pushed(actor).where(Lead.clock_due_at <= midnight)


def _contact(actor) -> sa.Select:
    nobody = Lead.assigned_id.is_(None) if actor.role is Role.BANK_ADMIN else sa.false()
    mine = sa.or_(Lead.assigned_id == actor.membership_id, nobody)
    return visible_to(actor).where(Lead.state == LeadState.ACCEPTED, mine)
