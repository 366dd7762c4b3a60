"""When working days change, running clocks go by the new ones."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from portal.core import clock, ledger, workdays
from portal.core.db import db
from portal.leads import clocks
from portal.leads.models import Lead


@contextmanager
def on_another_calendar() -> Iterator[None]:
    """Inside, rest days are set anew: every clock that runs keeps the working days it has left.

    A holiday declared within a term would otherwise be taken from whoever has to answer.
    """
    now = clock.now()
    columns = (Lead.id, Lead.need_id, Lead.institution_id, Lead.clock, Lead.clock_due_at)
    running = db.session.execute(sa.select(*columns).where(Lead.clock_due_at > now)).all()
    left = {row.id: clocks.days_left(row.clock_due_at, now) for row in running}
    yield
    today = clock.today()
    for row in running:
        last = workdays.after(today, left[row.id])
        if last != workdays.last_day(row.clock_due_at):
            _shift(row, workdays.end_of(last))


def _shift(row: sa.Row, due) -> None:
    """Unless it was answered, stopped or paused meanwhile."""
    unmoved = sa.update(Lead).where(Lead.id == row.id, Lead.clock_due_at == row.clock_due_at)
    if db.session.execute(unmoved.values(clock_due_at=due)).rowcount == 1:
        pair = {"need_id": row.need_id, "lead_id": row.id, "institution_id": row.institution_id}
        facts = {"clock": row.clock.value, "due": due.isoformat(timespec="seconds")}
        ledger.record("clock.shifted", **pair, **facts)
