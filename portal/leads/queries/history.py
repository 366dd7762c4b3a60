"""How leads came, and the steps they took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Membership, Person
from portal.core import crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Channel, Disbursement, Dispute, LeadMove, LeadOrigin, LeadState
from portal.organisations.models import Organisation
from portal.referrals.models import Referral, ReferralBatch


@dataclass(frozen=True)
class Origin:
    """One way by which a lead came; a referral names the department and what it remarked (scrubbed)."""

    channel: Channel
    at: datetime
    department: str | None
    remark: str


@dataclass(frozen=True)
class Step:
    """One move, with who did it as the institution may know it."""

    before: LeadState | None
    to: LeadState
    role: Role | None
    person: str | None
    happened_at: datetime
    recorded_at: datetime
    note: str | None
    paid_fen: int | None = None  # of a payment
    actor_id: int | None = None
    move_id: int | None = None
    handed: bool = False
    goes_on: bool = False  # after papers
    done_over: bool = False  # after a call or a payment that was none
    dispute: Dispute | None = None
    given_to: str = ""  # of a handing over: to whom, as far as the step still says


def origins(lead_ids: Iterable[int]) -> dict[int, list[Origin]]:
    """The ways of each lead, the first one first."""
    rows = (
        sa.select(LeadOrigin, Organisation.name_clear, ReferralBatch.remark_shown)
        .outerjoin(Referral, Referral.id == LeadOrigin.referral_id)
        .outerjoin(ReferralBatch, ReferralBatch.id == Referral.batch_id)
        .outerjoin(Organisation, Organisation.id == ReferralBatch.department_id)
        .where(LeadOrigin.lead_id.in_(list(lead_ids)))
        .order_by(LeadOrigin.id)
    )
    found: dict[int, list[Origin]] = {}
    for origin, department, remark in db.session.execute(rows):
        way = Origin(origin.channel, origin.at, department, remark or "")
        found.setdefault(origin.lead_id, []).append(way)
    return found


def steps_of(lead_id: int, institution_id: int) -> list[Step]:
    """The history of a lead, newest first; only people of this institution are named."""
    actor, given, colleague = aliased(Membership), aliased(Membership), aliased(Person)
    rows = list(
        db.session.execute(
            sa.select(LeadMove, actor, Person, colleague, Disbursement.amount_fen, Dispute)
            .outerjoin(actor, actor.id == LeadMove.actor_id)
            .outerjoin(Person, sa.and_(Person.id == actor.person_id, actor.organisation_id == institution_id))
            .outerjoin(given, given.id == LeadMove.given_to_id)
            .outerjoin(colleague, colleague.id == given.person_id)
            .outerjoin(Disbursement, Disbursement.move_id == LeadMove.id)
            .outerjoin(Dispute, Dispute.move_id == LeadMove.id)
            .where(LeadMove.lead_id == lead_id)
            .order_by(LeadMove.id.desc())
        )
    )
    keys = [person.key_id for row in rows for person in row[2:4] if person]
    crypto.preload([*keys, *(row.LeadMove.key_id for row in rows)])
    return [_step(*row) for row in rows]


def _step(
    move: LeadMove,
    actor: Membership | None,
    person: Person | None,
    colleague: Person | None,
    paid_fen: int | None,
    dispute: Dispute | None,
) -> Step:
    return Step(
        before=move.from_state,
        to=move.to_state,
        role=actor.role if actor else None,
        person=person.name if person else None,
        happened_at=move.happened_at,
        recorded_at=move.recorded_at,
        note=move.note,
        paid_fen=paid_fen,
        actor_id=move.actor_id,
        move_id=move.id,
        handed=move.is_handing_over,
        goes_on=move.is_going_on,
        done_over=move.is_done_over,
        dispute=dispute,
        given_to=(colleague.name if colleague else None) or "",
    )
