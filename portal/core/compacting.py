"""Getting deleted bytes off the disk: what a row has lost may still stand in the files of the database."""

import sqlite3

import sqlalchemy as sa

from portal.core.db import db


class Busy(RuntimeError):
    """Somebody holds the database or reads from its write-ahead log; try again later."""


def compact(tables: list[str]) -> None:
    """Rewrite what was overwritten. Outside any transaction; raises Busy.

    SQLite zeroes what it deletes (secure_delete), but the write-ahead log keeps older pages until it is
    folded in, and a page may keep a moved cell: the file is written anew. On PostgreSQL dead rows of `tables`
    go.
    """
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        _sqlite()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.execute(sa.text(f'VACUUM "{table}"'))


def _sqlite() -> None:
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        raise Busy from error
    finally:
        connection.close()
    if busy:
        raise Busy
