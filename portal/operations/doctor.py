"""`doctor`: everything a site needs, looked at once, a line each."""

import os
import shutil
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from portal.consent import replay
from portal.core import clock, crypto, jobs, ledger, outbox
from portal.core.crypto import DataKey
from portal.core.db import db, read_only
from portal.matching import index, queries
from portal.needs.models import SEEKING, FinancingNeed
from portal.operations import health, startup, unclean

ROOM = 512  # MiB that have to be free
MOST_NEEDS = {"whoosh": 30_000, "tantivy": 1_000_000}  # seeking ones; beyond it searches become slow
SLOW = 100  # milliseconds that 95 of 100 searches have to stay below
SEARCHES, FIRST_WORDS = 40, 8  # how many are tried, of how many characters of a summary
CLOCKS_APART = 5  # seconds between this machine's clock and the database's
KEYS_TRIED = 1000


Check = Callable[[], tuple[bool | None, str]]


@dataclass(frozen=True)
class Finding:
    """`fine` None: not known, which is no fault."""

    name: str
    fine: bool | None
    words: str

    def line(self) -> str:
        mark = {True: "ok  ", False: "FAIL", None: "?   "}[self.fine]
        return f"{mark} {self.name}: {self.words}"


def examine() -> list[Finding]:
    """All checks in order; one that cannot be made is a finding itself."""
    db.session.rollback()
    token = read_only.set(True)  # a look holds up nobody who writes
    try:
        return [_look(name, check) for name, check in CHECKS.items()]
    finally:
        db.session.rollback()
        read_only.reset(token)


def _look(name: str, check: Check) -> Finding:
    try:
        return Finding(name, *check())
    except Exception as error:  # noqa: BLE001  the next check may still say something
        db.session.rollback()
        return Finding(name, fine=False, words=f"could not be checked ({type(error).__name__})")


def _database() -> tuple[bool, str]:
    db.session.execute(sa.text("SELECT 1"))
    whole = unclean.database_is_whole()
    return whole, db.engine.dialect.name + ("" if whole else ", its file is damaged: restore a backup")


def _migration() -> tuple[bool, str]:
    current = startup.migrated()
    return current, "current" if current else "stale: run prepare"


def _keys() -> tuple[bool, str]:
    """Every data key that is in use opens under PORTAL_FIELD_KEYS."""
    live = sa.select(DataKey.wrapped).where(DataKey.wrapped.is_not(None)).order_by(DataKey.id.desc())
    wrapped, closed = db.session.scalars(live.limit(KEYS_TRIED)).all(), 0
    for one in wrapped:
        try:
            crypto.open_for_site(one, "data_key")
        except crypto.Unreadable:
            closed += 1
    words = f"{len(wrapped)} of the newest data keys tried, {closed} do not open"
    return closed == 0, words + ("; a key is missing from PORTAL_FIELD_KEYS" if closed else "")


def _index() -> tuple[bool, str]:
    if index.engine().stale():
        return False, "missing or of another version: the running worker rebuilds it, or run reindex"
    counts = {kind: index.engine().count(kind) for kind in ("need", "product")}
    return True, f"{counts['need']} needs, {counts['product']} products"


def _size() -> tuple[bool | None, str]:
    """Whether the site has outgrown its search engine, by its size and by what searches take just now."""
    name, needs, times = current_app.config["SEARCH_ENGINE"], index.engine().count("need"), _search_times()
    slowest = sorted(times)[int(len(times) * 0.95)] if times else 0.0
    words = (
        f"{name}, {needs} needs of at most {MOST_NEEDS[name]}, searches {slowest:.0f} ms of at most {SLOW}"
    )
    if needs <= MOST_NEEDS[name] and slowest <= SLOW:
        return True, words
    advice = (
        "set SEARCH_ENGINE=tantivy and restart web and worker" if name == "whoosh" else "a faster machine"
    )
    return None, f"{words}: outgrown, {advice}"


