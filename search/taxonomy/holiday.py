"""Official holidays and make-up working days: the first content of a site's own calendar table."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from search.taxonomy import tables


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """``kind`` is holiday, or workday for a day at the weekend that is worked."""

    date: datetime.date
    kind: str
    name: str


class OfficialCalendar:
    """The days that differ from an ordinary week, for the years whose notice is out."""

    @cached_property
    def _days(self) -> list[CalendarDay]:
        return [
            CalendarDay(datetime.date.fromisoformat(row["date"]), row["kind"], row["name"])
            for row in tables.rows("cn_workdays.csv")
        ]

    def all(self) -> list[CalendarDay]:
        """Every such day, oldest first."""
        return list(self._days)
