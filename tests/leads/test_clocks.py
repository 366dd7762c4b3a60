"""How a clock is said and drawn, on working days of 2026."""

from datetime import date, timedelta

import pytest

from portal.core import clock, workdays
from portal.leads import clocks
from portal.leads.models import Clock, Lead, LeadState

pytestmark = pytest.mark.sqlite  # what a page says is no database's business

FRIDAY = clock.shanghai(date(2026, 11, 20), 15)


def lead_with(which=Clock.FIRST_ANSWER, at=FRIDAY, **values):
    return Lead(state=LeadState.PUSHED, **{**clocks.started(which, at), **values})


@pytest.mark.parametrize(
    ("day", "words", "cells", "tone"),
    [
        (20, "还有 2 个工作日", ("empty", "empty"), "plain"),
        (21, "还有 2 个工作日", ("empty", "empty"), "plain"),  # Saturday
        (23, "还有 1 个工作日", ("half", "empty"), "plain"),
        (24, "今天截止", ("full", "half"), "warn"),
        (25, "超时 1 个工作日", ("full", "full"), "bad"),
        (30, "超时 4 个工作日", ("full", "full"), "bad"),
    ],
)
def test_two_working_days_from_a_friday(app, day, words, cells, tone):
    lead = lead_with()
    with clock.at(clock.shanghai(date(2026, 11, day), 9)):
        view = clocks.clock_view(lead)
    assert (view.words, view.cells, view.tone) == (words, cells, tone)
    assert view.date == ("11月24日 周二" if tone == "plain" else None)


def test_the_last_minute_is_in_time_and_the_next_is_late(app):
    due = lead_with().clock_due_at
    assert due == clock.shanghai(date(2026, 11, 25))
    with clock.at(due - timedelta(seconds=1)):
        assert clocks.clock_view(lead_with()).tone == "warn"
    with clock.at(due):
        assert clocks.clock_view(lead_with()).tone == "bad"


def test_late_on_a_weekend_is_late_by_no_working_day_yet(app):
    lead = lead_with(Clock.FIRST_CONTACT, clock.shanghai(date(2026, 11, 19), 9))
    with clock.at(clock.shanghai(date(2026, 11, 21), 9)):
        assert clocks.clock_view(lead).words == "已超时"


def test_a_clock_that_stands_still_keeps_its_days(app):
    lead = lead_with(Clock.OWNER_ANSWER)
    with clock.at(FRIDAY + timedelta(days=4)):  # Tuesday: three of five left
        values = clocks.paused(lead.clock_due_at, clock.now())
        assert values == {"clock_due_at": None, "clock_left": 3}
        still = clocks.clock_view(lead_with(Clock.OWNER_ANSWER, **values))
    assert still.words == "在谈已满，暂停计时"
    assert still.cells == ("full", "full", "paused", "paused", "paused")
    later = clock.shanghai(date(2026, 12, 14), 9)
    assert clocks.resumed(3, later)["clock_due_at"] == clock.shanghai(date(2026, 12, 18))


def test_answered_clocks(app):
    same_day = clocks.answered_view(Clock.FIRST_ANSWER, FRIDAY, FRIDAY + timedelta(hours=2))
    monday = clocks.answered_view(Clock.FIRST_ANSWER, FRIDAY, FRIDAY + timedelta(days=3))
    assert (same_day.words, monday.words) == ("当天答复", "用时 1 个工作日")
    assert monday.tone == "ok"


def test_a_long_term_is_said_in_words_only(app):
    with clock.at(FRIDAY):
        view = clocks.clock_view(lead_with(clock_days=20, clock_due_at=workdays.deadline(FRIDAY, 20)))
    assert (view.words, view.cells) == ("还有 20 个工作日", ())


def test_a_year_without_its_notice_is_provisional(app):
    assert "暂定" in clocks.day_words(date(2031, 1, 6))
    assert "暂定" not in clocks.day_words(date(2026, 11, 24))


def test_no_clock_no_view(app):
    assert clocks.clock_view(Lead(state=LeadState.BANK_DECLINED, **clocks.stopped())) is None
