"""The time machine: acts are done in order, each at its own moment, and the worker's part follows at once.

One transaction holds the whole demonstration: it is there completely or not at all.
"""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from portal.core import clock, outbox
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.demo.times import Calendar
from portal.leads.models import Lead

SOON = timedelta(seconds=1)


class Stage:
    """Acts wait in a heap; `on_lead` is told of each lead that pushing has made, to plan what becomes of it."""

    def __init__(self, calendar: Calendar, rng: Random, on_lead: Callable[[Lead], None]) -> None:
        self.calendar, self.rng, self.on_lead = calendar, rng, on_lead
        self._acts: list[tuple[datetime, int, Callable]] = []
        self._order = itertools.count()
        self._last_lead = 0

    def plan(self, moment: datetime, act: Callable, *args, **kwargs) -> None:
        """Do `act` at `moment`; what would lie on the day of the demonstration or later is left out."""
        if moment < self.calendar.end:
            heapq.heappush(self._acts, (moment, next(self._order), lambda: act(*args, **kwargs)))

    def run(self, progress: Callable[[datetime], None]) -> None:
        """Everything planned, and everything that follows from it."""
        while self._acts:
            moment, _, act = heapq.heappop(self._acts)
            progress(moment)
            self._work_until(moment)
            with clock.at(moment):
                act()
                db.session.flush()
            self._work_until(moment + SOON)
        self._work_until(self.calendar.end)

    def _work_until(self, moment: datetime) -> None:
        """The worker's part: every message that has become due, at the time at which it is."""
        due = sa.select(OutboxMessage).where(OutboxMessage.due_at <= moment)
        while messages := list(db.session.scalars(due.order_by(OutboxMessage.due_at, OutboxMessage.id))):
            for message in messages:
                with clock.at(message.due_at + SOON):
                    outbox.perform([message])
            self._tell_of_leads()

    def _tell_of_leads(self) -> None:
        new = sa.select(Lead).where(Lead.id > self._last_lead).order_by(Lead.id)
        for lead in list(db.session.scalars(new)):
            self._last_lead = lead.id
            self.on_lead(lead)
