"""What the tests of this room ask again and again."""

import sqlalchemy as sa

from portal.core import outbox
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.notifications.models import Notice


def kinds_of(member) -> list[str]:
    """What somebody was told, in order."""
    rows = sa.select(Notice.kind).where(Notice.person_id == member.person_id).order_by(Notice.id)
    return list(db.session.scalars(rows))


def unread_of(member) -> list[str]:
    rows = sa.select(Notice.kind).where(Notice.person_id == member.person_id, Notice.read_at.is_(None))
    return list(db.session.scalars(rows.order_by(Notice.id)))


def work_off(*topics: str) -> int:
    """What the worker does with the news of these topics that is there, due or not; how many messages."""
    db.session.commit()
    waiting = sa.select(OutboxMessage).where(
        OutboxMessage.topic.in_(topics), OutboxMessage.handler.startswith("notifications.")
    )
    messages = list(db.session.scalars(waiting.order_by(OutboxMessage.id)))
    for message in messages:
        outbox.perform([message])
        db.session.delete(message)
        db.session.commit()
    return len(messages)


def again(topic: str, **payload) -> None:
    """A message that is delivered twice."""
    for _ in range(2):
        outbox.put(topic, **payload)
    work_off(topic)
