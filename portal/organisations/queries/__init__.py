"""Which organisations and claims somebody may read, and the lists made of them."""

from portal.organisations.queries.badges import (
    institutions_waiting,
    people_due,
    refused_claims,
    waiting_claims,
)
from portal.organisations.queries.claims import claim_of, claims_page, latest_claim
from portal.organisations.queries.comparing import claim_page, has_picture
from portal.organisations.queries.factors import may_take_off
from portal.organisations.queries.invited import invitation_of, invitations_of
from portal.organisations.queries.organisations import again, institution_options, own, own_institution
from portal.organisations.queries.paging import Page, count
from portal.organisations.queries.people import leaving, staff_membership, staff_of
from portal.organisations.queries.staffed import STAFFED, proposal_of, staffed, staffed_page
from portal.organisations.queries.waiting import ready_needs, waiting_needs

__all__ = [
    "STAFFED", "Page", "again", "claim_of", "claim_page", "claims_page", "count", "has_picture",
    "institution_options", "institutions_waiting", "invitation_of", "invitations_of", "latest_claim",
    "leaving", "may_take_off", "own", "own_institution", "people_due", "proposal_of", "ready_needs",
    "refused_claims", "staff_membership", "staff_of", "staffed", "staffed_page", "waiting_claims",
    "waiting_needs",
]  # fmt: skip
