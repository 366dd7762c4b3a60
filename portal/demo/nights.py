"""The worker's clocks during the play: at midnight what nobody answered lapses, in the morning it reminds."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from portal.core import clock
from portal.core.db import db
from portal.demo.stage import Stage
from portal.leads import service as leads
from portal.leads.service import timing

AFTER_MIDNIGHT, MORNING = timedelta(minutes=2), timedelta(hours=8, minutes=1)


def plan(stage: Stage, days: int) -> None:
    """Each of so many days before the demonstration's."""
    for back in range(days, 0, -1):
        day = clock.shanghai(stage.calendar.day(back))
        stage.plan(day + AFTER_MIDNIGHT, _each, timing.over, timing.overrun)
        stage.plan(day + MORNING, _each, timing.to_remind, timing.remind)


def _each(found: Callable[[], list[int]], work: Callable[[int], bool]) -> None:
    for lead_id in found():
        with suppress(leads.LeadError), db.session.begin_nested():
            work(lead_id)
