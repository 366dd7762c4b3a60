"""Registering a firm, and whether it is who it says. Nothing here commits.

A claim makes a provisional organisation of its own, whatever is known of the code already, so that nobody
learns from registering whether a firm is here. Only the operator's approval attaches it to what exists.
"""

import sqlalchemy as sa

from portal.accounts import service as accounts
from portal.accounts.models import Membership, Person
from portal.core import clock, crypto, ledger, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import joining, licences
from portal.organisations.merging import attached, code_index, describe, locked
from portal.organisations.models import Claim, ClaimState, Organisation, OrganisationState
from search.language.scrub import without_contact


class AlreadyYours(Exception):
    """The person acts for this firm, or has claimed it, already."""


class AlreadyDecided(Exception):
    """Somebody decided on the claim first."""


class OwnClaim(Exception):
    """Nobody decides on their own claim."""


class NotRefused(Exception):
    """Only a refused claim is filed again."""


def register(*, person: Person, **details: str | None) -> Membership:
    """A provisional organisation for a person, and their claim to it; raises AlreadyYours.

    `details` are those of `merging.DETAILS`, codes in normal form, None where not said. The person may draft,
    see matches and file at once; needs open on approval.
    """
    _refuse_twice(person.id, details["credit_code"])
    organisation = Organisation(key_id=crypto.new_key(), state=OrganisationState.PROVISIONAL)
    describe(organisation, **details)
    db.session.add(organisation)
    db.session.flush()
    membership = accounts.add_membership(person.id, organisation.id, Role.APPLICANT)
    _file_claim(person.id, organisation, actor=membership)
    return membership


def resubmit(actor, **details: str | None) -> Claim:
    """File a refused claim again with corrected details. Raises NotRefused when there is none to correct."""
    refused = sa.update(Organisation).where(
        Organisation.id == actor.organisation_id, Organisation.state == OrganisationState.REFUSED
    )
    if db.session.execute(refused.values(state=OrganisationState.PROVISIONAL)).rowcount == 0:
        raise NotRefused("这份登记不在“未通过”的状态，不用再提交。")
    _refuse_twice(actor.person_id, details["credit_code"], but=actor.organisation_id)
    organisation = db.session.get_one(Organisation, actor.organisation_id)
    describe(organisation, **details)
    return _file_claim(actor.person_id, organisation, actor=actor)


def approve(actor, claim: Claim) -> Organisation:
    """The firm is who it says: attach it to the organisation of its code, or make it one.

    Returns the organisation the person acts for from now on. Raises AlreadyDecided when somebody was faster,
    joining.SecondClaim when others act for the firm and have not said that the person is one of them.
    """
    _decide(actor, claim, ClaimState.APPROVED)
    return _attach(actor, claim)


def hand_over(actor, claim: Claim) -> Organisation:
    """The firm goes to the claimant; whoever acted for it stops. Raises AlreadyDecided, joining.TooEarly."""
    _decide(actor, claim, ClaimState.APPROVED)
    if existing := locked(claim.code_index):
        joining.hand_over(actor, claim, existing)
    return _attach(actor, claim)


def _attach(actor, claim: Claim) -> Organisation:
    provisional = db.session.get_one(Organisation, claim.organisation_id)
    organisation = attached(provisional, claim.code_index, lambda existing: joining.check(claim, existing))
    ledger.record(
        "organisation.verified",
        actor=actor,
        organisation=organisation.id,
        claim=claim.id,
        merged=organisation is not provisional,
    )
    outbox.put("organisation.verified", organisation_id=organisation.id)
    outbox.put("claim.decided", claim_id=claim.id)
    return organisation


def refuse(actor, claim: Claim, reason: str) -> None:
    """Not verified, with a reason the person reads, contact data taken out.

    Raises AlreadyDecided when somebody was faster.
    """
    _decide(actor, claim, ClaimState.REFUSED)
    claim.reason = without_contact(reason)
    provisional = sa.update(Organisation).where(Organisation.id == claim.organisation_id)
    db.session.execute(provisional.values(state=OrganisationState.REFUSED))
    ledger.record("organisation.refused", actor=actor, organisation=claim.organisation_id, claim=claim.id)
    outbox.put("claim.decided", claim_id=claim.id)


def _refuse_twice(person_id: int, credit_code: str | None, but: int | None = None) -> None:
    """A person's own firms only: of others' nothing may be learnt here."""
    if credit_code is None:
        return
    same = sa.select(Claim.id).where(
        Claim.person_id == person_id,
        Claim.code_index == code_index(credit_code),
        Claim.state != ClaimState.REFUSED,
        Claim.organisation_id != (but or 0),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise AlreadyYours("您已经登记过这个代码，不用再登记一次。")


def _file_claim(person_id: int, organisation: Organisation, *, actor) -> Claim:
    code = organisation.credit_code
    claim = Claim(
        key_id=organisation.key_id,
        person_id=person_id,
        organisation_id=organisation.id,
        code_index=code and code_index(code),
    )
    db.session.add(claim)
    db.session.flush()
    ledger.record(
        "organisation.claimed",
        actor=actor,
        organisation=organisation.id,
        claim=claim.id,
        subject=organisation.subject_code,
    )
    return claim


def _decide(actor, claim: Claim, state: ClaimState) -> None:
    """The one update that decides; whoever comes second changes nothing."""
    if claim.person_id == actor.person_id:
        raise OwnClaim("自己的登记要由别的运营人员核验。")
    pending = sa.update(Claim).where(Claim.id == claim.id, Claim.state == ClaimState.PENDING)
    decided = {"state": state, "decided_by_id": actor.membership_id, "decided_at": clock.now()}
    if db.session.execute(pending.values(**decided)).rowcount == 0:
        raise AlreadyDecided("别人刚刚处理过这份登记。")
    licences.destroy(claim.id, "decided", actor=actor)
    db.session.refresh(claim)
