"""Rest days and make-up working days, as operators enter them. Nothing here commits.

A year counts as official once somebody says that its notice is in to the last day; its past days then stay as
they are, since durations that were told are reckoned with them.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import clock, ledger, wording, workdays
from portal.core.db import db
from portal.core.once import forget
from portal.core.workdays import WorkdayOverride, WorkdayYear
from portal.desk import told
from portal.desk.errors import Changed, DeskError
from portal.leads import service as leads

LONGEST = 15  # days that one entry may span
REST_DAYS = 20  # in any year's notice, weekends among them, there are more
AHEAD = 1  # years after this one


class WrongDays(DeskError):
    """These days cannot be entered, and why."""


def add(actor, first: date, last: date, *, works: bool, name: str) -> None:
    """Each day of the span; all or none. Raises WrongDays."""
    days = _span(first, last)
    for day in days:
        _check(day, works)
    with leads.on_another_calendar():
        try:
            with db.session.begin_nested():
                db.session.add_all(WorkdayOverride(day=day, works=works, name=name) for day in days)
        except IntegrityError:
            raise WrongDays("其中有的日子已经录过，要改先删掉那一段") from None
        forget()
    for day in days:
        ledger.record("calendar.added", actor=actor, day=day.isoformat(), works=works)


def remove(actor, first: date, last: date) -> None:
    """What was entered wrongly. Raises Changed and WrongDays."""
    if any(_is_settled(day) for day in _span(first, last)):
        raise WrongDays("已经过去的日子不能再改，用它算过的天数要保持一致。")
    within = WorkdayOverride.day.between(first, last)
    rows = db.session.execute(sa.select(WorkdayOverride.day, WorkdayOverride.works).where(within)).all()
    with leads.on_another_calendar():
        if not rows or db.session.execute(sa.delete(WorkdayOverride).where(within)).rowcount != len(rows):
            raise Changed("这一段刚刚有人改过。")
        forget()
    for row in rows:
        ledger.record("calendar.removed", actor=actor, day=row.day.isoformat(), works=row.works)


def finish(actor, year: int) -> None:
    """Its notice is in to the last day: nothing of it is provisional any more. Raises WrongDays, Changed."""
    rest = sum(day.year == year and not works for day, works in workdays.overrides().items())
    if rest < REST_DAYS:
        raise WrongDays(f"{year} 年只录了 {rest} 天放假，一年的通知连周末有 {REST_DAYS} 天以上，录全了再点。")
    with leads.on_another_calendar():
        try:
            with db.session.begin_nested():
                db.session.add(WorkdayYear(year=year))
        except IntegrityError:
            raise Changed("这一年刚刚有人点过录完了。") from None
        forget()
    ledger.record("calendar.finished", actor=actor, year=year)


def years() -> list[int]:
    """Those that can be looked at."""
    this = clock.today().year
    known = workdays.official_years() | {day.year for day in workdays.overrides()}
    return sorted({this, this + AHEAD, *(year for year in known if year <= this + AHEAD)})


def spells(year: int) -> list[dict]:
    """`[{first, last, words, days, works, name, settled}]`: neighbours of one kind and name are one row."""
    rows = db.session.scalars(
        sa.select(WorkdayOverride)
        .where(WorkdayOverride.day.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(WorkdayOverride.day)
    )
    found: list[list[WorkdayOverride]] = []
    for row in rows:
        if found and _goes_on(found[-1][-1], row):
            found[-1].append(row)
        else:
            found.append([row])
    return [_spell(spell) for spell in found]


def history(actor) -> list[dict]:
    return told.events(actor, "calendar", _said)


def _span(first: date, last: date) -> list[date]:
    days = (last - first).days + 1
    if days < 1:
        raise WrongDays("结束的日子在开始之前")
    if days > LONGEST:
        raise WrongDays(f"一次最多录 {LONGEST} 天，请看日子是不是填错了")
    return [first + timedelta(days=number) for number in range(days)]


def _check(day: date, works: bool) -> None:
    if day.year not in years():
        raise WrongDays(f"只能录 {years()[0]} 年到 {years()[-1]} 年的")
    if _is_settled(day):
        raise WrongDays(f"{day:%Y-%m-%d} 已经过去，用它算过的天数要保持一致")
    if works and day.weekday() < 5:
        raise WrongDays(f"{wording.day_in_sentence(day)}本来就上班，调休上班的是周六或周日")


def _is_settled(day: date) -> bool:
    return day < clock.today() and workdays.is_official(day.year)


def _goes_on(before: WorkdayOverride, row: WorkdayOverride) -> bool:
    same = (before.works, before.name) == (row.works, row.name)
    return same and row.day - before.day == timedelta(days=1)


def _spell(rows: list[WorkdayOverride]) -> dict:
    first, last = rows[0].day, rows[-1].day
    words = wording.day_in_sentence(first)
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "words": words if first == last else f"{words}至{wording.day_in_sentence(last)}",
        "days": len(rows),
        "works": rows[0].works,
        "name": rows[0].name or "",
        "settled": any(_is_settled(row.day) for row in rows),
    }


def _said(kind: str, facts: dict) -> str:
    if kind == "calendar.finished":
        return f"{facts['year']} 年的放假安排录完"
    done = "录入" if kind == "calendar.added" else "删除"
    return f"{done} {facts['day']} {'调休上班' if facts['works'] else '放假'}"
