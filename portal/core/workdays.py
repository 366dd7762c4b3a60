"""Working days: the operator's table first, the `holidays` package for years it does not have."""

from datetime import date, datetime, timedelta
from functools import cache

import holidays
import sqlalchemy as sa
from flask import g
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Base, db
from search import taxonomy


class WorkdayOverride(Base):
    """A day that is not what its weekday says: `works` for make-up days, not `works` for holidays."""

    __tablename__ = "workday_override"

    day: Mapped[date] = mapped_column(unique=True)
    works: Mapped[bool]
    name: Mapped[str | None] = mapped_column(sa.String(40))


def load_official() -> None:
    """Fill an empty table with the official calendar that the project carries."""
    if db.session.scalar(sa.select(sa.func.count(WorkdayOverride.id))) == 0:
        db.session.add_all(
            WorkdayOverride(day=entry.date, works=entry.kind == "workday", name=entry.name)
            for entry in taxonomy.calendar.all()
        )


def overrides() -> dict[date, bool]:
    """The operator's table, read once a request or job."""
    if "workdays" not in g:
        rows = db.session.execute(sa.select(WorkdayOverride.day, WorkdayOverride.works))
        g.workdays = {row.day: row.works for row in rows}
    return g.workdays


def is_workday(day: date) -> bool:
    table = overrides()
    if day in table:
        return table[day]
    if any(known.year == day.year for known in table):
        return day.weekday() < 5  # a year with its notice: what it does not name is ordinary
    return day.weekday() < 5 and day not in _package(day.year)


def is_provisional(day: date) -> bool:
    """Whether the year's official notice is not in the table yet."""
    return all(known.year != day.year for known in overrides())


def add(start: date, days: int) -> date:
    """The `days`-th working day after `start`; a rest day counts as the next working day first."""
    day = next_workday(start)
    for _ in range(days):
        day = next_workday(day + timedelta(days=1))
    return day


def next_workday(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; same day = 0."""
    day, count = start, 0
    while day < end:
        day += timedelta(days=1)
        count += is_workday(day)
    return count


def deadline(event: datetime, days: int) -> datetime:
    """24:00 Shanghai of the `days`-th working day after the event's day, in UTC."""
    last = add(clock.local(event).date(), days)
    return clock.shanghai(last + timedelta(days=1))


def passed(event: datetime, days: int) -> datetime:
    """24:00 of the working day since which `days` working days have gone by, the event's day among them."""
    day = clock.local(event).date()
    while days or not is_workday(day):
        days -= is_workday(day)
        day -= timedelta(days=1)
    return clock.shanghai(day + timedelta(days=1))


def last_day(due: datetime) -> date:
    """The day on whose end `due` falls (deadlines are 24:00)."""
    return (clock.local(due) - timedelta(microseconds=1)).date()


@cache
def _package(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CN", years=year, observed=False))
