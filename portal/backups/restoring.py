"""Restoring: into an empty database only; everything is checked before anything is written."""

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import current_app

from portal.backups import dumping, manifest, sealing, since
from portal.backups.manifest import Manifest, Refused
from portal.backups.since import Report
from portal.core import clock, crypto, ledger
from portal.core.config import MIGRATIONS
from portal.core.db import db
from portal.core.sessions import AuthSession
from portal.matching import index
from portal.operations import startup
from portal.rights import record, service


def restore(
    file: Path,
    key_file: Path,
    erasures: Path | None = None,
    heads: Path | None = None,
    *,
    unsigned: bool = False,
) -> Report:
    """Bring a backup back, at the newest migration, without those who were erased since.

    `erasures`, `heads`: newer logs kept off the machine; those in the data folder count too. Raises Refused
    before anything is written.
    """
    keys = sealing.identities(key_file)
    with _unpacked(file, keys) as folder:
        told = manifest.read(folder, unsigned=unsigned)
        _check(told)
        lines = _erasures(folder, erasures)
        known = since.known(told.made_at, heads)
        dumping.load(folder / dumping.PART[told.kind])
        report = Report([f"backup of {told.made_at}, migration {told.revision}"])
        _compare(told, report)
        _put_files(folder, report)
    startup.bring_up_to_date()
    _check_ledger(report)
    since.tell(known, told.made_at, report)
    _erase_again(lines, report)
    since.void_codes(report)
    _end_sessions(report)
    counts = index.rebuild()
    db.session.commit()
    ledger.seal_new()
    report.lines.append(f"index: {counts['need']} needs, {counts['product']} products")
    return report


@contextmanager
def _unpacked(file: Path, keys: list) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=current_app.config["DATA_DIR"]) as name:
        packed, folder = Path(name) / "backup.tar.gz", Path(name) / "parts"
        sealing.unseal(file, packed, keys)
        try:
            with tarfile.open(packed, "r:gz") as tar:
                tar.extractall(folder, filter="data")
        except (tarfile.TarError, OSError, EOFError) as error:
            raise Refused("The backup opens, but is not what this portal writes.") from error
        yield folder


def _check(told: Manifest) -> None:
    if told.kind != dumping.kind():
        raise Refused(f"The backup is of {told.kind}, DATABASE_URL names {dumping.kind()}.")
    known = {script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions()}
    if told.revision not in known:
        raise Refused(f"The backup is at migration {told.revision}, which this version does not know.")
    if lacking := set(told.field_keys) - set(crypto.site_keys()):
        raise Refused(f"PORTAL_FIELD_KEYS lacks {', '.join(sorted(lacking))}, which this backup needs.")
    if not dumping.is_empty():
        raise Refused("The database is not empty. Restore into a new one, then point DATABASE_URL at it.")


def _erasures(folder: Path, newer: Path | None) -> list[record.Line]:
    """Every line known from anywhere, each once, the oldest first."""
    if newer is not None and not newer.exists():
        raise Refused(f"There is no file {newer}.")
    try:
        places = [folder / record.NAME, record.file(), *([newer] if newer else [])]
        found = {line.public_id: line for place in places for line in record.read(place)}
    except ValueError as error:
        raise Refused(str(error)) from error
    return sorted(found.values(), key=lambda line: line.erased_on)


def _compare(told: Manifest, report: Report) -> None:
    with db.engine.connect() as connection:
        counts = dumping.counts(connection)
    other = [name for name in told.rows if counts.get(name) != told.rows[name]]
    report.problems += [f"{name}: {counts.get(name)} rows instead of {told.rows[name]}" for name in other]
    report.lines.append(f"{sum(counts.values())} rows in {len(counts)} tables")


def _put_files(folder: Path, report: Report) -> None:
    """The backup's own files; what lies here already is kept beside them, and `since` has read it."""
    data = current_app.config["DATA_DIR"]
    for part in folder.iterdir():
        if part.name in (manifest.NAME, manifest.MARK) or part.name in dumping.PART.values():
            continue
        if part.name == record.NAME:
            continue  # written anew from all that is known
        there = data / part.name
        if there.exists() and there.read_bytes() != part.read_bytes():
            aside = there.with_name(f"{part.name}.before-restore-{clock.now():%Y%m%d%H%M%S}")
            there.rename(aside)
            report.lines.append(f"{part.name} that lay here is now {aside.name}")
        shutil.copyfile(part, there)


def _check_ledger(report: Report) -> None:
    report.problems += [f"ledger: {finding}" for finding in ledger.verify()]
    last = db.session.scalar(sa.select(sa.func.max(ledger.LedgerSeal.position))) or 0
    report.lines.append(f"ledger: {last} sealed events")
    db.session.rollback()


def _erase_again(lines: list[record.Line], report: Report) -> None:
    done = 0
    for line in lines:
        try:
            done += service.erase_again(line)
        except service.OtherKey:
            report.problems.append(
                f"erasures: {line.kind} {line.public_id} has another key than was recorded"
            )
        db.session.commit()
    known = {line.public_id for line in record.read(record.file())}
    if missing := [line for line in lines if line.public_id not in known]:
        record.append(missing)
    report.lines.append(f"erasures: {done} of {len(lines)} carried out again")


def _end_sessions(report: Report) -> None:
    alive = sa.update(AuthSession).where(AuthSession.ended_at.is_(None))
    ended = db.session.execute(alive.values(ended_at=clock.now())).rowcount
    db.session.commit()
    report.lines.append(f"{ended} sessions ended: everybody signs in again")
