"""Believable moments: banks work on working days, owners write when the shop is shut.

Everything happens before the day the demonstration is for, so that its content does not depend on the hour at
which it was made.
"""

from datetime import date, datetime, timedelta
from random import Random

from portal.core import clock, workdays

OPENS, CLOSES = 9 * 60 + 5, 17 * 60 + 40  # a bank's day, minutes after midnight
AWAKE, ASLEEP = 7 * 60 + 30, 22 * 60 + 40  # an owner's


class Calendar:
    """Days around the one that the demonstration is for."""

    def __init__(self, as_of: date, rng: Random) -> None:
        self.as_of, self.rng = as_of, rng
        self.end = clock.shanghai(as_of)  # nothing happens from here on

    def workday(self, back: int) -> date:
        """The `back`-th working day before the demonstration's."""
        day = self.as_of
        for _ in range(back):
            day -= timedelta(days=1)
            while not workdays.is_workday(day):
                day -= timedelta(days=1)
        return day

    def day(self, back: int) -> date:
        return self.as_of - timedelta(days=back)

    def office(self, day: date, earliest: int = OPENS, latest: int = CLOSES) -> datetime:
        """Some moment of a bank's day."""
        return self._on(day, self.rng.randint(earliest, latest))

    def home(self, day: date) -> datetime:
        """Some moment of an owner's day."""
        return self._on(day, self.rng.randint(AWAKE, ASLEEP))

    def answer(self, event: datetime, days: int) -> datetime:
        """A moment in office hours, `days` working days after the event and at least some minutes later."""
        local = clock.local(event)
        minute = local.hour * 60 + local.minute
        day = workdays.next_workday(local.date())
        if days == 0 and day == local.date() and minute < CLOSES - 30:
            return self.office(day, max(OPENS, minute + 8))
        return self.office(workdays.add(day, max(days, 1 if minute >= CLOSES - 30 else days)))

    def reply(self, event: datetime, hours: float) -> datetime:
        """A moment at which an owner may answer, about `hours` later, never at night."""
        moment = clock.local(event + timedelta(hours=hours))
        if not AWAKE <= moment.hour * 60 + moment.minute <= ASLEEP:
            return self.home(moment.date() + timedelta(days=1 if moment.hour >= 12 else 0))
        return moment

    def _on(self, day: date, minute: int) -> datetime:
        second = timedelta(seconds=self.rng.randint(0, 59))
        return clock.shanghai(day, minute // 60, minute % 60) + second
