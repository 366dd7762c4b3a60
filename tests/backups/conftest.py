"""A site that is backed up, the key that opens its backups, and empty databases to restore into."""

from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.backups import sealing
from tests.application import close_app, make_app


@pytest.fixture
def key(tmp_path) -> Path:
    """The secret key's file; its public half is in `recipient`."""
    sealing.make_key(tmp_path / "secret.key")
    return tmp_path / "secret.key"


@pytest.fixture
def site(app, key):
    """The app, set up to make backups for this key."""
    app.config["BACKUP_RECIPIENTS"] = key.read_text().split()[3]
    return app


@pytest.fixture
def elsewhere(shelf, database, tmp_path):
    """Makes a second machine: an empty database and a data folder of its own."""

    @contextmanager
    def machine(**config):
        folder = tmp_path / "elsewhere"
        folder.mkdir(exist_ok=True)
        with _empty(shelf, database.kind, folder) as url:
            other = make_app(url, folder, **config)
            with other.app_context():
                try:
                    yield other
                finally:
                    close_app(other)

    return machine


@contextmanager
def _empty(shelf, kind: str, folder: Path):
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'portal.db'}"
        return
    server = shelf.of(kind).server
    server.create("elsewhere")
    try:
        yield server.url("elsewhere")
    finally:
        server.drop("elsewhere")
