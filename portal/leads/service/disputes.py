"""An owner disputes a step; the institution answers. What is disputed counts nowhere until taken back."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import slots
from portal.leads.disputing import REASONS
from portal.leads.errors import LeadError, NotYours, OtherState
from portal.leads.models import Dispute, Lead, LeadMove, Outcome
from portal.leads.queries.disputes import steps_to_dispute
from portal.leads.service.banks import shown_words
from portal.leads.service.mending import mend

TWICE = "这一步您已经提过异议了，机构的答复在需求页上。"


def dispute(actor, move: LeadMove, reason: str) -> Dispute:
    """The owner says that a step is not as it was written down. Raises LeadError."""
    lead = db.session.get_one(Lead, move.lead_id)
    need = slots.lock(lead.need_id, seeking=False)
    if need.owner_id != actor.organisation_id:
        raise NotYours("这条对接不是您的。")
    if move.id not in {step.id for step, _ in steps_to_dispute([lead.id]).get(lead.id, [])}:
        raise OtherState
    if reason not in REASONS[move.to_state]:
        raise LeadError("请选一个原因。")
    row = Dispute(
        move_id=move.id,
        lead_id=lead.id,
        key_id=lead.key_id,
        about=move.to_state,
        reason=reason,
        opened_by_id=actor.membership_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise OtherState(TWICE) from None
    _record("dispute.opened", actor, row, lead, move, reason=reason)
    outbox.put("dispute.opened", dispute_id=row.id, lead_id=lead.id)
    return row


def answer(actor, row: Dispute, *, wrong: bool, words: str = "") -> Dispute:
    """The assigned manager or the admin: the owner is right, or it was as written. Raises LeadError.

    What the owner was right about is mended at once, see `mending`.
    """
    lead, move = _of(row)
    here = actor.organisation_id == lead.institution_id
    if not here or not (actor.role is Role.BANK_ADMIN or lead.assigned_id == actor.membership_id):
        raise NotYours("只有负责这条对接的客户经理和机构管理员能答复。")
    if wrong:
        slots.hold_borrower(lead.need_id)
    need = slots.lock(lead.need_id, seeking=False)
    _close(actor, row, Outcome.WRONG if wrong else Outcome.STOOD_BY)
    row.answer = shown_words(words) or None
    _record("dispute.closed", actor, row, lead, move, outcome=str(row.outcome))
    outbox.put("dispute.closed", dispute_id=row.id, lead_id=lead.id)
    db.session.refresh(lead)
    if wrong:
        mend(actor, row, move, lead, need)
    return row


def take_back(actor, row: Dispute) -> Dispute:
    """The owner was mistaken; the step counts again. Raises LeadError."""
    lead, move = _of(row)
    need = slots.lock(lead.need_id, seeking=False)
    if need.owner_id != actor.organisation_id:
        raise NotYours("这条对接不是您的。")
    _close(actor, row, Outcome.TAKEN_BACK)
    _record("dispute.closed", actor, row, lead, move, outcome=str(row.outcome))
    return row


def _of(row: Dispute) -> tuple[Lead, LeadMove]:
    return db.session.get_one(Lead, row.lead_id), db.session.get_one(LeadMove, row.move_id)


def _close(actor, row: Dispute, outcome: Outcome) -> None:
    """Exactly one closes it, whoever else tries at this moment."""
    open_one = sa.update(Dispute).where(Dispute.id == row.id, Dispute.outcome.is_(None))
    values = {"outcome": outcome, "closed_by_id": actor.membership_id, "closed_at": clock.now()}
    change = open_one.values(**values).execution_options(synchronize_session=False)
    if db.session.execute(change).rowcount != 1:
        raise OtherState("这条异议刚刚已经有了结果。")
    db.session.refresh(row)


def _record(kind: str, actor, row: Dispute, lead: Lead, move: LeadMove, **facts) -> None:
    """`event` is the step's own in the ledger, so that figures leave it out without looking at rows."""
    pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
    ledger.record(kind, actor=actor, **pair, about=str(row.about), event=move.event_seq, **facts)
