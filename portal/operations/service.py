"""The worker's heartbeat and the site's facts."""

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.operations.models import Heartbeat, SiteFact


def beat(name: str) -> None:
    """Say that `name` is alive, and commit."""
    alive = sa.update(Heartbeat).where(Heartbeat.name == name).values(seen_at=clock.now())
    if db.session.execute(alive).rowcount == 0:
        db.session.add(Heartbeat(name=name, seen_at=clock.now()))
    db.session.commit()


def fact(key: str) -> str | None:
    return db.session.scalar(sa.select(SiteFact.value).where(SiteFact.key == key))


def set_fact(key: str, value: str) -> None:
    """Write a fact in the caller's transaction."""
    if db.session.execute(sa.update(SiteFact).where(SiteFact.key == key).values(value=value)).rowcount == 0:
        db.session.add(SiteFact(key=key, value=value))
