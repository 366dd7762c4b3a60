"""Counting queries: a page that asks the database row by row is found here, not in production."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from portal.core.db import db


@pytest.fixture
def count_queries(app):
    """Give a context that collects the statements reaching the database."""

    @contextmanager
    def collect():
        statements: list[str] = []

        def note(connection, cursor, statement, *rest) -> None:
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK TO")):
                statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return collect
