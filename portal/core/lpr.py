"""The loan prime rate in force on a day: the months the project carries, then those an operator has added."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Public, db
from portal.core.once import once
from search import taxonomy

LIVE = sa.text("withdrawn_at IS NULL")
PUBLISHED_FROM = 20  # the day of the month on which it is published, or the first working day after it


class LprMonth(Public, Base):
    """One month's rates as an operator typed them; what was wrong is withdrawn and added anew."""

    __tablename__ = "lpr_month"
    __table_args__ = (
        sa.Index("uq_lpr_month_live", "month", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    month: Mapped[str] = mapped_column(sa.String(7))  # 2026-09
    day: Mapped[date]  # of publication: in force from then on
    one_year_bp: Mapped[int]
    five_year_bp: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    withdrawn_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Rate:
    """In basis points a year; tenor 1Y or 5Y."""

    bp: int
    published_on: date
    tenor: str


def on(day: date, tenor: str = "1Y") -> Rate:
    """LookupError before the first publication; ValueError for another tenor."""
    percent, published_on = taxonomy.lpr.on(day, tenor)
    added = [one for one in _added() if published_on < one.day <= day]
    if not added:
        return Rate(int(percent * 100), published_on, tenor)
    newest = max(added, key=lambda one: one.day)
    return Rate(newest.one_year_bp if tenor == "1Y" else newest.five_year_bp, newest.day, tenor)


def carried() -> set[str]:
    """The months that come with the project."""
    return {month_of(quote.date) for quote in taxonomy.lpr.all()}


def missing(today: date) -> list[str]:
    """Months whose rates are out and not here, oldest first; this month's some days after they are out."""
    known = {one.month for one in _added()}
    until = today if today.day > PUBLISHED_FROM + 7 else today.replace(day=1) - timedelta(days=1)
    months, first = [], _next(taxonomy.lpr.all()[-1].date)
    while first <= until:
        months.append(month_of(first))
        first = _next(first)
    return [month for month in months if month not in known]


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def _next(day: date) -> date:
    """The first of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _added() -> list[sa.Row]:
    columns = (LprMonth.month, LprMonth.day, LprMonth.one_year_bp, LprMonth.five_year_bp)
    rows = sa.select(*columns).where(LprMonth.withdrawn_at.is_(None))
    return once("lpr", lambda: list(db.session.execute(rows)))
