"""A claim to a firm for which somebody acts already: who is asked, and what may follow. Nothing here commits.

Whoever claims a firm reads, once approved, every need it has filed. So an approval alone never lets a second
person in: those who act for the firm say that it is one of theirs, or the operator hands the firm over.
"""

from datetime import date

import sqlalchemy as sa

from portal.accounts import service as accounts
from portal.accounts.models import Membership
from portal.core import clock, ledger, workdays
from portal.core.db import db
from portal.core.permissions import Role
from portal.needs.models import FinancingNeed
from portal.organisations.models import Claim, Joining, JoiningState, Organisation, OrganisationState

PATIENCE = 3  # working days for whoever acts for a firm, to answer and after a no, before a handover


class SecondClaim(Exception):
    """Others act for this firm, and have not said that the claimant is one of them."""


class TooEarly(Exception):
    """Those who act for the firm have to be asked first, and given time."""


class AlreadySaid(Exception):
    """Somebody answered first, or the claim is decided."""


def acting(organisation_id: int, but: int | None = None) -> sa.Select:
    """Memberships of those who act for a firm, one person left out."""
    return sa.select(Membership).where(
        Membership.organisation_id == organisation_id,
        Membership.role == Role.APPLICANT,
        Membership.ended_at.is_(None),
        Membership.person_id != (but or 0),
    )


def is_second(claim: Claim, existing: Organisation) -> bool:
    """Whether somebody else acts for this firm, and the claimant not yet."""
    if existing.state is not OrganisationState.ACTIVE:
        return False
    people = set(db.session.scalars(acting(existing.id).with_only_columns(Membership.person_id)))
    return bool(people) and claim.person_id not in people


def check(claim: Claim, existing: Organisation) -> None:
    """Before an approval attaches the claimant; `existing` is locked. Raises SecondClaim."""
    if not is_second(claim, existing):
        return
    joining = of_claim(claim)
    said = joining and joining.organisation_id == existing.id and joining.state
    if said is not JoiningState.OURS:
        raise SecondClaim("这个代码已经有人在经办。要先问现有经办，他说是自己的人才能加入。")


def of_claim(claim: Claim) -> Joining | None:
    asked = sa.select(Joining).where(Joining.claim_id == claim.id)
    return db.session.scalar(asked.execution_options(populate_existing=True))


def ask(actor, claim: Claim, existing: Organisation) -> Joining:
    """The operator asks whoever acts for the firm; asking twice changes nothing."""
    if not is_second(claim, existing):
        raise TooEarly("这个代码现在没有别人在经办，直接核验就行。")
    if (asked := of_claim(claim)) is not None:
        return asked
    joining = Joining(claim_id=claim.id, organisation_id=existing.id, asked_by_id=actor.membership_id)
    db.session.add(joining)
    db.session.flush()
    ledger.record("joining.asked", actor=actor, claim=claim.id, organisation=existing.id)
    return joining


def answer(actor, joining: Joining, *, ours: bool) -> None:
    """Somebody who acts for the firm says whether the claimant is one of theirs. Raises AlreadySaid."""
    state = JoiningState.OURS if ours else JoiningState.NOT_OURS
    said = {"state": state, "answered_by_id": actor.membership_id, "answered_at": clock.now()}
    _move(joining, JoiningState.ASKED, **said)
    facts = {"claim": joining.claim_id, "organisation": joining.organisation_id}
    ledger.record("joining.answered", actor=actor, ours=ours, **facts)


def last_day(joining: Joining) -> date:
    """The last day on which those who act may answer before the firm may be handed over."""
    return workdays.last_day(workdays.deadline(joining.created_at, PATIENCE))


def may_hand_over(joining: Joining | None) -> bool:
    """Once they said no (a stolen account says so, too) or said nothing, and the time has passed.

    After a no as well: whoever said it may be right, and has to have the time to notice and to object.
    """
    if joining is None or joining.state not in {JoiningState.NOT_OURS, JoiningState.ASKED}:
        return False
    return clock.now() > workdays.deadline(joining.answered_at or joining.created_at, PATIENCE)


def hand_over(actor, claim: Claim, existing: Organisation) -> None:
    """Whoever acts for the firm stops at once, sessions included; comes before the claimant is attached.

    Consents stay, but no contact is opened until the new person has said that it is theirs: the old number
    is nobody's to give any more, and the new one was given to no bank yet (`is_paused`).
    """
    joining = of_claim(claim)
    if not may_hand_over(joining):
        raise TooEarly(f"要先问现有经办；他没有答复，或者说不是，都要再等满 {PATIENCE} 个工作日，才能交接。")
    _move(joining, joining.state, state=JoiningState.HANDED_OVER)
    ended = [membership.id for membership in db.session.scalars(acting(existing.id, claim.person_id))]
    for membership_id in ended:
        accounts.end_membership(membership_id)
    facts = {"claim": claim.id, "organisation": existing.id, "ended": len(ended)}
    ledger.record("organisation.handed_over", actor=actor, **facts)


def is_paused(organisation_id: int) -> bool:
    """Whether contacts of this firm stay shut because nobody has taken over yet."""
    handed = (Joining.organisation_id == organisation_id, Joining.state == JoiningState.HANDED_OVER)
    return db.session.scalar(sa.select(Joining.id).where(*handed).limit(1)) is not None


def take_over(actor) -> None:
    """The new person says: from now on I am the one to call, for every need of the firm."""
    mine = sa.update(Joining).where(
        Joining.organisation_id == actor.organisation_id, Joining.state == JoiningState.HANDED_OVER
    )
    if db.session.execute(mine.values(state=JoiningState.TAKEN_OVER)).rowcount == 0:
        raise AlreadySaid("这家不需要接手，或者已经接手了。")
    needs = sa.update(FinancingNeed).where(FinancingNeed.owner_id == actor.organisation_id)
    db.session.execute(needs.values(filed_by_id=actor.person_id))
    ledger.record("organisation.taken_over", actor=actor, organisation=actor.organisation_id)


def _move(joining: Joining, expected: JoiningState, **values) -> None:
    one = sa.update(Joining).where(Joining.id == joining.id, Joining.state == expected)
    if db.session.execute(one.values(**values)).rowcount == 0:
        raise AlreadySaid("刚刚已经有人答复过了。")
