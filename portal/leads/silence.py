"""Whose silence ended a lead: the institution's own can be mended by it, the owner's draws no more banks."""

import sqlalchemy as sa

from portal.leads.models import Clock, Lead, LeadState

INSTITUTION, OWNER = "institution", "owner"
BY_STATE = {
    LeadState.PUSHED: INSTITUTION,
    LeadState.INTERESTED: OWNER,
    LeadState.APPROVED: OWNER,
}
"""Who had to answer in the states that lapse. A lapsed lead's `stage` is the state it lapsed in."""
OWED = (Clock.FIRST_CONTACT, Clock.DECISION, Clock.DISBURSEMENT)
"""What an institution owes for as long as it takes; its overrun goes to the admin."""


def of(lead: Lead) -> str | None:
    """Who fell silent; None when the lead has not lapsed."""
    if lead.state is not LeadState.LAPSED:
        return None
    return INSTITUTION if lead.stage in {None, str(LeadState.PUSHED)} else OWNER


def by_institution() -> sa.ColumnElement[bool]:
    """SQL over Lead: it lapsed by the institution's own silence."""
    return sa.and_(Lead.state == LeadState.LAPSED, sa.func.coalesce(Lead.stage, "pushed") == "pushed")


def is_late() -> sa.ColumnElement[bool]:
    """SQL over Lead: the institution is overdue with something that does not lapse."""
    return sa.and_(Lead.clock.in_(OWED), Lead.clock_overran_at.is_not(None))
