"""What one operator makes, another one approves. Nothing here commits."""

import sqlalchemy as sa

from portal.accounts import service as accounts
from portal.accounts.models import Membership, Person
from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Organisation, OrganisationKind, OrganisationState, Proposal


class OwnProposal(Exception):
    """Whoever made it does not approve it."""


class NotTheirs(Exception):
    """A role that people of this organisation cannot have, or one's own membership or organisation."""


class NotProposed(Exception):
    """Somebody decided first, or there was nothing to decide."""


def propose(actor, organisation: Organisation) -> None:
    """Until another operator says yes, nobody can be invited, act for it, or be sent anything."""
    organisation.state, organisation.verified_at = OrganisationState.PROVISIONAL, None
    db.session.add(Proposal(organisation_id=organisation.id, proposed_by_id=actor.membership_id))
    db.session.flush()


def approve(actor, organisation: Organisation) -> None:
    """It takes part from now on. Raises OwnProposal and NotProposed."""
    _decide(actor, organisation)
    organisation.state, organisation.verified_at = OrganisationState.ACTIVE, clock.now()
    ledger.record("organisation.approved", actor=actor, organisation=organisation.id)


def decline(actor, organisation: Organisation) -> None:
    """It never takes part; its name is free again. Raises OwnProposal and NotProposed."""
    _decide(actor, organisation)
    organisation.state = OrganisationState.REFUSED
    ledger.record("organisation.declined", actor=actor, organisation=organisation.id)


def leave(actor, organisation: Organisation) -> int:
    """It takes part no longer: everybody's work for it ends, their sessions with it; how many people."""
    if organisation.kind is OrganisationKind.OPERATOR:
        raise NotTheirs("平台自己不能退出。")
    alive = sa.update(Organisation).where(Organisation.id == organisation.id, Organisation.left_at.is_(None))
    if db.session.execute(alive.values(left_at=clock.now())).rowcount == 0:
        return 0
    working = sa.select(Membership.id).where(
        Membership.organisation_id == organisation.id, Membership.ended_at.is_(None)
    )
    ended = [accounts.end_membership(member_id) for member_id in db.session.scalars(working).all()]
    ledger.record("organisation.left", actor=actor, organisation=organisation.id, people=sum(ended))
    outbox.put("organisation.left", organisation_id=organisation.id)
    return sum(ended)


def proposer_of(organisation_id: int) -> int | None:
    """The person who made what is still to be decided."""
    return db.session.scalar(
        sa.select(Membership.person_id)
        .join(Proposal, Proposal.proposed_by_id == Membership.id)
        .where(Proposal.organisation_id == organisation_id, Proposal.decided_at.is_(None))
    )


def is_alone(person_id: int) -> bool:
    """Whether no other operator could decide."""
    others = sa.select(Membership.id).join(Person, Person.id == Membership.person_id)
    others = others.where(
        Membership.role == Role.OPERATOR,
        Membership.ended_at.is_(None),
        Membership.person_id != person_id,
        Person.disabled_at.is_(None),
    )
    return db.session.scalar(others.limit(1)) is None


def _decide(actor, organisation: Organisation) -> None:
    """The one update that decides; whoever comes second changes nothing."""
    if proposer_of(organisation.id) == actor.person_id:
        raise OwnProposal("自己建的单位，要由另一位运营人员批准。")
    open_still = sa.update(Proposal).where(
        Proposal.organisation_id == organisation.id, Proposal.decided_at.is_(None)
    )
    decided = {"decided_by_id": actor.membership_id, "decided_at": clock.now()}
    if db.session.execute(open_still.values(**decided)).rowcount == 0:
        raise NotProposed("别人刚刚处理过，或者这家单位不用批准。")
