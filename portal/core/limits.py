"""How often somebody may do something: counted in our own database, so exactly, over all processes.

    limits.hit("sign_in", "10/15 minutes", number, address)  # raises TooMany from the 11th on

The windows are fixed ones that begin with the first hit: who waits for the right moment may get twice the
number within a short while, which these limits can bear. Whom a row counts is stored as a keyed digest only.
"""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

import sqlalchemy as sa
from flask import current_app, request
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import TooManyRequests

from portal.core import clock, security_log
from portal.core.db import Base, db


class RateCount(Base):
    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class TooMany(TooManyRequests):
    """The limit is reached; `minutes` until it may be tried again, at least 1."""

    def __init__(self, seconds: int) -> None:
        super().__init__(retry_after=seconds)
        self.minutes = max(1, ceil(seconds / 60))


def hit(name: str, rate: str, *who: object) -> None:
    """Count one more for `who`; raises TooMany when that is one too many.

    Commits by itself, whatever becomes of the request, and so comes before the request changes rows: it lets
    go of the transaction that the request has read in, since SQLite has one writer.
    """
    item, key = parse(rate), (name, *map(str, who))
    _let_go()
    limiter = FixedWindowRateLimiter(RowStorage())
    if not limiter.hit(item, *key):
        security_log.note("limit.reached", limit=name)
        raise _too_many(limiter, item, key)


def refuse_if_spent(name: str, rate: str, *who: object) -> None:
    """Raise TooMany when one more would be too many, without counting: for what counts only when it fails."""
    item, key = parse(rate), (name, *map(str, who))
    _let_go()
    limiter = FixedWindowRateLimiter(RowStorage())
    if not limiter.test(item, *key):
        raise _too_many(limiter, item, key)


def forget(name: str, rate: str, *who: object) -> None:
    """Begin anew for `who`: they have shown that they are in the right."""
    _let_go()
    FixedWindowRateLimiter(RowStorage()).clear(parse(rate), name, *map(str, who))


def address() -> str:
    """Where the request comes from, as far as the trusted proxies say."""
    return request.remote_addr or "unknown"


def sweep() -> int:
    """Drop counts whose window is over; how many. Commits."""
    with db.engine.begin() as connection:
        return connection.execute(sa.delete(RateCount).where(RateCount.ends_at <= clock.now())).rowcount


class RowStorage(Storage):
    """The `limits` library's counters as rows, each step one statement in a transaction of its own."""

    STORAGE_SCHEME = ["rows"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = clock.now()
        fresh = {"count": amount, "ends_at": now + timedelta(seconds=expiry)}
        row = _upsert()(RateCount).values(key=_digest(key), **fresh)
        over = RateCount.ends_at <= now
        counted = row.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": sa.case((over, amount), else_=RateCount.count + amount),
                "ends_at": sa.case((over, fresh["ends_at"]), else_=RateCount.ends_at),
            },
        ).returning(RateCount.count)
        with db.engine.begin() as connection:
            return connection.scalar(counted)

    def get(self, key: str) -> int:
        return self._read(key, RateCount.count) or 0

    def get_expiry(self, key: str) -> float:
        ends = self._read(key, RateCount.ends_at)
        return (ends or clock.now()).timestamp()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with db.engine.begin() as connection:
            return connection.execute(sa.delete(RateCount)).rowcount

    def clear(self, key: str) -> None:
        with db.engine.begin() as connection:
            connection.execute(sa.delete(RateCount).where(RateCount.key == _digest(key)))

    def _read(self, key: str, column: sa.orm.InstrumentedAttribute):
        alive = sa.select(column).where(RateCount.key == _digest(key), RateCount.ends_at > clock.now())
        with db.engine.connect() as connection:
            return connection.scalar(alive)


def _too_many(limiter: FixedWindowRateLimiter, item: RateLimitItem, key: tuple[str, ...]) -> TooMany:
    ends = limiter.get_window_stats(item, *key).reset_time
    return TooMany(max(1, ceil(ends - clock.now().timestamp())))


def _let_go() -> None:
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("a limit is asked before anything is changed")
    db.session.rollback()


def _upsert() -> Callable:
    return sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert


def _digest(key: str) -> str:
    """Numbers and addresses are few enough to be tried out: a digest without a secret would name them."""
    return hmac.new(current_app.config["SECRET_KEY"].encode(), f"limit\0{key}".encode(), sha256).hexdigest()
