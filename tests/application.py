"""The portal as tests run it: its environment, the app made from that, and migrated databases."""

import base64
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.pool import NullPool, QueuePool

from portal import create_app
from portal.core.config import from_environment
from portal.core.db import db, engine_options

ROOT = Path(__file__).parents[1]
NAMES = (
    *("DATABASE_URL", "SECRET_KEY", "PORTAL_DATA_DIR", "PUBLIC_URL", "SEARCH_ENGINE", "PORTAL_FIELD_KEYS"),
    *(
        "LEDGER_KEY",
        "TEXTS_URL",
        "TEXTS_TOKEN",
        "TEXTS_TEMPLATES",
        "TEXTS_BODY",
        "SMTP_URL",
        "MAIL_FROM",
        "BACKUP_RECIPIENTS",
        "BACKUP_IDENTITY",
        "PG_BIN",
        "TRUSTED_PROXIES",
        "TRUSTED_HOSTS",
        "SECOND_FACTOR_ROLES",
        "SITE_NAME",
        "SITE_CONTACT",
        "DEMO",
        "DEMO_SCALE",
        "PORT",
        "BIND",
        "WEB_WORKERS",
        "GUNICORN_LOG_LEVEL",
        "FLASK_APP",
        "FLASK_DEBUG",
    ),
)
"""What a developer's shell may hold and no test may see."""


def environment(database_url: str, folder: Path, **more: str) -> dict[str, str]:
    """A complete environment for one site; `folder` takes its index and other files."""
    return {
        "SECRET_KEY": "a-secret-for-tests-only",
        "PORTAL_FIELD_KEYS": "k1:" + base64.b64encode(bytes(range(32))).decode(),
        "LEDGER_KEY": "a-ledger-key-for-tests-only",
        "DATABASE_URL": database_url,
        "PORTAL_DATA_DIR": str(folder),
        **more,
    }


def make_app(database_url: str, folder: Path, **settings: object) -> Flask:
    """An app on this database. `settings` are Flask's own, over those the environment gives."""
    config = from_environment(environment(database_url, folder))
    app = create_app({**config, "TESTING": True, "CHEAP_PASSWORDS": True, "INBOX": True, **settings})
    app.jinja_env.bytecode_cache = (
        FileSystemBytecodeCache()
    )  # a new app a test need not compile every page again
    return app


@dataclass(frozen=True)
class Kept:
    """An app, and what it was like before the first test."""

    app: Flask
    config: dict
    extensions: dict
    parts: list


class Apps:
    """The app that tests of one database use by turns: making one takes longer than many a test.

    It comes back as new: configuration, folder, caches. One that a test added routes or hooks to is not kept.
    """

    def __init__(self, prepare: Callable[[Flask], None]) -> None:
        self.prepare = prepare
        self.kept: dict[str, Kept] = {}

    def lend(self, database_url: str, folder: Path) -> Flask:
        """An app as `make_app` makes it, pushed by nobody yet."""
        if database_url not in self.kept:
            app = make_app(database_url, folder, SQLALCHEMY_ENGINE_OPTIONS=_keeping_connections(database_url))
            self.prepare(app)
            self.kept[database_url] = Kept(app, dict(app.config), dict(app.extensions), _parts(app))
        kept = self.kept[database_url]
        kept.app.config.clear()
        kept.app.config.update(kept.config, DATA_DIR=folder)
        return kept.app

    def take_back(self, app: Flask, database_url: str) -> None:
        """Close it, and forget it when it has other parts than before. Needs its context."""
        close_app(app)
        kept = self.kept[database_url]
        app.extensions.clear()
        app.extensions.update(kept.extensions)  # without the keys and facts of a database that is gone
        if kept.parts != _parts(app):
            del self.kept[database_url]
        app._got_first_request = False


def _keeping_connections(database_url: str) -> dict:
    """As in use, but an app on SQLite keeps its connections until it is given back.

    In use each transaction opens its own and reads the whole schema: a fifth of a request, and the same rows.
    """
    options = engine_options(database_url)
    return options | {"poolclass": QueuePool, "pool_size": 0} if options.get("poolclass") else options


@contextmanager
def connections_as_in_use() -> Iterator[None]:
    """For a race: while a connection is opened, another comes between. Needs an app context."""
    engine, kept = db.engine, db.engine.pool
    if engine.dialect.name == "sqlite":
        engine.pool = NullPool(kept._creator, dialect=engine.dialect, _dispatch=kept.dispatch)
    try:
        yield
    finally:
        engine.pool = kept


def _parts(app: Flask) -> list:
    """What a test may have added or put in another's place: views and hooks."""
    hooks = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    return [
        dict(app.view_functions),
        *({name: list(found) for name, found in one.items()} for one in hooks),
    ]


def close_app(app: Flask) -> None:
    """Give back the connections and the index of an app; needs its context."""
    engine = app.extensions.pop("search_engine", None)
    if engine:
        engine.close()
    db.session.remove()
    for pool in db.engines.values():
        pool.dispose()


def migrator(folder: Path) -> Callable[[str], None]:
    """What makes a database ready for use: the very command that production runs."""

    def migrate(url: str) -> None:
        app = make_app(url, folder)
        with app.app_context():
            done = app.test_cli_runner().invoke(args=["prepare"])
            close_app(app)
        if done.exit_code:
            raise RuntimeError(f"`flask prepare` failed on {url}\n{done.output}") from done.exception
        if url.startswith("sqlite"):
            fold_wal(url)

    return migrate


def fold_wal(url: str) -> None:
    """Bring everything into the one file that is going to be copied."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
