"""The outbox: news that commits with the row it is about, and reaches each subscriber at least once.

`put` writes one row per subscribed handler, so each succeeds, repeats and dies alone. Payloads carry ids and
codes only; a handler re-reads the rows and must do nothing on a second run.

A worker takes messages by a lease, one conditional update: no two run a message at once, and what a dead one
held is free again when its lease is over. The message is removed in the transaction of its effect, and only
by who still holds it, so that an effect in the database happens once. After ATTEMPTS failures a message is
dead: kept, no longer tried, shown to the operator.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, crypto
from portal.core.db import Base, db, random_id

log = structlog.get_logger(__name__)
BATCH = 200
ATTEMPTS = 10  # with the waits of `_wait` they take a day
LEASE = timedelta(minutes=2)
RUNNING = LEASE / 2  # after so long no further message of a batch is begun


class OutboxMessage(Base):
    __tablename__ = "outbox_message"
    __table_args__ = (sa.Index("ix_outbox_message_due", "due_at", "id"),)

    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True, default=random_id)  # an address
    handler: Mapped[str] = mapped_column(sa.String(80))
    topic: Mapped[str] = mapped_column(sa.String(60))
    payload: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(sa.String(200))
    claimed_by: Mapped[str | None] = mapped_column(sa.String(40))
    lease_until: Mapped[datetime | None]
    dead_at: Mapped[datetime | None] = mapped_column(index=True)


class LeaseLost(RuntimeError):
    """Another worker has taken the message meanwhile: what was done here is undone."""


class NotNow(RuntimeError):
    """A handler cannot do its work at this moment, through no fault of the message: no attempt is counted."""


@dataclass(frozen=True)
class Handler:
    """`run` takes one payload, or a list of them when `batch` is set (the index commits once for many)."""

    name: str
    run: Callable
    batch: bool


_by_topic: dict[str, list[Handler]] = {}
_by_name: dict[str, Handler] = {}


def handles(*topics: str, name: str, batch: bool = False) -> Callable:
    """Subscribe a function to topics; `name` is what rows remember, so it must not change."""

    def subscribe(run: Callable) -> Callable:
        handler = Handler(name, run, batch)
        _by_name[name] = handler
        for topic in topics:
            listed = [other for other in _by_topic.get(topic, []) if other.name != name]
            _by_topic[topic] = [*listed, handler]
        return run

    return subscribe


def put(topic: str, due_at: datetime | None = None, **payload: int | str | None) -> None:
    """Write `topic` for each subscriber, in the caller's transaction."""
    for handler in _by_topic.get(topic, []):
        db.session.add(
            OutboxMessage(
                handler=handler.name,
                topic=topic,
                payload=json.dumps(payload, sort_keys=True),
                due_at=due_at or clock.now(),
            )
        )


def run_due(limit: int = BATCH, place: str = "") -> int:
    """Run what is due, oldest first; returns how many messages were taken. Commits after each step.

    `place` names this machine's worker, see `release`.
    """
    begun = clock.now()
    mine = f"{place}:{secrets.token_hex(8)}"
    messages = take(mine, limit)
    for group in _groups(messages):
        if clock.now() - begun > RUNNING:  # a slow batch: the rest is taken anew, with a lease of its own
            release(mine)
            break
        _run(group, mine)
    return len(messages)


def take(mine: str, limit: int = BATCH) -> list[OutboxMessage]:
    """Lease what is due and free; commits. Whoever comes second gets what is left."""
    now = clock.now()
    free = sa.or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= now)
    due = (OutboxMessage.due_at <= now, OutboxMessage.dead_at.is_(None), free)
    order = (OutboxMessage.due_at, OutboxMessage.id)
    ids = sa.select(OutboxMessage.id).where(*due).order_by(*order).limit(limit)
    found = list(db.session.scalars(ids.with_for_update(skip_locked=True)))
    if not found:
        db.session.rollback()
        return []
    lease = sa.update(OutboxMessage).where(OutboxMessage.id.in_(found), *due)
    db.session.execute(lease.values(claimed_by=mine, lease_until=now + LEASE))
    db.session.commit()
    held = sa.select(OutboxMessage).where(OutboxMessage.claimed_by == mine).order_by(*order)
    messages = list(db.session.scalars(held))
    for message in messages:  # as they were leased, whatever becomes of the rows
        db.session.expunge(message)
    db.session.rollback()
    return messages


