"""Whether this site can do its work: what `/readyz` says."""

from datetime import datetime

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.matching import index
from portal.operations import startup
from portal.operations.models import Heartbeat

INDEX_LAG_MAX = 60  # seconds a message may wait
HEARTBEAT_MAX = 30  # seconds since the worker was seen


def readiness() -> dict:
    """`{ready, database, migration, index, index_lag_seconds, worker_seen_seconds_ago}`; None = not known."""
    found: dict = {
        "database": False,
        "migration": None,
        "index": "stale" if index.engine().stale() else "current",
        "index_lag_seconds": None,
        "worker_seen_seconds_ago": None,
    }
    try:
        found["migration"] = "current" if startup.migrated() else "stale"
        found |= signs()
        found["database"] = True
    except sa.exc.SQLAlchemyError:  # away, or without our tables
        db.session.rollback()
    return {"ready": _is_ready(found), **found}


def signs() -> dict:
    """`{index_lag_seconds, worker_seen_seconds_ago}`."""
    worker = sa.select(Heartbeat.seen_at).where(Heartbeat.name == "worker")
    both = sa.select(worker.scalar_subquery(), _oldest_due().scalar_subquery())
    seen, oldest = db.session.execute(both).one()
    return {
        "index_lag_seconds": _age(oldest),
        "worker_seen_seconds_ago": None if seen is None else _age(seen),
    }


def _oldest_due() -> sa.Select:
    """Dead letters are the operator's: they do not make a site unready for good."""
    return sa.select(sa.func.min(OutboxMessage.due_at)).where(OutboxMessage.dead_at.is_(None))


def _is_ready(found: dict) -> bool:
    seen = found["worker_seen_seconds_ago"]
    return (
        found["database"]
        and found["migration"] == found["index"] == "current"
        and found["index_lag_seconds"] <= INDEX_LAG_MAX
        and seen is not None
        and seen <= HEARTBEAT_MAX
    )


def _age(moment: datetime | None) -> int:
    """Whole seconds since a moment; 0 for none and for the future."""
    return 0 if moment is None else max(0, int((clock.now() - moment).total_seconds()))
