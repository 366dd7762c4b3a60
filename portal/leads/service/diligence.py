"""The bank's work from the first call to the decision: diligence, and papers that are to be brought."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.core import clock, ledger
from portal.core.db import db
from portal.leads import slots, transition
from portal.leads.errors import LeadError, NotYours, OtherState
from portal.leads.models import Lead, LeadMove, LeadState, MaterialItem
from portal.leads.service.assigning import same_manager
from portal.leads.service.banks import shown_words

MOST_LINES, LINE = 20, 60  # of a list, and characters of a line


def contacted(actor, lead: Lead, happened_at: datetime | None = None, note: str = "") -> Lead:
    """The assigned manager has spoken with the owner; the clock of the decision counts from that moment.

    Raises LeadError: not theirs, at no such time, or a side is frozen; so do the other steps here.
    """
    return _step(actor, lead, "contact", happened_at, note)


def begin_diligence(actor, lead: Lead, happened_at: datetime | None = None, note: str = "") -> Lead:
    """The bank looks at the business; the decision's clock runs on."""
    return _step(actor, lead, "begin_diligence", happened_at, note)


def ask_materials(actor, lead: Lead, lines: Iterable[str], note: str = "") -> Lead:
    """The owner is to bring these; the decision's clock stands still meanwhile. Lines are scrubbed."""
    wanted = list(dict.fromkeys(filter(None, map(_line, lines))))
    if not wanted:
        raise LeadError("请至少选一样，或写一样要补的材料。")
    if len(wanted) > MOST_LINES:
        raise LeadError(f"一次最多列 {MOST_LINES} 样，请合并几样。")
    _step(actor, lead, "ask_materials", None, note)
    move_id = last_asking(lead.id).id
    for words in wanted:
        item = MaterialItem(lead_id=lead.id, move_id=move_id, key_id=lead.key_id)
        item.text = words
        db.session.add(item)
    db.session.flush()
    return lead


def bring(actor, lead: Lead, public_ids: Iterable[str]) -> None:
    """Of the present list exactly these were brought, as seen by the manager at the counter."""
    _own(actor, lead)
    slots.hold_borrower(lead.need_id)
    slots.lock(lead.need_id, seeking=False)
    db.session.refresh(lead)
    if lead.state is not LeadState.WAITING_MATERIALS or lead.assigned_id != actor.membership_id:
        raise OtherState
    ticked, now = set(public_ids), clock.now()
    of_list = sa.select(MaterialItem).where(MaterialItem.move_id == last_asking(lead.id).id)
    items = list(db.session.scalars(of_list))
    changed = [item for item in items if (item.public_id in ticked) != (item.brought_at is not None)]
    for item in changed:
        here = item.public_id in ticked
        item.brought_at, item.taken_by_id = (now, actor.membership_id) if here else (None, None)
    if changed:
        brought = sum(item.brought_at is not None for item in items)
        pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
        ledger.record("materials.brought", actor=actor, **pair, brought=brought, of=len(items))


def receive_all(actor, lead: Lead) -> None:
    """The whole list was brought, as the institution says after its owner had to remind it."""
    missing = (MaterialItem.move_id == last_asking(lead.id).id, MaterialItem.brought_at.is_(None))
    taken = {"brought_at": clock.now(), "taken_by_id": actor.membership_id}
    db.session.execute(sa.update(MaterialItem).where(*missing).values(**taken))


def go_on(actor, lead: Lead) -> Lead:
    """Enough was brought: back to where the list was asked for, and the decision's clock goes on."""
    _own(actor, lead)
    slots.hold_borrower(lead.need_id)
    slots.lock(lead.need_id, seeking=False)
    return resume(actor, lead)


def resume(actor, lead: Lead) -> Lead:
    """The same by whoever may say so; the need is locked."""
    asking = last_asking(lead.id)
    if asking is None:
        raise OtherState
    back = "go_on_diligence" if asking.from_state is LeadState.DUE_DILIGENCE else "go_on_contacted"
    return transition.make(lead, back, actor, where=(same_manager(lead),))


def last_asking(lead_id: int) -> LeadMove | None:
    """The step that asked for the present list, or the last one."""
    rows = sa.select(LeadMove).where(
        LeadMove.lead_id == lead_id,
        LeadMove.to_state == LeadState.WAITING_MATERIALS,
        LeadMove.from_state != LeadState.WAITING_MATERIALS,  # else a manager was assigned
    )
    return db.session.scalars(rows.order_by(LeadMove.id.desc()).limit(1)).first()


def _step(actor, lead: Lead, name: str, happened_at: datetime | None, note: str) -> Lead:
    _own(actor, lead)
    moment = _possible(lead, happened_at)
    slots.hold_borrower(lead.need_id)
    slots.lock(lead.need_id, seeking=False)
    return transition.make(
        lead, name, actor, where=(same_manager(lead),), happened_at=moment, note=note.strip()
    )


def _own(actor, lead: Lead) -> None:
    if actor.organisation_id != lead.institution_id or lead.assigned_id != actor.membership_id:
        raise NotYours("只有负责这条对接的客户经理能记这一步。")


def _possible(lead: Lead, happened_at: datetime | None) -> datetime:
    """A step is noted after it happened, and happened after the one before it."""
    now = clock.now()
    moment = happened_at or now
    if not lead.state_since - timedelta(minutes=1) <= moment <= now:
        raise LeadError("时间要在上一步之后、现在之前。")
    return moment


def _line(words: str) -> str:
    return shown_words(" ".join(words.split()))[:LINE]
