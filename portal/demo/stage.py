"""The time machine: acts are done in order, each at its own moment, and the worker's part follows at once.

Its clock never goes back: whatever is planned for a moment that has passed happens next, so that nothing is
recorded before what it follows from.
One transaction holds the whole demonstration: it is there completely or not at all.
"""

import heapq
import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import sqlalchemy as sa
from sqlalchemy import event

from portal.core import clock, outbox
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.demo.times import Calendar
from portal.leads.models import Lead

SOON = timedelta(seconds=1)
MAKE_LEADS = frozenset({"need.opened", "lead.freed", "referral.due"})
SENDERS = ("notifications.text", "notifications.mail")
LEFT_OUT = frozenset({"matching.index_needs", "searches.find", "accounts.send_code", *SENDERS})
"""Nobody searches for needs during the play, and nothing is sent: a sender lets go of the transaction."""


class Stage:
    """Acts wait in a heap; `on_lead` (set by whoever plans talks) is told of each lead that is new.

    `meanwhile` is told of each moment before anything happens at it: what happens elsewhere until then.
    """

    def __init__(self, calendar: Calendar, rng: Random) -> None:
        self.calendar, self.rng = calendar, rng
        self.now = datetime.min.replace(tzinfo=UTC)  # of the play
        self.on_lead: Callable[[Lead], None] = lambda lead: None
        self.meanwhile: Callable[[datetime], None] = lambda moment: None
        self.last_lead = 0
        self._acts: list[tuple[datetime, int, Callable]] = []
        self._news: list[tuple[datetime, int, OutboxMessage]] = []
        self._order = itertools.count()
        self._rows: list = []  # keeps rows in the session, so that they are not read again and again

    def plan(self, moment: datetime, act: Callable, *args, **kwargs) -> None:
        """Do `act` at `moment`, which lies ahead; what would lie on the demonstration's day is left out."""
        moment = max(moment, self.now + SOON)
        if moment < self.calendar.end:
            self._put(moment, partial(act, *args, **kwargs))

    def run(self, progress: Callable[[datetime], None]) -> None:
        """Everything planned, and everything that follows from it."""
        event.listen(OutboxMessage, "after_insert", self._posted)
        event.listen(db.session, "pending_to_persistent", self._keep)
        try:
            self._run(progress)
        finally:
            event.remove(OutboxMessage, "after_insert", self._posted)
            event.remove(db.session, "pending_to_persistent", self._keep)
        # What was left out is no loss: the worker compares index and rows when it starts.
        db.session.execute(sa.delete(OutboxMessage).where(OutboxMessage.due_at < self.calendar.end))

    def tell_of_leads(self) -> None:
        """Pass on the leads that are new, at the moment of their making."""
        new = sa.select(Lead).where(Lead.id > self.last_lead).order_by(Lead.id)
        for lead in list(db.session.scalars(new)):
            self.last_lead = lead.id
            self.on_lead(lead)

    def _run(self, progress: Callable[[datetime], None]) -> None:
        while self._acts or self._news:
            moment, _, act = heapq.heappop(self._acts) if self._acts else (self.calendar.end, 0, None)
            self._work_until(moment)
            if act is None:
                continue
            if self._acts and self._acts[0][0] < moment:  # the worker's part has led to something earlier
                self._put(moment, act)
                continue
            progress(moment)
            with self._at(moment):
                act()
                db.session.flush()

    def _at(self, moment: datetime) -> AbstractContextManager[None]:
        """Go on to `moment`, unless the play has come further already."""
        self.now = max(self.now, moment)
        self.meanwhile(self.now)
        return clock.at(self.now)

    def _put(self, moment: datetime, act: Callable) -> None:
        heapq.heappush(self._acts, (moment, next(self._order), act))

    def _work_until(self, moment: datetime) -> None:
        """The worker's part: every message that has become due, at the time at which it is."""
        while self._news and self._news[0][0] <= moment:
            _, _, message = heapq.heappop(self._news)
            with self._at(message.due_at + SOON):
                outbox.perform([message])
                db.session.flush()
                if message.topic in MAKE_LEADS:
                    self.tell_of_leads()

    def _posted(self, mapper, connection, message: OutboxMessage) -> None:
        if message.handler not in LEFT_OUT and message.due_at < self.calendar.end:
            heapq.heappush(self._news, (message.due_at, message.id, message))

    def _keep(self, session, row) -> None:
        if not isinstance(row, OutboxMessage):
            self._rows.append(row)
