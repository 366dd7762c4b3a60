"""What must be true before anything is served or worked on."""

import sys

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError

from portal.core import crypto, rotation, workdays
from portal.core.config import MIGRATIONS
from portal.core.db import db
from portal.operations import service

DEMO_FACT = "demo_as_of"


def bring_up_to_date() -> None:
    """The newest migration, and the site's own rows. Running it again changes nothing."""
    upgrade()
    crypto.ensure_index_key()
    workdays.load_official()
    db.session.commit()


class NotReady(RuntimeError):
    """The site must not start like this; the message says what to do."""


def check(app: Flask) -> None:
    """Raise NotReady on a stale database, or on demo data in production."""
    with app.app_context():
        try:
            _check(app)
        finally:
            db.session.remove()
            db.engine.dispose()  # the server forks after this: a connection must not be shared


def _check(app: Flask) -> None:
    if not migrated():
        raise NotReady("The database is not at the newest migration. Run: python3 dev.py prepare")
    if lost := rotation.missing(vital_only=True):
        raise NotReady(_keys_missing(lost))
    if not app.config["DEMO"] and service.fact(DEMO_FACT):
        raise NotReady("This database holds demo data and DEMO is not set. Use another DATABASE_URL.")
        db.engine.dispose()  # a connection left open must not pass to the processes a server forks


def _keys_missing(lost: dict[str, int]) -> str:
    needed = ", ".join(f"{key_id} ({count} values)" for key_id, count in lost.items())
    return f"PORTAL_FIELD_KEYS lacks keys that are still needed: {needed}. Put them back behind the first."


def check_or_exit(app: Flask) -> None:
    """The same for a process that starts: one sentence on stderr instead of a stack trace."""
    try:
        check(app)
    except NotReady as reason:
        sys.exit(str(reason))
    except OperationalError:
        sys.exit("The database does not answer. Check DATABASE_URL and whether the server runs.")


def migrated() -> bool:
    """Whether the database stands at the newest migration."""
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
        known = sa.inspect(connection).has_table("site_fact")
    return known and set(current) == set(ScriptDirectory(MIGRATIONS).get_heads())
