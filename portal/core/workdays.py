"""Working days: the operator's table first, the `holidays` package for years it does not have."""

from datetime import date, datetime, timedelta
from functools import cache

import holidays
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Base, db
from portal.core.once import once
from search import taxonomy


class WorkdayOverride(Base):
    """A day that is not what its weekday says: `works` for make-up days, not `works` for holidays."""

    __tablename__ = "workday_override"

    day: Mapped[date] = mapped_column(unique=True)
    works: Mapped[bool]
    name: Mapped[str | None] = mapped_column(sa.String(40))


class WorkdayYear(Base):
    """A year whose official notice is in the table to the last day: what it does not name is ordinary."""

    __tablename__ = "workday_year"

    year: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


def load_official() -> None:
    """Fill an empty table with the official calendar that the project carries."""
    if db.session.scalar(sa.select(sa.func.count(WorkdayOverride.id))) == 0:
        days = taxonomy.calendar.all()
        db.session.add_all(
            WorkdayOverride(day=entry.date, works=entry.kind == "workday", name=entry.name) for entry in days
        )
        db.session.add_all(WorkdayYear(year=year) for year in {entry.date.year for entry in days})


def overrides() -> dict[date, bool]:
    """The operator's table."""
    return once("workdays", _read)[0]


def official_years() -> set[int]:
    return once("workdays", _read)[1]


def is_official(year: int) -> bool:
    return year in official_years()


def _read() -> tuple[dict[date, bool], set[int]]:
    """Both tables in one query: deadlines are reckoned on every page."""
    nothing = (sa.null().label("works"), WorkdayYear.year)
    days = sa.select(WorkdayOverride.day, WorkdayOverride.works, sa.null().label("year"))
    years = sa.select(sa.null().label("day"), *nothing)
    rows = db.session.execute(days.union_all(years)).all()
    return {row.day: row.works for row in rows if row.day}, {row.year for row in rows if row.year}


def is_workday(day: date) -> bool:
    table = overrides()
    if day in table:
        return table[day]
    if is_official(day.year):
        return day.weekday() < 5  # a year with its notice: what it does not name is ordinary
    return day.weekday() < 5 and day not in _package(day.year)


def is_provisional(day: date) -> bool:
    """Whether the year's official notice is not in the table yet."""
    return not is_official(day.year)


def assumed(year: int) -> list[date]:
    """The rest days that count until the year's notice is in the table."""
    return sorted(day for day in _package(year) if day not in overrides() and day.weekday() < 5)


def add(start: date, days: int) -> date:
    """The `days`-th working day after `start`; a rest day counts as the next working day first."""
    day = next_workday(start)
    for _ in range(days):
        day = next_workday(day + timedelta(days=1))
    return day


def after(day: date, days: int) -> date:
    """The working day on which `days` are left from `day`: the day itself, or the next, for none."""
    for _ in range(days):
        day = next_workday(day + timedelta(days=1))
    return next_workday(day)


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
    return end_of(add(clock.local(event).date(), days))


def end_of(day: date) -> datetime:
    """Its 24:00 in Shanghai."""
    return clock.shanghai(day + timedelta(days=1))


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