def _search_times() -> list[float]:
    """Milliseconds of searches for the beginnings of the newest summaries; the first one opens the index."""
    newest = sa.select(FinancingNeed.summary).where(FinancingNeed.state.in_(SEEKING))
    found = db.session.scalars(newest.order_by(FinancingNeed.id.desc()).limit(SEARCHES)).all()
    queries.search_needs("周转")
    times = []
    for summary in found:
        began = time.perf_counter()
        queries.search_needs(summary[:FIRST_WORDS])
        times.append((time.perf_counter() - began) * 1000)
    return times


def _worker() -> tuple[bool, str]:
    seen = health.signs()["worker_seen_seconds_ago"]
    if seen is None:
        return False, "never seen: start the worker"
    return seen <= health.HEARTBEAT_MAX, f"seen {seen} seconds ago"


def _waiting() -> tuple[bool, str]:
    lag = health.signs()["index_lag_seconds"]
    return lag <= health.INDEX_LAG_MAX, f"the oldest message waits {lag} seconds"


def _letters() -> tuple[bool, str]:
    count = len(db.session.scalars(outbox.dead()).all())
    return count == 0, f"{count} messages are no longer tried" + (": see 系统状态" if count else "")


def _jobs() -> tuple[bool, str]:
    bad = [run.job for run in db.session.scalars(jobs.troubled())]
    return not bad, f"failed or never ended: {', '.join(bad)}" if bad else "the last run of each ended well"


def _ledger() -> tuple[bool, str]:
    wrong = ledger.verify(last=unclean.TAIL)
    return not wrong, wrong[0] if wrong else f"the newest {unclean.TAIL} positions hold; all: ledger verify"


def _looks() -> tuple[bool, str]:
    wrong = replay.reveals_without_consent(last=unclean.TAIL)
    words = f"of the newest {unclean.TAIL} looks at contacts each had one; all: ledger verify"
    return not wrong, wrong[0].words if wrong else words


def _heads() -> tuple[bool, str]:
    """heads.log only grows: days and positions never go back, and its end is no older than the chain."""
    file = current_app.config["DATA_DIR"] / "heads.log"
    lines = [line.split() for line in file.read_text().splitlines()] if file.exists() else []
    order = [(day, int(position)) for day, position, _ in lines]
    if order != sorted(order) or len({position for _, position in order}) != len(order):
        return False, "heads.log was edited: its lines do not follow on one another"
    newest = db.session.scalar(sa.select(sa.func.max(ledger.LedgerSeal.position))) or 0
    last = order[-1][1] if order else 0
    return last >= newest, f"{len(order)} heads, the last of position {last}; the chain is at {newest}"


def _files() -> tuple[bool, str]:
    """Nobody else on the machine may write here, nor read the database."""
    folder = current_app.config["DATA_DIR"]
    if not os.access(folder, os.W_OK):
        return False, f"{folder} cannot be written"
    open_ones = [path.name for path in folder.iterdir() if path.stat().st_mode & stat.S_IWOTH]
    open_ones += [folder.name] * bool(folder.stat().st_mode & stat.S_IWOTH)
    return (
        not open_ones,
        f"anybody may write to {', '.join(open_ones)}" if open_ones else "nobody else may write",
    )


def _clock() -> tuple[bool | None, str]:
    if db.engine.dialect.name == "sqlite":
        year = clock.now().year
        return 2024 <= year < 2100, f"{clock.local(clock.now()):%Y-%m-%d %H:%M} in Shanghai"
    theirs = db.session.scalar(sa.text("SELECT extract(epoch FROM clock_timestamp())"))
    apart = abs(float(theirs) - time.time())
    return apart <= CLOCKS_APART, f"{apart:.1f} seconds from the database's"


def _room() -> tuple[bool, str]:
    free = shutil.disk_usage(current_app.config["DATA_DIR"]).free >> 20
    return free >= ROOM, f"{free} MiB free" + ("" if free >= ROOM else f", fewer than {ROOM}")


CHECKS: dict[str, Check] = {
    "database": _database,
    "migration": _migration,
    "keys": _keys,
    "index": _index,
    "search engine": _size,
    "worker": _worker,
    "outbox": _waiting,
    "dead letters": _letters,
    "jobs": _jobs,
    "ledger": _ledger,
    "consents": _looks,
    "heads.log": _heads,
    "files": _files,
    "clock": _clock,
    "disk": _room,
}
