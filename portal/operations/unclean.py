"""What follows from a process that did not stop as it should: it is said, and the damage is looked for.

SQLite brings its write-ahead log in by itself when it is opened, PostgreSQL likewise; the worker reconciles
the index at each start anyway. Here the rest: is the database file whole, does the chain's newest part hold?
"""

import sqlalchemy as sa
import structlog
from flask import current_app

from portal.core import clock, ledger, marks
from portal.core.db import db, read_only
from portal.operations import service

log = structlog.get_logger(__name__)
FOUND, CHECKED = "unclean_stop", "unclean_check"
"""Site facts: when and whose; what the look at the database found, "ok" when nothing."""
TAIL = 2000  # positions of the ledger


def notice() -> int:
    """Look for marks that nobody holds; how many were found. Commits."""
    left = marks.dead(current_app.config["DATA_DIR"])
    if not left:
        return 0
    kinds = " ".join(sorted({mark.name.partition("-")[0] for mark in left}))
    found = look()
    log.warning("site.unclean_stop", processes=kinds, check=found)
    service.set_fact(FOUND, f"{clock.now().isoformat(timespec='seconds')} {kinds}")
    service.set_fact(CHECKED, found)
    db.session.commit()
    for mark in left:
        mark.unlink(missing_ok=True)
    return len(left)


def look() -> str:
    """What is not as it should be, codes divided by blanks; "ok" for nothing."""
    wrong = [*["database"] * (not database_is_whole()), *["ledger"] * bool(ledger.verify(last=TAIL))]
    db.session.rollback()
    return " ".join(wrong) or "ok"


def database_is_whole() -> bool:
    """SQLite's own quick check of its file; PostgreSQL looks after its files itself."""
    if db.engine.dialect.name != "sqlite":
        return True
    token = read_only.set(True)  # it may take long and must not hold up who writes
    try:
        with db.engine.connect() as connection:
            return connection.scalar(sa.text("PRAGMA quick_check(1)")) == "ok"
    except sa.exc.DatabaseError:
        return False
    finally:
        read_only.reset(token)
