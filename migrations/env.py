"""How Alembic sees this application; commands run through Flask-Migrate inside an app context."""

import sqlalchemy as sa
from alembic import context
from flask import current_app

from portal.core.db import CodeList, UTCDateTime, db

PLAIN = {UTCDateTime: "sa.DateTime(timezone=True)", CodeList: "sa.Text()"}


def render_item(kind, item, autogen_context):
    """Migrations name plain types: history must not depend on today's classes."""
    return PLAIN.get(type(item), False) if kind == "type" else False


def _leave_keys_unchecked(connection: sa.Connection) -> None:
    """Altering a SQLite table drops it and makes it anew, which rows that refer to it would forbid.

    Said past SQLAlchemy, which would begin a transaction first: inside one it has no effect. The connection is
    closed afterwards, so that nobody gets it from the pool.
    """
    connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    connection.detach()


def check_keys(ctx, **_) -> None:
    """In the transaction of each step: no row refers to one that is not there."""
    if dangling := ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError(f"rows that refer to nothing: {sorted({row[0] for row in dangling})}")


def run() -> None:
    options = dict(current_app.extensions["migrate"].configure_args)
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _leave_keys_unchecked(connection)
            options["on_version_apply"] = check_keys
        context.configure(
            connection=connection, target_metadata=db.metadata, render_item=render_item, **options
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    context.configure(url=str(sa.make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    run()
