"""The one place where a lead changes its state: a conditional update, the ledger, the history, the news."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts import standing
from portal.accounts.models import Membership
from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.leads import clocks, parting, slots
from portal.leads.errors import InstitutionFrozen, OtherState
from portal.leads.models import Clock, Lead, LeadMove, LeadState
from portal.leads.moves import BANK_FROZEN, FIRM_FROZEN, MOVES, TALKING, Move
from portal.organisations.models import Organisation
from portal.products import kinds
from portal.products.models import Product, ProductKind


def make(
    lead: Lead,
    name: str,
    actor=None,
    *,
    where=(),
    happened_at: datetime | None = None,
    note: str | None = None,
    **columns,
) -> Lead:
    """Perform the move `name` on a lead, or raise OtherState when somebody was quicker.

    `where` are further conditions of the update, `columns` further values; `happened_at` is when it really
    happened, the time of recording is kept beside it. The caller has locked the need.
    """
    move, before, moment = MOVES[name], lead.state, happened_at or clock.now()
    values = columns_of(lead, name, moment, **columns)
    _refuse_frozen(lead, name)
    old = (lead.clock, lead.clock_due_at)
    _update(lead, before, where, values)
    _stopped(lead, move, old, moment, actor)
    _write(lead, before, move, moment, note, actor)
    return lead


def begin(lead: Lead, name: str, actor=None, *, note: str | None = None) -> Lead:
    """Make a new lead by a move that has no state before it; IntegrityError when the pair has one already."""
    move, moment = MOVES[name], clock.now()
    values = columns_of(lead, name, moment)
    _refuse_frozen(lead, name)
    for column, value in values.items():
        setattr(lead, column, value)
    with db.session.begin_nested():
        db.session.add(lead)
    _write(lead, None, move, moment, note, actor)
    return lead


def columns_of(lead: Lead, name: str, moment: datetime, **columns) -> dict:
    """What the move `name` makes of a lead that stands as it does, with further `columns`; or OtherState."""
    move, before = MOVES[name], lead.state
    if before not in move.sources:
        raise OtherState
    values = {"state": move.to or before, **_clock_columns(lead, move, moment), **columns}
    if move.to is not None:
        values["state_since"] = moment
        if move.to not in TALKING:
            values["slot"] = None
    return values


def _refuse_frozen(lead: Lead, name: str) -> None:
    """With a side that is frozen nothing goes on; what ends a talk is let through.

    A service of a move that is not let through has held the firm before it locked the need.
    """
    if name not in BANK_FROZEN and not standing.hold_organisation(lead.institution_id):
        raise InstitutionFrozen
    if name not in FIRM_FROZEN:
        slots.hold_borrower(lead.need_id)


def _update(lead: Lead, before: LeadState, where, values: dict) -> None:
    change = sa.update(Lead).where(Lead.id == lead.id, Lead.state == before, *where).values(**values)
    change = change.execution_options(synchronize_session=False)
    if db.session.execute(change).rowcount != 1:
        raise OtherState
    for column, value in values.items():
        set_committed_value(lead, column, value)


def _clock_columns(lead: Lead, move: Move, moment: datetime) -> dict:
    if move.starts:
        return clocks.started(move.starts, moment)
    if move.pauses and lead.clock is move.pauses and lead.clock_due_at:
        return clocks.paused(lead.clock_due_at, moment)
    if move.resumes and lead.clock is move.resumes and lead.clock_left is not None:
        return clocks.resumed(lead.clock_left, moment, stays_late=True)  # papers do not make it less late
    return {} if move.keeps_clock else clocks.stopped()


def _stopped(
    lead: Lead, move: Move, old: tuple[Clock | None, datetime | None], moment: datetime, actor
) -> None:
    if facts := stopped_facts(move, *old, moment):
        _record("clock.stopped", lead, actor, **facts)


def _write(
    lead: Lead, before: LeadState | None, move: Move, moment: datetime, note: str | None, actor
) -> None:
    """The event, the step of the history with its note, the clock that starts, and the news."""
    about = {"kind": kind_of(lead), "outlet": _outlet_of(lead.assigned_id)}
    event = _record("lead.moved", lead, actor, happened_at=moment, **moved_facts(lead, before, **about))
    step = LeadMove(
        key_id=lead.key_id,
        lead_id=lead.id,
        event_seq=event.seq,
        from_state=before,
        to_state=lead.state,
        actor_id=getattr(actor, "membership_id", None),
        given_to_id=given_to(move, lead),
        happened_at=moment,
    )
    step.note = note or None
    db.session.add(step)
    if move.starts:
        _record("clock.started", lead, actor, **started_facts(lead))
    if turned := turned_facts(move, lead):
        kind, facts = turned
        _record(kind, lead, actor, **facts)
    if lead.state in parting.PARTING:
        parting.part(lead, moment, actor)
    outbox.put("lead.moved", lead_id=lead.id, move=move.name, event=event.seq)


def _outlet_of(membership_id: int | None) -> int | None:
    """The branch that the manager belongs to at this moment."""
    if membership_id is None:
        return None
    return db.session.scalar(sa.select(Membership.outlet_id).where(Membership.id == membership_id))


# What the history and the ledger keep of a step.


def given_to(move: Move, lead: Lead) -> int | None:
    """To whom the move gave the lead; None of any move but an assigning."""
    return lead.assigned_id if move.to is None else None


def moved_facts(lead: Lead, before: LeadState | None, *, kind: ProductKind, outlet: int | None) -> dict:
    """Where the lead came from and how it stands now; `kind` of product and `outlet` of its manager."""
    return {
        "from": before and str(before),
        "to": str(lead.state),
        "stage": lead.stage,
        "code": lead.reason_code,
        "product": lead.product_id,
        "type": str(kind),
        "channel": str(lead.channel),
        "manager": lead.assigned_id,
        "outlet": outlet,
    }


def started_facts(lead: Lead) -> dict:
    """Of the clock that has just been started."""
    return {"clock": str(lead.clock), "due": _iso(lead.clock_due_at)}


def stopped_facts(move: Move, which: Clock | None, due: datetime | None, moment: datetime) -> dict | None:
    """Of the clock that ran before the move; None when the move stops none."""
    if which is None or which not in move.stops:
        return None
    return {"clock": str(which), "due": _iso(due), "in_time": None if due is None else moment < due}


def turned_facts(move: Move, lead: Lead) -> tuple[str, dict] | None:
    """(kind, facts), as `slots` writes them, of a clock that stands still from this move on or goes on."""
    which = move.pauses or move.resumes
    if which is None or lead.clock is not which:
        return None
    kind = "clock.stopped" if move.pauses else "clock.started"
    return kind, {"clock": str(which), "standing": move.pauses is not None}


def _record(kind: str, lead: Lead, actor, **facts) -> ledger.LedgerEvent:
    pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
    return ledger.record(kind, actor=actor, **pair, **facts)


def kind_of(lead: Lead) -> ProductKind:
    """What the lead is about now, so that figures of loans can be read from the ledger alone."""
    product, type_code = db.session.execute(
        sa.select(Product.kind, Organisation.type_code)
        .select_from(Organisation)
        .outerjoin(Product, Product.id == lead.product_id)
        .where(Organisation.id == lead.institution_id)
    ).one()
    return product or kinds.offered_at(type_code)


def _iso(moment: datetime | None) -> str | None:
    return moment and moment.isoformat(timespec="seconds")
