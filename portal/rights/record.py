"""The record of erasures: lines of erasures.log in the data folder, and the table beside it.

    2026-11-24 person k3v9… 17        day, kind, public id, data key

Nothing else is ever in it. Kept off the machine like heads.log, it makes a restored backup lose again what
was erased after the backup was taken.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from portal.core import clock
from portal.core.db import db
from portal.rights.models import Erased

NAME = "erasures.log"
KINDS = ("organisation", "person")
LINE = re.compile(rf"(\d{{4}}-\d\d-\d\d) ({'|'.join(KINDS)}) ([0-9a-z]{{20}}) (\d+)")


@dataclass(frozen=True)
class Line:
    erased_on: date
    kind: str
    public_id: str
    key_id: int

    def __str__(self) -> str:
        return f"{self.erased_on.isoformat()} {self.kind} {self.public_id} {self.key_id}"


def add(kind: str, public_id: str, key_id: int) -> None:
    """Write the line to the file, then the row in the caller's transaction.

    The file comes first and is on the disk when this returns: were it lost in a crash after the commit, a
    restored backup would bring back who was told to be gone. A line too many only repeats what was asked.
    """
    line = Line(clock.today(), kind, public_id, key_id)
    if public_id not in {known.public_id for known in read(file())}:
        append([line])
    if db.session.scalar(sa.select(Erased.id).where(Erased.public_id == public_id)) is None:
        db.session.add(Erased(**vars(line)))
        db.session.flush()


def mend() -> int:
    """Write lines that only the table has to the file (which may have been lost); how many."""
    known = {line.public_id for line in read(file())}
    rows = db.session.scalars(sa.select(Erased).order_by(Erased.id))
    lost = [_line(row) for row in rows if row.public_id not in known]
    if lost:
        append(lost)
    return len(lost)


def append(lines: Iterable[Line]) -> None:
    """One write, on the disk before this returns."""
    text = "".join(f"{line}\n" for line in lines)
    handle = os.open(file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> list[Line]:
    """The lines of a file, none when there is none. ValueError names the first line that is not one."""
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return [parse(line, number) for number, line in enumerate(lines, 1)]


def parse(line: str, number: int = 1) -> Line:
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"line {number} of {NAME} is not a line of erasures")
    day, kind, public_id, key_id = found.groups()
    return Line(date.fromisoformat(day), kind, public_id, int(key_id))


def file() -> Path:
    return current_app.config["DATA_DIR"] / NAME


def _line(row: Erased) -> Line:
    return Line(row.erased_on, row.kind, row.public_id, row.key_id)
