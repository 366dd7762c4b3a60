"""Pages of a list, and how many rows it has."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db

PAGE = 20


@dataclass(frozen=True)
class Page:
    """Some rows of a list; `first` and `last` count from 1, 0–0 when it is empty."""

    rows: list[dict]
    number: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * PAGE + len(self.rows)

    @property
    def has_next(self) -> bool:
        return self.last < self.total


def count(rows: sa.Select) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(rows.order_by(None).subquery())) or 0


def counts(*lists: sa.Select) -> tuple[int, ...]:
    """How many rows each of these has, in one question."""
    numbers = (sa.select(sa.func.count()).select_from(rows.subquery()).scalar_subquery() for rows in lists)
    return tuple(db.session.execute(sa.select(*numbers)).one())
