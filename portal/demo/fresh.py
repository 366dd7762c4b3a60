"""A new database for new demo data, the old one kept aside."""

import fcntl
from pathlib import Path

from flask import Flask
from sqlalchemy.engine import make_url

from portal.core import clock
from portal.core.db import db

PARTS = ("", "-wal", "-shm")


class CannotSetAside(RuntimeError):
    """The database cannot be exchanged from here; the message says what to do."""


def set_aside(app: Flask) -> Path:
    """Rename the SQLite database with its index and ledger heads; returns the old database's new name.

    Refuses while the worker runs, and for databases that are not files of ours.
    """
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "sqlite":
        raise CannotSetAside(
            "This site is on PostgreSQL: create a new database (createdb rongqiao_new), set DATABASE_URL "
            "to it, then run: python3 dev.py prepare"
        )
    folder: Path = app.config["DATA_DIR"]
    stamp = f"{clock.local(clock.now()):%Y%m%d-%H%M%S}"
    with (folder / "worker.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotSetAside("The site is running: stop it first, then run this again.") from error
        return _rename(folder, Path(url.database), stamp)


def _rename(folder: Path, database: Path, stamp: str) -> Path:
    db.session.remove()
    db.engine.dispose()
    kept = database.with_name(f"{database.stem}-{stamp}{database.suffix}")
    for part in PARTS:
        old = database.with_name(database.name + part)
        if old.exists():
            old.rename(kept.with_name(kept.name + part))
    for name in ("heads.log", "index"):
        if (folder / name).exists():
            (folder / name).rename(folder / f"{name}-{stamp}")
    return kept
