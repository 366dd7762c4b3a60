"""What waits for somebody: the rows that the navigation counts on every page."""

import sqlalchemy as sa

from portal.accounts.models import Membership
from portal.organisations import affiliation_queries, attesting, joining_queries
from portal.organisations.models import Claim, ClaimState, Organisation, OrganisationState, Proposal
from portal.organisations.queries.claims import claims_visible_to


def waiting_claims(actor) -> tuple[sa.Select]:
    """Claims that wait for the operator."""
    return (claims_visible_to(actor).where(Claim.state == ClaimState.PENDING),)


def refused_claims(actor) -> tuple[sa.Select, ...]:
    """The own registration to be put right, others who claim the firm, parks that invite it."""
    own = (Organisation.id == actor.organisation_id, Organisation.state == OrganisationState.REFUSED)
    claimed = joining_queries.joinings_visible_to(actor)
    return sa.select(Organisation.id).where(*own), claimed, *affiliation_queries.asking(actor)


def institutions_waiting(actor) -> tuple[sa.Select, ...]:
    """What waits for the operator under "institutions": proposals, and admins nobody else can confirm."""
    return waiting_proposals(actor), attesting.admins_due()


def waiting_proposals(actor) -> sa.Select:
    """Organisations that another operator made and this one may approve."""
    return (
        sa.select(Organisation.id)
        .join(Proposal, Proposal.organisation_id == Organisation.id)
        .join(Membership, Membership.id == Proposal.proposed_by_id)
        .where(Proposal.decided_at.is_(None), Membership.person_id != actor.person_id)
    )


def people_due(actor) -> tuple[sa.Select]:
    """What waits for an admin under "people"."""
    return (attesting.due_in(actor),)
