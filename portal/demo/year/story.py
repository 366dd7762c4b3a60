"""The life of one need, from the moment it is open."""

from datetime import datetime, timedelta

from portal.core import clock, workdays
from portal.demo.year import chances
from portal.demo.year.asking import Asking
from portal.demo.year.steps import SOON
from portal.leads.moves import OPEN
from portal.needs.models import NeedState
from portal.needs.queries import WARN_BEFORE
from portal.needs.service.filing import VALID
from portal.needs.service.unserved import NOBODY_LEFT, OVER, PATIENCE
from search import taxonomy

ENDS = {"funded": "need_funded", "withdrawn": "need_withdrawn", "expired": "need_expired"}
BY_ITSELF = frozenset({"K01", "K10", NOBODY_LEFT})  # the platform's word, not the owner's
NIGHT = timedelta(minutes=15, seconds=4)  # after midnight, when the worker ends what is over
LATER_THAT_NIGHT = timedelta(minutes=20, seconds=4)  # and what nobody is left to serve


class Story(Asking):
    """Who is asked, who answers when, what comes of it, and how the need ends."""

    _left_at: datetime | None = None

    def tell(self) -> None:
        self.plan(self.need.opened_at + SOON, self.push_next)
        self.visitors()
        self._plan_end()
        self.run()
        if self.seeking and self.need.expires_on <= self.calendar.as_of + WARN_BEFORE:
            self.need.warned_for = self.need.expires_on

    def acted(self) -> None:
        """Once nobody is left the worker waits a while, and then ends the need."""
        if self._is_left_behind():
            last = max(lead.state_since for lead in self.steps.leads)
            if last != self._left_at:
                self._left_at = last
                self.plan(workdays.deadline(last, PATIENCE) + LATER_THAT_NIGHT, self._close_unserved, last)

    def _is_left_behind(self) -> bool:
        leads = self.steps.leads
        return self.seeking and bool(leads) and all(lead.state in OVER for lead in leads)

    def _close_unserved(self, last: datetime) -> None:
        if self._is_left_behind() and self._left_at == last:
            self.close(NOBODY_LEFT)

    def _plan_end(self) -> None:
        moment = self.calendar.reply(self.now, self.rng.uniform(20, 70) * 24)
        self.plan(moment, self._give_up)
        self.plan(clock.shanghai(self.need.expires_on + timedelta(days=1)) + NIGHT, self._expire)

    def _give_up(self) -> None:
        """Nobody is left: some owners say so, some lengthen the need, others let it end."""
        if any(lead.state in OPEN for lead in self.steps.leads) or not self.seeking:
            return
        if self.rng.random() < chances.ENDED_BY_OWNER:
            self.close(self.rng.choice(chances.CLOSING))
        elif self.rng.random() < chances.RENEWED:
            last = clock.shanghai(self.need.expires_on - timedelta(days=self.rng.randint(1, 12)), 12)
            self.plan(self.calendar.reply(last, 0), self._renew)

    def _renew(self) -> None:
        if self.seeking:
            self.need.expires_on = clock.local(self.now).date() + VALID
            until = self.need.expires_on.isoformat()
            self.record.event("need.renewed", self.now, actor=self.owner, need_id=self.need.id, until=until)
            self.plan(clock.shanghai(self.need.expires_on + timedelta(days=1)) + NIGHT, self._expire)

    def _expire(self) -> None:
        if not self.seeking or clock.local(self.now).date() <= self.need.expires_on:
            return
        if self.steps.taken():
            self.plan(self.now + timedelta(days=1), self._expire)
        else:
            self.close("K10")

    def close(self, code: str) -> None:
        """As what the code says; the worker ends what is still open a moment later."""
        if not self.seeking:
            return
        ends_as = taxonomy.closings.get(code).ends_as
        self.need.state, self.need.ended_at, self.need.closing_code = NeedState(ends_as), self.now, code
        by = None if code in BY_ITSELF else self.owner
        self.record.event("need.closed", self.now, actor=by, need_id=self.need.id, code=code)
        self.steps.off_board(self.now)
        for lead in self.steps.leads:
            if lead.state in OPEN:
                self.steps.end(lead, self.now + SOON, ENDS.get(ends_as, "need_closed"))
