"""What each move of a lead is told as, and to whom: the other side, never the one who made it."""

import sqlalchemy as sa

from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.leads.models import Lead, LeadState
from portal.leads.moves import TALKING
from portal.needs.models import FinancingNeed
from portal.notifications import recipients
from portal.notifications.recipients import Moved, Whom, county_managers, in_charge, owners

TOLD: dict[str, tuple[tuple[str, Whom], ...]] = {
    "push": (("lead_pushed", county_managers),),
    "claim": (("lead_asked", owners),),
    "apply": (("lead_applied", in_charge),),
    "accept": (("lead_accepted", in_charge),),
    "contact": (("lead_contacted", owners),),
    "call_again": (("lead_call_again", in_charge),),
    "begin_diligence": (("lead_diligence", owners),),
    "ask_materials": (("lead_materials", owners),),
    "go_on_contacted": (("lead_goes_on", owners),),
    "go_on_diligence": (("lead_goes_on", owners),),
    "approve": (("lead_offered", owners),),
    "take": (("lead_taken", in_charge),),
    "disburse": (("lead_disbursed", owners),),
    "pay_again": (("lead_pay_again", in_charge),),
    "bank_decline_pushed": (("lead_declined", owners),),
    "bank_decline": (("lead_declined", owners),),
    "firm_decline": (("lead_firm_declined", in_charge),),
}
"""Moves of which the same is told however they came about; `_lapsed`, `_ended`, `_assigned` for the others.

An owner's 不同意 is a move only once its ten minutes are over, so nobody is told of it before.
"""


def told(moved: Moved, name: str) -> list[tuple[str, list]]:
    """`[(kind, memberships)]` of a move; empty for one that concerns nobody else."""
    special = {"lapse": _lapsed, "end": _ended, "assign": _assigned}.get(name)
    return special(moved) if special else [(kind, whom(moved)) for kind, whom in TOLD.get(name, ())]


def _lapsed(moved: Moved) -> list[tuple[str, list]]:
    """The institution's own silence its people hear of by their clock."""
    if moved.facts.get("from") == LeadState.PUSHED:
        return [("lead_unanswered", owners(moved))]
    return [("lead_missed", owners(moved)), ("lead_silent", in_charge(moved))]


def _ended(moved: Moved) -> list[tuple[str, list]]:
    """What nobody had taken up ends in silence; owners know what they have ended."""
    if moved.facts.get("code") == "institution_left":
        return [("lead_left", owners(moved))]
    return [("lead_ended", in_charge(moved))] if moved.facts.get("from") != LeadState.PUSHED else []


def _assigned(moved: Moved) -> list[tuple[str, list]]:
    """The new manager, the one before, and an owner who knows the one before.

    The first manager of a lead that an owner has just agreed to hears of that agreement.
    """
    now, before = recipients.lasting(moved.facts.get("manager")), recipients.manager_before(moved)
    first = moved.manager_before is None
    if first and moved.lead.state is LeadState.ACCEPTED:
        return [(_agreed(moved), now)]
    rows = [("lead_given", now), ("lead_passed", before)]
    known = not first and moved.facts.get("to") in TALKING
    return [*rows, ("lead_manager", owners(moved))] if known else rows


def _agreed(moved: Moved) -> str:
    asked = moved.previous and moved.previous.values.get("from") == LeadState.INTERESTED
    return "lead_accepted" if asked else "lead_applied"


def event_of(moved: Moved, kind: str) -> str:
    """What a notice is about: the move, or for a first manager the agreement that needed one."""
    first = moved.facts.get("from") == moved.facts.get("to") and kind in {"lead_accepted", "lead_applied"}
    seq = moved.previous.seq if first and moved.previous else moved.event.seq
    return f"event {seq}"


def find(lead_id: int, seq: int) -> Moved | None:
    """The move that an event tells of, its lead and need as they stand now."""
    event, lead = db.session.get(LedgerEvent, seq), db.session.get(Lead, lead_id, populate_existing=True)
    if event is None or lead is None:
        return None
    need = db.session.get(FinancingNeed, lead.need_id)
    earlier = (LedgerEvent.lead_id == lead_id, LedgerEvent.kind == "lead.moved", LedgerEvent.seq < seq)
    rows = sa.select(LedgerEvent).where(*earlier).order_by(LedgerEvent.seq.desc()).limit(1)
    return Moved(lead, need, event, db.session.scalar(rows))


def went_on(moved: Moved) -> bool:
    """Whether the lead has left the state of this move since."""
    later = sa.select(LedgerEvent).where(
        LedgerEvent.lead_id == moved.lead.id,
        LedgerEvent.kind == "lead.moved",
        LedgerEvent.seq > moved.event.seq,
    )
    return any(one.values.get("from") != one.values["to"] for one in db.session.scalars(later))
