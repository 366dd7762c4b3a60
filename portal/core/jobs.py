"""What happens by the clock: each slot of each job is run once, however many workers there are.

    jobs.job("sessions.sweep", jobs.Every(minutes=10))(sessions.sweep)      # in a feature's jobs.py

A slot is the time a run was due. Who inserts the row (job, slot) first runs it: that decides between workers,
machines and restarts, where a lock alone would let the second one run the slot again after the first has
finished. Slots missed while no worker was there are made up for by one run, or one each (`each_missed`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal.core import clock, crypto
from portal.core.db import Base, db

log = structlog.get_logger(__name__)
PATIENCE = timedelta(hours=1)
"""A run that began longer ago and has not ended is taken for dead."""
KEPT = timedelta(days=30)
AT_ONCE = 50  # missed slots made up for in one round


class JobRun(Base):
    """A slot that somebody took; without `finished_at` it runs, or its worker died."""

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "slot"),)

    job: Mapped[str] = mapped_column(sa.String(60))
    slot: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(sa.String(200))
    done: Mapped[int | None]


class Schedule(Protocol):
    def latest(self, moment: datetime) -> datetime:
        """The newest slot that is not after `moment`."""

    def after(self, slot: datetime) -> datetime:
        """The slot that follows."""


class Every:
    """Slots at equal distances, the same ones on every machine: `Every(minutes=10)`."""

    def __init__(self, **distance: int) -> None:
        self.distance = timedelta(**distance)

    def latest(self, moment: datetime) -> datetime:
        step = self.distance.total_seconds()
        return datetime.fromtimestamp(moment.timestamp() // step * step, moment.tzinfo)

    def after(self, slot: datetime) -> datetime:
        return slot + self.distance


class Daily:
    """One slot a day by the clock of Shanghai; `weekday` (0 Monday) makes it one a week."""

    def __init__(self, hour: int, minute: int = 0, *, weekday: int | None = None) -> None:
        self.hour, self.minute, self.weekday = hour, minute, weekday

    def latest(self, moment: datetime) -> datetime:
        day = clock.local(moment).date()
        if clock.shanghai(day, self.hour, self.minute) > moment:
            day -= timedelta(days=1)
        if self.weekday is not None:
            day -= timedelta(days=(day.weekday() - self.weekday) % 7)
        return clock.shanghai(day, self.hour, self.minute)

    def after(self, slot: datetime) -> datetime:
        return self.latest(slot + timedelta(days=1 if self.weekday is None else 7))


@dataclass(frozen=True)
class Job:
    """`run` returns how much it did, or None. What it changes through the session commits with its end."""

    name: str
    schedule: Schedule
    run: Callable[[], int | None]
    each_missed: bool


_jobs: dict[str, Job] = {}


def job(name: str, schedule: Schedule, *, each_missed: bool = False) -> Callable:
    """Register a function; `name` is what rows remember, so it must not change."""

    def register(run: Callable[[], int | None]) -> Callable:
        _jobs[name] = Job(name, schedule, run, each_missed)
        return run

    return register


def registered() -> list[Job]:
    """All jobs, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


def run_due() -> int:
    """Run every slot that is due and that nobody has taken; returns how many. Commits."""
    slots = sa.select(JobRun.job, sa.func.max(JobRun.slot)).group_by(JobRun.job)
    newest = dict(db.session.execute(slots).all())
    db.session.rollback()
    due = [(one, slot) for one in registered() for slot in _due(one, newest.get(one.name))]
    return sum(_run(one, run_id) for one, slot in due if (run_id := _take(one, slot)))


def _due(one: Job, newest: datetime | None) -> list[datetime]:
    slot = one.schedule.latest(clock.now())
    if newest is not None and newest >= slot:
        return []
    if newest is None or not one.each_missed:
        return [slot]
    missed = []
    while (newest := one.schedule.after(newest)) <= slot and len(missed) < AT_ONCE:
        missed.append(newest)
    return missed


def _take(one: Job, slot: datetime) -> int | None:
    """The run's id, or None when another worker was first."""
    run = JobRun(job=one.name, slot=slot)
    db.session.add(run)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return None
    return run.id


def _run(one: Job, run_id: int) -> int:
    done, error = None, None
    try:
        done = one.run()
        _end(run_id, done=done)
    except Exception as failure:  # whatever a job raises is shown, and its next slot comes
        db.session.rollback()
        error = type(failure).__name__
        log.error("job.failed", job=one.name, error=error, exc_info=failure)
        _end(run_id, error=error[:200])
    finally:
        crypto.forget_keys()
    return 1


def _end(run_id: int, **how: object) -> None:
    db.session.execute(sa.update(JobRun).where(JobRun.id == run_id).values(finished_at=clock.now(), **how))
    db.session.commit()


def troubled() -> sa.Select:
    """Jobs whose newest run failed, or began long ago and never ended."""
    later = aliased(JobRun)
    newest = ~sa.exists().where(later.job == JobRun.job, later.slot > JobRun.slot)
    dead = JobRun.finished_at.is_(None) & (JobRun.started_at < clock.now() - PATIENCE)
    return sa.select(JobRun).where(newest, dead | JobRun.error.is_not(None))


def last_runs() -> dict[str, JobRun]:
    """The newest run of each job by its name."""
    later = aliased(JobRun)
    newest = ~sa.exists().where(later.job == JobRun.job, later.slot > JobRun.slot)
    return {run.job: run for run in db.session.scalars(sa.select(JobRun).where(newest))}


def sweep() -> int:
    """Forget runs that are long over; the newest of a job stays, or its slot would run again."""
    later = aliased(JobRun)
    old = JobRun.slot < clock.now() - KEPT
    older = sa.exists().where(later.job == JobRun.job, later.slot > JobRun.slot)
    ids = sa.select(JobRun.id).where(old, older).scalar_subquery()
    return db.session.execute(sa.delete(JobRun).where(JobRun.id.in_(ids))).rowcount