def release(place: str) -> int:
    """Free what `place` holds; commits. A worker that starts frees what its killed predecessor held."""
    held = OutboxMessage.claimed_by.startswith(place, autoescape=True)
    freed = sa.update(OutboxMessage).where(held).values(claimed_by=None, lease_until=None)
    count = db.session.execute(freed).rowcount
    db.session.commit()
    return count


def _groups(messages: list[OutboxMessage]) -> list[list[OutboxMessage]]:
    """Neighbours for one batch handler stay together; all others, and what failed before, stand alone."""
    groups: list[list[OutboxMessage]] = []
    for message in messages:
        handler = _by_name.get(message.handler)
        last = groups[-1][-1] if groups else None
        if last and handler and handler.batch and last.handler == message.handler:
            together = not (last.attempts or message.attempts)
        else:
            together = False
        if together:
            groups[-1].append(message)
        else:
            groups.append([message])
    return groups


def _run(group: list[OutboxMessage], mine: str) -> None:
    try:
        perform(group)
        _remove(group, mine)
        db.session.commit()
    except Exception as error:  # noqa: BLE001  whatever a handler raises, its message is kept and tried again
        db.session.rollback()
        _put_back(group, mine, error)
    finally:
        crypto.forget_keys()


def _held(group: list[OutboxMessage], mine: str) -> sa.ColumnElement[bool]:
    return OutboxMessage.id.in_([message.id for message in group]) & (OutboxMessage.claimed_by == mine)


def _remove(group: list[OutboxMessage], mine: str) -> None:
    if db.session.execute(sa.delete(OutboxMessage).where(_held(group, mine))).rowcount != len(group):
        raise LeaseLost


def perform(messages: list[OutboxMessage]) -> None:
    """Run messages of one handler in the caller's transaction, who takes them off; raises what they raise."""
    handler = _by_name.get(messages[0].handler)
    if handler is None:
        raise LookupError(f"no handler named {messages[0].handler}")
    payloads = [json.loads(message.payload) for message in messages]
    handler.run(payloads) if handler.batch else handler.run(**payloads[0])


def _put_back(group: list[OutboxMessage], mine: str, error: Exception) -> None:
    """Keep the messages with their error and a later due time, or for good when that was the last attempt."""
    now, name = clock.now(), type(error).__name__[:200]
    if not isinstance(error, LeaseLost | NotNow):
        log.error("outbox.failed", handler=group[0].handler, topic=group[0].topic, error=name, exc_info=error)
    counted = 0 if isinstance(error, NotNow) else 1
    for number, message in enumerate(group):
        attempts = message.attempts + counted
        wait = _wait(attempts) + timedelta(milliseconds=number)
        db.session.execute(
            sa.update(OutboxMessage)
            .where(_held([message], mine))
            .values(
                attempts=attempts,
                error=name,  # the class only: an exception's text may quote what a person wrote
                due_at=now + wait,
                dead_at=now if attempts >= ATTEMPTS else None,
                claimed_by=None,
                lease_until=None,
            )
        )
    db.session.commit()


def _wait(attempts: int) -> timedelta:
    """1 s, 4 s, 16 s … four and a half hours: a day until the last of ATTEMPTS."""
    return timedelta(seconds=4 ** max(0, attempts - 1))


# Dead letters: the operator decides what becomes of them.


def dead() -> sa.Select:
    """Messages that are no longer tried, oldest first."""
    return sa.select(OutboxMessage).where(OutboxMessage.dead_at.is_not(None)).order_by(OutboxMessage.id)


def revive(message_id: int) -> bool:
    """Try a dead message again, in the caller's transaction; False when it is not dead (any more)."""
    again = sa.update(OutboxMessage).where(OutboxMessage.id == message_id, OutboxMessage.dead_at.is_not(None))
    values = {"dead_at": None, "attempts": 0, "due_at": clock.now()}
    return db.session.execute(again.values(values)).rowcount == 1


def discard(message_id: int) -> bool:
    """Remove a dead message, in the caller's transaction; False when it is not dead (any more)."""
    gone = sa.delete(OutboxMessage).where(OutboxMessage.id == message_id, OutboxMessage.dead_at.is_not(None))
    return db.session.execute(gone).rowcount == 1
