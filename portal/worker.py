"""The worker: the only process that writes the index and seals the ledger."""

import fcntl
import math
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

import structlog
from flask import Flask

from portal.core import jobs, ledger, marks, outbox
from portal.core.db import db
from portal.core.once import forget
from portal.matching import index
from portal.operations import service as operations
from portal.operations import unclean
from search.language import tokens

log = structlog.get_logger(__name__)
REST = 0.25  # seconds between looks at an empty outbox
SEAL_EVERY = 1.0
MEND_EVERY = 5.0
JOBS_EVERY = 5.0
MARKS_EVERY = 5.0


class AlreadyRunning(RuntimeError):
    """Another worker holds this site's lock."""


def work(app: Flask, once: bool = False) -> None:
    """Run what is due until told to stop (or once)."""
    stop = _stop_flag()
    with app.app_context(), _only_one(app):
        here = place(app)
        step(unclean.notice)
        mark = marks.Mark(app.config["DATA_DIR"], "worker").set()
        outbox.release(here)  # what a predecessor held that was killed: it cannot be at it any more
        index.ensure()
        if not once:
            tokens.cut("")  # the first need should not wait until the dictionary is read
        rounds = [Round(seal, SEAL_EVERY), Round(index.mend, MEND_EVERY), Round(jobs.run_due, JOBS_EVERY)]
        rounds.append(Round(unclean.notice, MARKS_EVERY))  # the web's
        while True:
            busy = step(lambda: outbox.run_due(place=here))
            for one in rounds:
                one.turn()
            db.session.remove()
            if once and not busy:
                ledger.seal_new()
                break
            if stop():
                break
            if not busy:
                time.sleep(REST)
        index.close()
        mark.clear()  # by this way out only: whatever else ends this process was not clean


@dataclass
class Round:
    """Something that is done every so many seconds."""

    act: Callable[[], int]
    every: float
    at: float = -math.inf

    def turn(self) -> None:
        if time.monotonic() - self.at > self.every:
            step(self.act)
            self.at = time.monotonic()


def place(app: Flask) -> str:
    """This data folder on this machine: whose lock we hold."""
    return sha256(f"{socket.gethostname()}\0{app.config['DATA_DIR']}".encode()).hexdigest()[:12]


def step(round_of: Callable[[], int]) -> int:
    """One round of something; how much was done. Whatever it raises, the next round may go better."""
    forget()  # what operators have set meanwhile
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
