"""The months' LPR that operators add and withdraw. Nothing here commits."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import clock, ledger, lpr, wording
from portal.core.db import db
from portal.core.lpr import LprMonth
from portal.core.once import forget
from portal.core.permissions import Role
from portal.desk import told
from portal.desk.errors import Changed, DeskError
from search import taxonomy

SHOWN = 12
USUAL_STEP = 50  # basis points: no month since 2019 has moved by more


class NotTheDay(DeskError):
    """Nothing can have been published then, or that month is here."""


class Unusual(DeskError):
    """It may be right; whoever types it has to say so."""


def add(actor, day: date, one_year_bp: int, five_year_bp: int, *, sure: bool = False) -> LprMonth:
    """Counts from its day on, at once. Raises NotTheDay and Unusual."""
    month = lpr.month_of(day)
    _check_day(day, month)
    if not sure:
        _check_step(day, one_year_bp, five_year_bp)
    rates = {"one_year_bp": one_year_bp, "five_year_bp": five_year_bp}
    row = LprMonth(month=month, day=day, made_by_id=actor.membership_id, **rates)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise NotTheDay(f"{month} 的已经录过，要改先撤掉那一条") from None
    facts = {"day": day.isoformat(), "one_year": one_year_bp, "five_year": five_year_bp}
    ledger.record("lpr.added", actor=actor, **facts)
    forget()
    return row


def withdraw(actor, month: str) -> None:
    """It was wrong and counts no more. Raises Changed."""
    live = sa.select(LprMonth).where(LprMonth.month == month, LprMonth.withdrawn_at.is_(None))
    row = db.session.scalar(live)
    gone = {"withdrawn_at": clock.now(), "withdrawn_by_id": actor.membership_id}
    change = sa.update(LprMonth).where(LprMonth.id == (row.id if row else 0), LprMonth.withdrawn_at.is_(None))
    if db.session.execute(change.values(**gone)).rowcount == 0:
        raise Changed("这一条刚刚有人撤掉了。")
    facts = {"day": row.day.isoformat(), "one_year": row.one_year_bp, "five_year": row.five_year_bp}
    ledger.record("lpr.withdrawn", actor=actor, **facts)
    forget()


def rows(actor) -> list[dict]:
    """`[{month, day, one, five, own}]`, the newest first; `own`: an operator added it."""
    live = sa.select(LprMonth).where(LprMonth.withdrawn_at.is_(None))
    found = db.session.scalars(live) if actor.role is Role.OPERATOR else ()
    added = [_row(one.day, one.one_year_bp, one.five_year_bp, own=True) for one in found]
    carried = [
        _row(one.date, int(one.one_year * 100), int(one.five_year * 100), own=False)
        for one in taxonomy.lpr.all()[-SHOWN:]
    ]
    return sorted([*added, *carried], key=lambda row: row["day"], reverse=True)[: 2 * SHOWN]


def history(actor) -> list[dict]:
    return told.events(actor, "lpr", _said)


def _said(kind: str, facts: dict) -> str:
    done = "录入" if kind == "lpr.added" else "撤掉"
    one, five = wording.percent(facts["one_year"]), wording.percent(facts["five_year"])
    return f"{done} {facts['day']} 公布的：1 年 {one}，5 年以上 {five}"


def _row(day: date, one: int, five: int, *, own: bool) -> dict:
    rates = {"one": wording.percent(one), "five": wording.percent(five)}
    return {"month": lpr.month_of(day), "day": f"{day:%Y-%m-%d}", "own": own, **rates}


def _check_day(day: date, month: str) -> None:
    if day > clock.today():
        raise NotTheDay("这一天还没到，公布以后再录")
    if month <= lpr.month_of(taxonomy.lpr.all()[-1].date):
        raise NotTheDay(f"{month} 的程序里已经有了")
    if day.day < lpr.PUBLISHED_FROM:
        raise NotTheDay("LPR 在每月 20 日公布，遇到休息日顺延，请看是不是填错了日子")


def _check_step(day: date, one: int, five: int) -> None:
    before = [lpr.on(day, tenor).bp for tenor in ("1Y", "5Y")]
    if max(abs(one - before[0]), abs(five - before[1])) > USUAL_STEP:
        said = "、".join(wording.percent(bp) for bp in before)
        raise Unusual(f"和上一次（{said}）差了 0.5 个百分点以上，请核对；没有错就勾选“核对过了”再提交")
    if five < one:
        raise Unusual("5 年以上的比 1 年的低，请看是不是填反了；没有错就勾选“核对过了”再提交")
