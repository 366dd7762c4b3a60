"""Jobs: each slot once over all workers, a missed one made up for, a dead run seen."""

import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.core import clock, jobs, sessions
from portal.core.db import db
from portal.core.sessions import AuthSession
from tests.races import race
from tests.ticks import START, STEP, in_processes, naive_take, tick_through

WORKERS = 4


@pytest.fixture(autouse=True)
def _own_jobs(monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", {})


@pytest.fixture
def runs():
    """A job every minute; the moments it ran at."""
    seen = []
    jobs.job("test.tick", STEP)(lambda: seen.append(clock.now()))
    return seen


def raced(app, ticks: int) -> int:
    """Executions when four threads go through the same ticks."""
    ran, lock = [], threading.Lock()

    def run() -> None:
        with lock:
            ran.append(1)

    jobs.job("test.tick", STEP)(run)
    race(app, [lambda: tick_through(ticks) for _ in range(WORKERS)])
    return len(ran)


def test_every_slot_is_run_by_exactly_one_worker(app):
    assert raced(app, 60) == 60


def test_twin_who_looks_and_then_runs_runs_slots_twice(app, monkeypatch):
    monkeypatch.setattr(jobs, "_take", naive_take)
    assert raced(app, 60) > 60


@pytest.mark.slow
@pytest.mark.timeout(3 * 3600)
@pytest.mark.parametrize("ticks", [1000, 10_000])
def test_four_processes_run_each_tick_once(database, tmp_path: Path, ticks):
    executions = in_processes(database.url, tmp_path, WORKERS, ticks)
    sys.stderr.write(
        f"jobs: {WORKERS} processes x {ticks} ticks on {database.kind}: {executions} executions\n"
    )
    assert executions == ticks


@pytest.mark.slow
def test_twin_of_processes_that_look_and_then_run(database, tmp_path: Path):
    assert in_processes(database.url, tmp_path, WORKERS, 300, naive=True) > 300


def test_missed_slots_are_made_up_for_once(app, runs):
    for minute in (0, 1, 90, 90):
        with clock.at(START + timedelta(minutes=minute)):
            jobs.run_due()
    assert [moment - START for moment in runs] == [timedelta(minutes=minute) for minute in (0, 1, 90)]


def test_each_missed_slot_where_the_job_says_so(app):
    seen = []
    jobs.job("test.each", STEP, each_missed=True)(lambda: seen.append(1))
    for minute in (0, 5):
        with clock.at(START + timedelta(minutes=minute)):
            jobs.run_due()
    assert len(seen) == 6


def test_a_run_that_failed_or_died_is_seen_and_the_next_slot_comes(app):
    jobs.job("test.bad", STEP)(lambda: 1 / 0)
    with clock.at(START):
        jobs.run_due()
    db.session.add(jobs.JobRun(job="test.dead", slot=START, started_at=clock.now() - timedelta(hours=2)))
    db.session.commit()
    found = {run.job: run.error for run in db.session.scalars(jobs.troubled())}
    assert found == {"test.bad": "ZeroDivisionError", "test.dead": None}
    jobs.job("test.bad", STEP)(lambda: 7)
    with clock.at(START + timedelta(minutes=1)):
        jobs.run_due()
    assert [run.job for run in db.session.scalars(jobs.troubled())] == ["test.dead"]
    assert jobs.last_runs()["test.bad"].done == 7


def test_what_a_failing_job_wrote_is_gone(app):
    def half() -> None:
        db.session.add(jobs.JobRun(job="half", slot=START))
        db.session.flush()
        raise RuntimeError

    jobs.job("test.half", STEP)(half)
    jobs.run_due()
    assert list(db.session.scalars(sa.select(jobs.JobRun.job))) == ["test.half"]


SLOTS = {
    "quarters": (jobs.Every(minutes=15), "2026-03-02T08:44:59", "2026-03-02T08:30:00"),
    "a minute before three in the night": (jobs.Daily(3), "2026-03-01T18:59:00", "2026-02-28T19:00:00"),
    "at three": (jobs.Daily(3), "2026-03-01T19:00:00", "2026-03-01T19:00:00"),
    "on Mondays": (jobs.Daily(3, weekday=0), "2026-03-01T18:00:00", "2026-02-22T19:00:00"),
}


@pytest.mark.parametrize("case", SLOTS)
def test_slots_by_the_clock_of_shanghai(case):
    schedule, *times = SLOTS[case]
    moment, slot = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in times)
    assert schedule.latest(moment) == slot
    assert schedule.latest(schedule.after(slot)) == schedule.after(slot) > slot


def test_old_runs_go_but_the_newest_of_each_job(app):
    for days in (40, 39, 1):
        db.session.add(jobs.JobRun(job="a", slot=clock.now() - timedelta(days=days)))
    db.session.add(jobs.JobRun(job="b", slot=clock.now() - timedelta(days=50)))
    db.session.flush()
    assert jobs.sweep() == 2
    assert sorted(db.session.scalars(sa.select(jobs.JobRun.job))) == ["a", "b"]


def test_drafts_of_a_day_ago_and_dead_sessions_go(app):
    def row(hours: int) -> AuthSession:
        moment = clock.now() - timedelta(hours=hours)
        return AuthSession(token_digest=str(hours), data_sealed=b"", created_at=moment, seen_at=moment)

    db.session.add_all([row(23), row(25)])
    db.session.flush()
    assert sessions.sweep() == 1
    assert db.session.scalars(sa.select(AuthSession.token_digest)).all() == ["23"]
