"""The migrations: one line, each undone by its own way back, and equal to the models on both databases."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from portal.core.db import db

SCRIPTS = ScriptDirectory("migrations")
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()]  # the newest first
LATEST, LONG_SINCE = REVISIONS[:6], REVISIONS[6:]


def schema() -> dict:
    """Tables with their columns, keys and indexes, as the database itself tells them."""
    look = sa.inspect(db.engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in look.get_columns(table)
            },
            "unique": sorted(str(key["column_names"]) for key in look.get_unique_constraints(table)),
            "foreign": sorted(str(key["constrained_columns"]) for key in look.get_foreign_keys(table)),
            "indexes": sorted(str(index["name"]) for index in look.get_indexes(table)),
        }
        for table in look.get_table_names()
    }


def differences() -> list:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, db.metadata)


def test_there_is_one_head():
    assert len(SCRIPTS.get_heads()) == 1
    assert Config("migrations/alembic.ini") is not None


def test_migrated_tables_equal_the_models(app):
    assert differences() == []


def test_a_column_that_no_migration_made_is_found(app):
    """The broken twin: the comparison must see a model that went ahead of the migrations."""
    column = sa.Column("forgotten", sa.Integer())
    db.metadata.tables["heartbeat"].append_column(column)
    try:
        assert [kind for kind, *_ in differences()] == ["add_column"]
    finally:
        db.metadata.tables["heartbeat"]._columns.remove(column)


@pytest.mark.parametrize(
    "revision", [*LATEST, *(pytest.param(one, marks=pytest.mark.slow) for one in LONG_SINCE)]
)
def test_the_way_back_undoes_the_way_there(app, revision):
    below = SCRIPTS.get_revision(revision).down_revision or "base"
    downgrade(directory="migrations", revision=below)
    before = schema()
    upgrade(directory="migrations", revision=revision)
    downgrade(directory="migrations", revision=below)
    assert schema() == before
    upgrade(directory="migrations")
    assert differences() == []
