"""The worker: the only process that writes the index and seals the ledger."""

import fcntl
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from flask import Flask

from portal.core import ledger, outbox
from portal.core.db import db
from portal.matching import index
from portal.operations import service as operations
from search.language import tokens

log = structlog.get_logger(__name__)
REST = 0.25  # seconds between looks at an empty outbox
SEAL_EVERY = 1.0
MEND_EVERY = 5.0


class AlreadyRunning(RuntimeError):
    """Another worker holds this site's lock."""


def work(app: Flask, once: bool = False) -> None:
    """Run what is due until told to stop (or once)."""
    stop = _stop_flag()
    with app.app_context(), _only_one(app):
        index.ensure()
        if not once:
            tokens.cut("")  # the first need should not wait until the dictionary is read
        sealed_at = mended_at = 0.0
        while True:
            busy = step(outbox.run_due)
            if time.monotonic() - sealed_at > SEAL_EVERY:
                step(seal)
                sealed_at = time.monotonic()
            if time.monotonic() - mended_at > MEND_EVERY:
                step(index.mend)
                mended_at = time.monotonic()
            db.session.remove()
            if once and not busy:
                ledger.seal_new()
                break
            if stop():
                break
            if not busy:
                time.sleep(REST)
        index.close()


def step(round_of: Callable[[], int]) -> int:
    """One round of something; how much was done. Whatever it raises, the next round may go better."""
    try:
        return round_of()
    except Exception as error:  # the database went away: say so, keep going
        db.session.rollback()
        log.error("worker.step", exc_info=error)
        return 0


def seal() -> int:
    """Chain what is new in the ledger and say that the worker lives."""
    sealed = ledger.seal_new()
    operations.beat("worker")
    return sealed


def _stop_flag():
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: stopped.append(number))
    return lambda: bool(stopped)


@contextmanager
def _only_one(app: Flask) -> Iterator[None]:
    with (app.config["DATA_DIR"] / "worker.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning("another worker runs on this data folder") from error
        yield
