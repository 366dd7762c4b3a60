"""Steps that an owner may dispute, what was said against them, and what still waits for an answer."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Dispute, Lead, LeadMove, LeadState, Outcome
from portal.leads.moves import MOVES
from portal.leads.queries.rows import visible_to
from portal.organisations.models import Organisation

Steps = list[tuple[LeadMove, Dispute | None]]


def open_() -> sa.ColumnElement[bool]:
    """SQL over Dispute: nobody has answered it, nor was it taken back."""
    return Dispute.outcome.is_(None)


def undisputed() -> sa.ColumnElement[bool]:
    """SQL over LeadMove: its owner says nothing against it; else it counts not, whatever the bank says."""
    stands = sa.or_(Dispute.outcome.is_(None), Dispute.outcome != Outcome.TAKEN_BACK)
    return ~sa.exists().where(Dispute.move_id == LeadMove.id, stands).correlate(LeadMove)


def steps_to_dispute(lead_ids: Iterable[int]) -> dict[int, Steps]:
    """By lead: the last call, the papers it waits for, each payment; with what was said against them."""
    if not (ids := list(lead_ids)):
        return {}
    rows = (
        sa.select(LeadMove, Dispute)
        .join(Lead, Lead.id == LeadMove.lead_id)
        .outerjoin(Dispute, Dispute.move_id == LeadMove.id)
        .where(Lead.id.in_(ids), sa.or_(_may_be_disputed(), Dispute.id.is_not(None)))
        .order_by(LeadMove.id)
    )
    found: dict[int, Steps] = {}
    for move, dispute in db.session.execute(rows):
        found.setdefault(move.lead_id, []).append((move, dispute))
    crypto.preload(dispute.key_id for steps in found.values() for _, dispute in steps if dispute)
    return found


def _may_be_disputed() -> sa.ColumnElement[bool]:
    """SQL over LeadMove and its Lead: papers only while they are waited for; no handing to a colleague."""
    waiting = _last(LeadState.WAITING_MATERIALS, *MOVES["ask_materials"].sources)
    waits = sa.and_(Lead.state == LeadState.WAITING_MATERIALS, waiting)
    called = _last_call()
    paid = sa.and_(LeadMove.to_state == LeadState.DISBURSED, LeadMove.given_to_id.is_(None))
    return sa.or_(waits, called, paid)


def _last_call() -> sa.ColumnElement[bool]:
    return _last(LeadState.CONTACTED, *MOVES["contact"].sources)


def is_last_call(move: LeadMove) -> bool:
    """Whether nobody has called the owner since this step."""
    rows = sa.select(LeadMove.id).where(LeadMove.id == move.id, _last_call())
    return db.session.scalar(rows) is not None


def _last(to: LeadState, *sources: LeadState) -> sa.ColumnElement[bool]:
    """SQL over LeadMove: the last step of its lead that led from one of these to that."""
    later = aliased(LeadMove)
    of = lambda move: sa.and_(move.to_state == to, move.from_state.in_(sources))
    again = sa.exists().where(later.lead_id == LeadMove.lead_id, later.id > LeadMove.id, of(later))
    return sa.and_(of(LeadMove), ~again)


def step_of(actor, public_id: str) -> LeadMove | None:
    """A step of one of the owner's leads that can be disputed, or was, by its address."""
    own = visible_to(actor).with_only_columns(Lead.id)
    rows = sa.select(LeadMove.lead_id).where(LeadMove.public_id == public_id, LeadMove.lead_id.in_(own))
    lead_id = db.session.scalar(rows)
    steps = steps_to_dispute([lead_id]).get(lead_id, []) if lead_id else []
    return next((move for move, _ in steps if move.public_id == public_id), None)


def dispute_of(actor, public_id: str) -> Dispute | None:
    """A dispute of the owner's own, or one that this manager or admin may answer."""
    mine = Lead.assigned_id == actor.membership_id if actor.role is Role.BANK_MANAGER else sa.true()
    leads = visible_to(actor).where(mine).with_only_columns(Lead.id)
    return db.session.scalar(
        sa.select(Dispute).where(Dispute.public_id == public_id, Dispute.lead_id.in_(leads))
    )


def to_answer(actor) -> tuple[sa.Select]:
    """Leads with an open dispute that wait for this manager, or for this institution's admin."""
    mine = Lead.assigned_id == actor.membership_id if actor.role is Role.BANK_MANAGER else sa.true()
    disputed = sa.exists().where(Dispute.lead_id == Lead.id, open_())
    return (visible_to(actor).where(mine, disputed),)


def disputed_among(lead_ids: Iterable[int]) -> set[int]:
    """Those of the leads whose owners wait for an answer."""
    rows = sa.select(Dispute.lead_id).where(Dispute.lead_id.in_(list(lead_ids)), open_())
    return set(db.session.scalars(rows))


def unanswered(actor) -> tuple[sa.Select]:
    """Every open dispute, for the operator."""
    return (sa.select(Dispute).where(open_() if actor.role is Role.OPERATOR else sa.false()),)


def by_institution() -> list[tuple[str, int, datetime]]:
    """(institution, open disputes, the oldest of them), the longest wait first."""
    oldest = sa.func.min(Dispute.opened_at)
    rows = (
        sa.select(Organisation.name_clear, sa.func.count(Dispute.id), oldest)
        .select_from(Dispute)
        .join(Lead, Lead.id == Dispute.lead_id)
        .join(Organisation, Organisation.id == Lead.institution_id)
        .where(open_())
        .group_by(Organisation.id, Organisation.name_clear)
        .order_by(oldest)
    )
    return [(name or "", number, since) for name, number, since in db.session.execute(rows)]
