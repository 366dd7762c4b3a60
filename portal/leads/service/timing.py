"""What the clocks do by themselves: remind, record that nobody answered, let the lead lapse.

A clock without a due time stands still (a frozen side, papers to wait for, talks that are full): it is never
found here. An owner's 不同意 that can still be undone is an answer.
"""

import sqlalchemy as sa

from portal.consent import service as consent
from portal.core import clock, ledger, outbox, workdays
from portal.core.db import db
from portal.leads import silence, slots, transition
from portal.leads.models import Lead
from portal.leads.moves import MOVES, OPEN
from portal.needs.models import SEEKING, FinancingNeed

FROM_HOUR = 8  # no reminder before, in Shanghai


def to_remind() -> list[int]:
    """Leads whose clock ends on the next working day or earlier, and whose answerer was not told of that end.

    Nobody is reminded on the day on which the clock began, on a rest day, or at night.
    """
    now, today = clock.now(), clock.today()
    if clock.local(now).hour < FROM_HOUR or not workdays.is_workday(today):
        return []
    soon = workdays.end_of(workdays.after(today, 1))
    told = sa.or_(Lead.clock_reminded_for.is_(None), Lead.clock_reminded_for != Lead.clock_due_at)
    near = (Lead.clock_due_at > now, Lead.clock_due_at <= soon)
    return _ids(*near, told, Lead.clock_started_at < clock.shanghai(today))


def remind(lead_id: int) -> bool:
    """Put the news that a clock ends soon; once for each end. False when it was put or answered meanwhile."""
    due = db.session.scalar(sa.select(Lead.clock_due_at).where(Lead.id == lead_id))
    again = sa.or_(Lead.clock_reminded_for.is_(None), Lead.clock_reminded_for != due)
    change = sa.update(Lead).where(Lead.id == lead_id, Lead.clock_due_at == due, again, *_unanswered())
    if not due or not _change(change.values(clock_reminded_for=due)):
        return False
    _tell("clock.reminder", _row(lead_id))
    return True


def over() -> list[int]:
    """Leads whose clock has run out, the longest ago first, with something left to do about it."""
    left = sa.or_(Lead.clock_overran_at.is_(None), Lead.state.in_(MOVES["lapse"].sources))
    return _ids(Lead.clock_due_at <= clock.now(), left)


def overrun(lead_id: int) -> bool:
    """Nobody answered in time: record it once, tell of it, and end the lead where the table lets it lapse.

    False when somebody was quicker, another worker or an answer. Raises LeadError: the need has ended, a side
    is frozen.
    """
    slots.lock(_row(lead_id).need_id)
    lead, now = _row(lead_id), clock.now()
    late = (Lead.clock_due_at <= now, *_unanswered())
    change = sa.update(Lead).where(Lead.id == lead_id, Lead.clock_overran_at.is_(None), *late)
    recorded = _change(change.values(clock_overran_at=now))
    if recorded:
        pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
        ledger.record("clock.overrun", **pair, **transition.started_facts(lead))
        _tell("clock.overrun", lead)
    if lead.state in MOVES["lapse"].sources and lead.clock_due_at and lead.clock_due_at <= now:
        _lapse(lead, late)
        return True
    return recorded


def _lapse(lead: Lead, late) -> None:
    """The slot is free again, consent runs out, and whoever is next may come."""
    silent = silence.BY_STATE[lead.state]
    transition.make(lead, "lapse", where=late, stage=str(lead.state))
    consent.shorten(lead.id)
    slots.settle(lead.need_id)
    outbox.put("lead.freed", need_id=lead.need_id, institution_id=lead.institution_id, silent=silent)


def _unanswered() -> tuple[sa.ColumnElement[bool], ...]:
    return Lead.state.in_(OPEN), Lead.declining_until.is_(None)


def _ids(*where) -> list[int]:
    rows = sa.select(Lead.id).join(FinancingNeed, FinancingNeed.id == Lead.need_id)
    rows = rows.where(FinancingNeed.state.in_(SEEKING), *_unanswered(), *where)
    return list(db.session.scalars(rows.order_by(Lead.clock_due_at, Lead.id)))


def _row(lead_id: int) -> Lead:
    return db.session.get_one(Lead, lead_id, populate_existing=True)


def _change(statement: sa.Update) -> bool:
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    return done.rowcount == 1


def _tell(topic: str, lead: Lead) -> None:
    outbox.put(topic, lead_id=lead.id, **transition.started_facts(lead))
