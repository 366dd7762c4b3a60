"""Rows as an older schema has them, put in and read past the models, which know only today's."""

import itertools
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from portal.core.db import db

THEN = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
FILLERS = {int: 1, bool: False, bytes: b"sealed", datetime: THEN, date: THEN.date()}
_count = itertools.count(1)


def put(name: str, **values) -> int:
    """Insert a row, what must not be null filled in; its key. Words of a fixed list have to be named."""
    table = _table(name)
    wanted = [column for column in table.c if not (column.nullable or column.primary_key)]
    filled = {column.name: _filler(column) for column in wanted if column.name not in values}
    with db.engine.begin() as connection:
        return connection.execute(sa.insert(table).values(**filled, **values)).inserted_primary_key[0]


def rows(name: str) -> dict[int, dict]:
    """Every row by its key."""
    table = _table(name)
    key = next(iter(table.primary_key))
    with db.engine.connect() as connection:
        return {row[key.name]: dict(row) for row in connection.execute(sa.select(table)).mappings()}


def kept(before: dict[int, dict], after: dict[int, dict], *changed: str) -> bool:
    """Whether every row is there with all that it held, but for columns that a migration changes."""
    same = [
        {name: value for name, value in row.items() if name not in changed}
        == _part(after.get(key, {}), row, changed)
        for key, row in before.items()
    ]
    return len(after) == len(before) and all(same)


def spoilt(folder: Path, file: str, right: str, wrong: str) -> str:
    """A copy of the migrations of which one file (the pattern of its name) says something else; its place."""
    copy = shutil.copytree("migrations", folder / "migrations")
    [script] = copy.rglob(file)
    text = script.read_text(encoding="utf-8")
    assert right in text, f"{file} does not say {right!r} any more"
    script.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    return str(copy)


def _table(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=db.engine)


def _filler(column: sa.Column):
    kind = column.type.python_type
    if kind is str:
        return f"old{next(_count)}"
    return FILLERS[kind]


def _part(row: dict, like: dict, changed: tuple[str, ...]) -> dict:
    return {name: row.get(name) for name in like if name not in changed}
