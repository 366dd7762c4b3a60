"""The outbox: news that commits with the row it is about, and reaches each subscriber at least once.

`put` writes one row per subscribed handler, so each succeeds, repeats and dies alone. Payloads carry ids and
codes only; a handler re-reads the rows and must do nothing on a second run.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, crypto
from portal.core.db import Base, db

log = structlog.get_logger(__name__)
BATCH = 200
MAX_WAIT = timedelta(hours=1)


class OutboxMessage(Base):
    __tablename__ = "outbox_message"
    __table_args__ = (sa.Index("ix_outbox_message_due", "due_at", "id"),)

    handler: Mapped[str] = mapped_column(sa.String(80))
    topic: Mapped[str] = mapped_column(sa.String(60))
    payload: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(sa.String(200))


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


def run_due(limit: int = BATCH) -> int:
    """Run what is due, oldest first; returns how many messages were taken. Commits after each step."""
    due = (
        sa.select(OutboxMessage)
        .where(OutboxMessage.due_at <= clock.now())
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
    )
    messages = list(db.session.scalars(due))
    db.session.rollback()
    for group in _groups(messages):
        _run(group)
    return len(messages)


def _groups(messages: list[OutboxMessage]) -> list[list[OutboxMessage]]:
    """Neighbours for the same batch handler stay together, all others stand alone."""
    groups: list[list[OutboxMessage]] = []
    for message in messages:
        handler = _by_name.get(message.handler)
        if groups and handler and handler.batch and groups[-1][0].handler == message.handler:
            groups[-1].append(message)
        else:
            groups.append([message])
    return groups


def _run(group: list[OutboxMessage]) -> None:
    try:
        perform(group)
        ids = [message.id for message in group]
        db.session.execute(sa.delete(OutboxMessage).where(OutboxMessage.id.in_(ids)))
        db.session.commit()
    except Exception as error:  # noqa: BLE001  whatever a handler raises, its message is kept and tried again
        db.session.rollback()
        _put_back(group, error)
    finally:
        crypto.forget_keys()


def perform(messages: list[OutboxMessage]) -> None:
    """Run messages of one handler in the caller's transaction, who takes them off; raises what they raise."""
    handler = _by_name.get(messages[0].handler)
    if handler is None:
        raise LookupError(f"no handler named {messages[0].handler}")
    payloads = [json.loads(message.payload) for message in messages]
    handler.run(payloads) if handler.batch else handler.run(**payloads[0])


def _put_back(group: list[OutboxMessage], error: Exception) -> None:
    """Keep the messages with their error and a later due time; a batch is tried one by one next time."""
    log.error(
        "outbox.failed",
        handler=group[0].handler,
        topic=group[0].topic,
        error=type(error).__name__,
        exc_info=error,
    )
    for number, message in enumerate(group):
        wait = min(timedelta(seconds=2 ** min(message.attempts, 12)), MAX_WAIT)
        db.session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.id == message.id)
            .values(
                attempts=OutboxMessage.attempts + 1,
                # The class only: an exception's text may quote what a person wrote.
                error=type(error).__name__[:200],
                due_at=clock.now() + wait + timedelta(milliseconds=number),
            )
        )
    db.session.commit()
