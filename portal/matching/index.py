"""The index of this site: opened once a process, written by the worker alone."""

from flask import Flask, current_app

from search.engines import Engine, open_engine

EXTENSION = "search_engine"


def engine(app: Flask | None = None) -> Engine:
    """The engine named by SEARCH_ENGINE, opened on first use."""
    app = app or current_app
    if EXTENSION not in app.extensions:
        app.extensions[EXTENSION] = open_engine(app.config["SEARCH_ENGINE"], app.config["DATA_DIR"] / "index")
    return app.extensions[EXTENSION]


def ensure(app: Flask) -> None:
    """Make the index match the database before the worker starts."""
    engine(app)


def close() -> None:
    opened = current_app.extensions.pop(EXTENSION, None)
    if opened:
        opened.close()
