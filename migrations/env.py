"""How Alembic sees this application; commands run through Flask-Migrate inside an app context."""

import sqlalchemy as sa
from alembic import context
from flask import current_app

from portal.core.db import CodeList, UTCDateTime, db

PLAIN = {UTCDateTime: "sa.DateTime(timezone=True)", CodeList: "sa.Text()"}


def render_item(kind, item, autogen_context):
    """Migrations name plain types: history must not depend on today's classes."""
    return PLAIN.get(type(item), False) if kind == "type" else False


def run() -> None:
    options = dict(current_app.extensions["migrate"].configure_args)
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Altering a SQLite table rebuilds it; the key checks come back with the next connection.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
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
