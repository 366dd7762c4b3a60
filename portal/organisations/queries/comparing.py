"""A claim with all that the operator compares before deciding on it."""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import crypto
from portal.core.db import db
from portal.organisations import joining_queries, views, vouch_queries
from portal.organisations.models import Claim, ClaimState, LicencePicture, Organisation, OrganisationState
from portal.organisations.queries import waiting
from portal.organisations.queries.paging import count, counts


def claim_page(claim: Claim) -> dict:
    """A claim with what the operator compares: who has the code already, rival claims, what waits for it."""
    both = sa.select(Organisation, Person).select_from(Claim).where(Claim.id == claim.id)
    both = both.join(Organisation, Organisation.id == Claim.organisation_id)
    organisation, person = db.session.execute(both.join(Person, Person.id == Claim.person_id)).one()
    crypto.preload([organisation.key_id, person.key_id, claim.key_id])
    pending = claim.state is ClaimState.PENDING
    needs, rivals, pictures = counts(waiting.of(organisation.id), _rivals(claim), _pictures(claim))
    return {
        **views.claim_view(claim, organisation, person),
        "existing": _existing(claim, organisation) if pending else None,
        "second": joining_queries.second_claim(claim) if pending else None,
        "rivals": rivals,
        "waiting_needs": needs,
        "needs": waiting.in_words(organisation.id) if pending else [],
        "has_picture": pending and pictures > 0,
        "vouches": vouch_queries.said_of(claim) if pending else [],
        "acting": _acting(claim),
    }


def has_picture(claim: Claim) -> bool:
    """Whether a picture of the licence waits to be looked at; its bytes are not read."""
    return claim.state is ClaimState.PENDING and count(_pictures(claim)) > 0


def _existing(claim: Claim, claimed: Organisation) -> dict | None:
    """The organisation that approval would attach to, with what is compared: `registered` {field: value}."""
    if claim.code_index is None:
        return None
    bearer = db.session.scalar(sa.select(Organisation).where(Organisation.code_index == claim.code_index))
    if bearer is None:
        return None
    people = sa.select(Membership).where(
        Membership.organisation_id == bearer.id, Membership.ended_at.is_(None)
    )
    return {
        "unclaimed": bearer.state is OrganisationState.UNCLAIMED,
        "same_name": bearer.name_index == claimed.name_index,
        "people": count(people),
        "registered": views.registered_facts(bearer),
    }


def _acting(claim: Claim) -> dict | None:
    """`{member, firm}`: public ids by which the claimant and the firm they act for now can be frozen."""
    merged = sa.select(Organisation.merged_into_id).where(Organisation.id == claim.organisation_id)
    firms = sa.union(
        sa.select(sa.literal(claim.organisation_id)), merged.where(Organisation.merged_into_id > 0)
    )
    rows = sa.select(Membership.public_id, Organisation.public_id)
    rows = rows.join(Organisation, Organisation.id == Membership.organisation_id)
    mine = rows.where(Membership.person_id == claim.person_id, Membership.ended_at.is_(None))
    found = db.session.execute(mine.where(Membership.organisation_id.in_(firms)).limit(1)).first()
    return found and {"member": found[0], "firm": found[1]}


def _rivals(claim: Claim) -> sa.Select:
    """Other claims to the same code that wait as well."""
    same = Claim.code_index == claim.code_index if claim.code_index else sa.false()
    return sa.select(Claim.id).where(same, Claim.state == ClaimState.PENDING, Claim.id != claim.id)


def _pictures(claim: Claim) -> sa.Select:
    return sa.select(LicencePicture.id).where(LicencePicture.claim_id == claim.id)
