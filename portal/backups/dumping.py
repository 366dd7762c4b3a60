"""The database as one file, at one moment, while others write; and back into an empty database."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from portal.backups import postgres
from portal.core.db import db

PART = {"sqlite": "portal.db", "postgresql": "portal.pgdump"}


@dataclass(frozen=True)
class Dump:
    """`rows` were counted at the very moment that the file shows."""

    name: str
    revision: str
    rows: dict[str, int]


def kind() -> str:
    return db.engine.dialect.name


def dump(folder: Path) -> Dump:
    """Write the database's file into the folder."""
    place = folder / PART[kind()]
    return _dump_sqlite(place) if kind() == "sqlite" else _dump_postgres(place)


def load(place: Path) -> None:
    """Fill the empty database: the whole of it or nothing."""
    db.session.remove()
    db.engine.dispose()
    if kind() == "postgresql":
        whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments")
        postgres.run("pg_restore", *whole, str(place))
        return
    target = Path(db.engine.url.database)
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    beside = target.with_name(target.name + ".restoring")  # a move within one folder is one step
    shutil.copyfile(place, beside)
    beside.chmod(0o600)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(target)


def is_empty() -> bool:
    """Whether the database has no table of anybody's."""
    if kind() == "sqlite" and not Path(db.engine.url.database).exists():
        return True
    return not sa.inspect(db.engine).get_table_names()


def counts(connection: sa.Connection) -> dict[str, int]:
    tables = sorted(set(sa.inspect(connection).get_table_names()) - {"alembic_version"})
    return {
        table: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(table))) for table in tables
    }


def revision(connection: sa.Connection) -> str:
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def _dump_sqlite(place: Path) -> Dump:
    """SQLite's own online copy: a writer meanwhile waits for no more than a page."""
    with (
        closing(sqlite3.connect(db.engine.url.database, timeout=30)) as source,
        closing(sqlite3.connect(place)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if sound != "ok":
        raise postgres.Refused(f"The database is damaged: {sound}")
    engine = sa.create_engine(f"sqlite:///{place}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        found = Dump(place.name, revision(connection), counts(connection))
    with closing(sqlite3.connect(place)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
    return found


def _dump_postgres(place: Path) -> Dump:
    """pg_dump and the counts read one snapshot."""
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(sa.text("SELECT pg_export_snapshot()"))
        found = Dump(place.name, revision(connection), counts(connection))
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
        postgres.run("pg_dump", *options, "--file", str(place))
        return found
