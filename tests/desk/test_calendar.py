"""Rest days and make-up days: entered by spells, a year finished, running clocks moved along."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.core import clock, once, workdays
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.workdays import WorkdayOverride
from portal.desk import calendar
from portal.desk.errors import Changed
from portal.leads import clocks
from portal.leads.models import Channel
from portal.leads.service import push
from tests import factories
from tests.page import Page

TODAY = date(2026, 12, 30)  # a Wednesday
NOW = clock.shanghai(TODAY, 10)
SQLITE = pytest.mark.sqlite
LAST = "到哪天（只有一天可不填）"
NEW_YEAR = {
    "从哪天": "2027-01-01",
    LAST: "2027-01-03",
    "这些天": "rest",
    "什么节日": "元旦",
}


@pytest.fixture(autouse=True)
def at_the_end_of_the_year(on_day):
    on_day(TODAY)


def enter(operator, **changed) -> Page:
    return Page(operator.get("/desk/calendar?year=2027")).submit("录入", NEW_YEAR | changed)


def test_a_spell_is_entered_shown_as_one_row_and_counts(first, second):
    page = enter(first)
    assert "1月1日（周五）至2027年1月3日（周日）" in page.text and "暂定" in page.text
    work = {"从哪天": "2027-01-09", LAST: "", "这些天": "work"}
    assert "调休上班" in enter(second, **work).text
    once.forget()
    assert not workdays.is_workday(date(2027, 1, 1)) and workdays.is_workday(date(2027, 1, 9))
    assert workdays.is_provisional(date(2027, 1, 9)), "one day of a year is not its notice"
    assert not workdays.is_workday(date(2027, 10, 1)), "what the notice has not said yet is still assumed"
    kinds = sa.select(LedgerEvent).where(LedgerEvent.kind == "calendar.added").order_by(LedgerEvent.seq)
    assert [event.values["day"] for event in db.session.scalars(kinds)][:2] == ["2027-01-01", "2027-01-02"]
    assert "录入 2027-01-09 调休上班" in page_of(first)


def page_of(operator) -> str:
    return Page(operator.get("/desk/calendar?year=2027")).text


def test_a_year_is_official_once_it_is_said_to_be_finished(first, actors):
    enter(first)
    assert first.post("/desk/calendar/finish", data={"year": "2027"}).status_code == 409, "three days only"
    for month in (2, 10):
        calendar.add(actors[0], date(2027, month, 1), date(2027, month, 10), works=False, name="示例长假")
    db.session.commit()
    Page(first.get("/desk/calendar?year=2027")).submit("2027 年的通知录完了")
    once.forget()
    assert not workdays.is_provisional(date(2027, 3, 1)) and "已经录完" in page_of(first)
    assert workdays.is_workday(date(2027, 5, 3)), "what the notice does not name is ordinary"
    with pytest.raises(Changed):
        calendar.finish(actors[0], 2027)


@pytest.mark.parametrize(
    ("changed", "label", "told"),
    [
        ({"从哪天": "2027-02-30"}, "从哪天", "没有这一天"),
        ({"从哪天": "元旦"}, "从哪天", "没有这一天"),
        ({"从哪天": ""}, "从哪天", "请填日子"),
        ({LAST: "2026-12-31"}, "从哪天", "开始之前"),
        ({LAST: "2027-03-01"}, "从哪天", "最多录 15 天"),
        ({"从哪天": "2026-12-01", LAST: ""}, "从哪天", "已经过去"),
        ({"从哪天": "2030-01-01", LAST: ""}, "从哪天", "只能录"),
        ({"从哪天": "9999-12-31", LAST: ""}, "从哪天", "只能录"),
        ({"这些天": "work"}, "从哪天", "本来就上班"),
        ({"什么节日": "<i>元旦</i>"}, "什么节日", "尖括号"),
        ({"什么节日": ""}, "什么节日", "请填节日"),
    ],
)
def test_days_that_cannot_be_are_told_at_their_field(first, changed, label, told):
    before = db.session.scalar(sa.select(sa.func.count(WorkdayOverride.id)))
    page = enter(first, **changed)
    assert page.status == 422 and told in page.error_of(label)
    assert db.session.scalar(sa.select(sa.func.count(WorkdayOverride.id))) == before


def test_a_day_is_entered_once_and_removed_by_the_spell(first, second):
    enter(first)
    page = enter(second, **{"从哪天": "2027-01-03", LAST: "2027-01-04"})
    assert page.status == 422 and "已经录过" in page.error_of("从哪天")
    Page(first.get("/desk/calendar?year=2027")).submit("删除")
    sent = {"first": "2027-01-01", "last": "2027-01-03"}
    assert second.post("/desk/calendar/remove", data=sent).status_code == 409
    assert "这一年还没有录" in page_of(first) and "删除 2027-01-03 放假" in page_of(first)


def test_days_that_have_passed_stay(first):
    sent = {"first": "2026-10-01", "last": "2026-10-08"}
    assert first.post("/desk/calendar/remove", data=sent).status_code == 409
    for wrong in ({}, {"first": "x", "last": "2027-01-01"}, {"first": "2027-01-01"}):
        assert first.post("/desk/calendar/remove", data=wrong).status_code == 400
    assert first.post("/desk/calendar/finish", data={"year": "1"}).status_code == 400


# Clocks that run


def days_left_after(first) -> tuple[int, int]:
    """Working days left of a clock that ends next week, before and after a holiday is declared in between."""
    lead = push(
        factories.need().id, factories.institution().id, product_id=None, channel=Channel.MATCH, score_bp=None
    )
    lead.clock_due_at = workdays.deadline(NOW, 4)  # 12-31, 01-04, 01-05, 01-06: the first is assumed
    db.session.commit()
    before = clocks.days_left(lead.clock_due_at, NOW)
    enter(first, **{"从哪天": "2027-01-04", LAST: "2027-01-05"})
    once.forget()
    db.session.refresh(lead)
    return before, clocks.days_left(lead.clock_due_at, NOW)


def test_a_running_clock_keeps_its_working_days_when_a_holiday_comes_between(first):
    assert days_left_after(first) == (4, 4)
    event = db.session.scalars(sa.select(LedgerEvent).where(LedgerEvent.kind == "clock.shifted")).one()
    assert event.values["due"].startswith("2027-01-08T16:00")


@SQLITE
def test_twin_clocks_that_stay_where_they_were_are_noticed(first, monkeypatch):
    monkeypatch.setattr("portal.leads.service.calendar._shift", lambda row, due: None)
    assert days_left_after(first) == (4, 2)


def test_the_working_day_on_which_so_many_are_left(app):
    friday = date(2026, 11, 20)
    assert workdays.after(friday, 0) == friday
    assert workdays.after(friday, 1) == workdays.after(friday + timedelta(days=1), 1) == date(2026, 11, 23)
    assert workdays.after(friday + timedelta(days=1), 0) == date(2026, 11, 23)
