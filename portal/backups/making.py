"""Making a backup: the database and what no program makes anew, in one encrypted file, whole or not there."""

import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from flask import current_app

from portal.backups import dumping, manifest, sealing
from portal.backups.manifest import Manifest, Refused
from portal.core import clock, rotation
from portal.core.db import db
from portal.operations import service as operations

FACT = "last_backup_at"
KEPT = ("heads.log", "erasures.log", "security-*.log")
"""Of the data folder. The index is made anew; keys are never in a backup."""
PREFIX, SUFFIX = "rongqiao-", ".age"


def backup(target: Path) -> Path:
    """Write one backup to a file, or under a name of its own into a folder. Raises Refused.

    Read again after writing: with BACKUP_IDENTITY it is opened and compared as a restore would, else the
    encrypted bytes on the disk are compared with those that were written.
    """
    to = sealing.recipients(current_app.config["BACKUP_RECIPIENTS"])
    final = target / _name() if target.is_dir() else target
    if final.exists():
        raise Refused(f"{final} exists already.")
    if not final.parent.is_dir():
        raise Refused(f"There is no folder {final.parent}.")
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=current_app.config["DATA_DIR"]) as name:
        packed = _pack(Path(name))
        _write(packed, final, to)
    operations.set_fact(FACT, clock.now().isoformat(timespec="seconds"))
    db.session.commit()
    return final


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest backups of a folder; which. What was erased since goes with the old ones."""
    made = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))
    old = made[:-keep] if keep > 0 else []
    for file in old:
        file.unlink()
    return old


def _pack(folder: Path) -> Path:
    """A tar of the parts with their manifest."""
    parts = folder / "parts"
    parts.mkdir()
    _copy_files(parts, ("heads.log",))  # before the database: no head may be younger than its event
    dump = dumping.dump(parts)
    _copy_files(parts, KEPT[1:])
    keys = [key_id for key_id, count in rotation.status().items() if count]
    db.session.rollback()
    digests = {part.name: manifest.digest_of(part) for part in sorted(parts.iterdir())}
    made_at = clock.now().isoformat(timespec="seconds")
    kind = dumping.kind()
    Manifest(manifest.FORMAT, made_at, kind, dump.revision, keys, dump.rows, digests).write(parts)
    packed = folder / "backup.tar.gz"
    with tarfile.open(packed, "w:gz", compresslevel=5) as tar:
        for part in sorted(parts.iterdir(), key=lambda part: part.name != manifest.NAME):
            tar.add(part, arcname=part.name)
    shutil.rmtree(parts)
    return packed


def _copy_files(parts: Path, patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        for file in current_app.config["DATA_DIR"].glob(pattern):
            shutil.copyfile(file, parts / file.name)


def _write(packed: Path, final: Path, to: list) -> None:
    beside = final.with_name(f".{final.name}.part")
    beside.unlink(missing_ok=True)
    try:
        digest = sealing.seal(packed, beside, to)
        _verify(beside, packed, digest)
        beside.replace(final)
    finally:
        beside.unlink(missing_ok=True)
    handle = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _verify(sealed: Path, packed: Path, digest: str) -> None:
    """What is on the disk is what was written; with the secret at hand, it also opens to what was packed."""
    if manifest.digest_of(sealed) != digest:
        raise Refused("The backup was not written in full: is the disk full or failing?")
    if key_file := current_app.config["BACKUP_IDENTITY"]:
        opened = packed.with_name("opened.tar.gz")
        sealing.unseal(sealed, opened, sealing.identities(Path(key_file)))
        if manifest.digest_of(opened) != manifest.digest_of(packed):
            raise Refused("The backup that was written does not open to what was packed.")


def _name() -> str:
    return f"{PREFIX}{clock.now():%Y%m%d-%H%M%S}{SUFFIX}"
