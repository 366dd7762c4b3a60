"""Working days and deadlines, against the official calendars of 2025 and 2026."""

from datetime import date, datetime

import pytest

from portal.core import workdays
from portal.core.clock import SHANGHAI

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (date(2026, 10, 1), False),
        (date(2025, 1, 26), True),  # a Sunday worked for the Spring Festival
        (date(2025, 1, 28), False),
    ],
)
def test_working_days(app, day, works):
    assert workdays.is_workday(day) is works


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 20), 2, date(2026, 11, 24)),  # Friday → Tuesday
        (date(2026, 11, 21), 2, date(2026, 11, 25)),  # Saturday counts as Monday
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the national day
    ],
)
def test_the_nth_working_day(app, start, days, end):
    assert workdays.add(start, days) == end


@pytest.mark.parametrize(
    ("day", "days", "last"),
    [
        (date(2026, 11, 25), 1, date(2026, 11, 24)),
        (date(2026, 11, 25), 3, date(2026, 11, 20)),  # Wednesday: since Friday, Monday, Tuesday and today
        (date(2026, 11, 22), 1, date(2026, 11, 19)),  # Sunday: Friday has gone by since
    ],
)
def test_since_when_so_many_working_days_have_passed(app, day, days, last):
    due = workdays.passed(datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI), days)
    assert workdays.last_day(due) == last and workdays.between(last, day) == days


def test_a_deadline_is_midnight_in_shanghai(app):
    filed = datetime(2026, 11, 20, 16, 5, tzinfo=SHANGHAI)
    due = workdays.deadline(filed, 2)
    assert due == datetime(2026, 11, 25, tzinfo=SHANGHAI)
    assert workdays.last_day(due) == date(2026, 11, 24)


def test_a_late_evening_in_utc_is_the_next_day_in_shanghai(app):
    from datetime import UTC

    due = workdays.deadline(datetime(2026, 11, 19, 17, 0, tzinfo=UTC), 2)  # Friday 01:00 in Shanghai
    assert workdays.last_day(due) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 20), date(2026, 11, 24), 2),
        (date(2026, 11, 21), date(2026, 11, 22), 0),
    ],
)
def test_durations(app, start, end, count):
    assert workdays.between(start, end) == count


def test_a_year_without_its_notice_is_provisional(app):
    assert workdays.is_provisional(date(2027, 3, 1))
    assert not workdays.is_provisional(date(2026, 3, 1))
    assert workdays.is_workday(date(2027, 3, 1))
    assert not workdays.is_workday(date(2027, 10, 1))
