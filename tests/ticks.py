"""Workers that live through the same minutes: how often was a job run for so many slots?

python -m tests.ticks DATABASE_URL FOLDER TICKS [naive]      # one worker; prints its executions
"""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from portal.core import clock, jobs
from portal.core.db import db
from tests.application import ROOT, close_app, make_app

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STEP = jobs.Every(minutes=1)


def tick_through(ticks: int) -> None:
    for number in range(ticks):
        with clock.at(START + timedelta(minutes=number)):
            jobs.run_due()


def naive_take(one: jobs.Job, slot: datetime) -> int | None:
    """The twin: look whether the slot was run, run it, write it down afterwards, if nobody else has."""
    taken = sa.select(jobs.JobRun.id).where(jobs.JobRun.job == one.name, jobs.JobRun.slot == slot)
    found = db.session.scalar(taken)
    db.session.rollback()
    if found:
        return None
    time.sleep(0.002)  # what the job does
    try:
        db.session.add(jobs.JobRun(job=one.name, slot=slot))
        db.session.commit()
    except (sa.exc.IntegrityError, OperationalError):
        db.session.rollback()
    return db.session.scalar(taken)


def in_processes(url: str, folder: Path, workers: int, ticks: int, *, naive: bool = False) -> int:
    """Executions of all workers together."""
    command = [sys.executable, "-m", "tests.ticks", url, str(folder), str(ticks), *["naive"] * naive]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    return sum(int(one.communicate()[0]) for one in started)


def main(url: str, folder: str, ticks: str, naive: str = "") -> None:
    ran = []
    app = make_app(url, Path(folder))
    jobs._jobs.clear()
    jobs.job("test.tick", STEP)(lambda: ran.append(1))
    if naive:
        jobs._take = naive_take
    with app.app_context():
        tick_through(int(ticks))
        close_app(app)
    sys.stdout.write(f"{len(ran)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
