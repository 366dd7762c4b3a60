"""Whose silence ended a lead: the institution's own can be mended by it, the owner's draws no more banks."""

from portal.leads.models import Lead, LeadState

INSTITUTION, OWNER = "institution", "owner"
BY_STATE = {
    LeadState.PUSHED: INSTITUTION,
    LeadState.INTERESTED: OWNER,
    LeadState.APPROVED: OWNER,
}
"""Who had to answer in the states that lapse. A lapsed lead's `stage` is the state it lapsed in."""


def of(lead: Lead) -> str | None:
    """Who fell silent; None when the lead has not lapsed."""
    if lead.state is not LeadState.LAPSED:
        return None
    return INSTITUTION if lead.stage in {None, str(LeadState.PUSHED)} else OWNER
