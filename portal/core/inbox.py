"""Where texts and mails arrive on a demonstration and in tests: a file that only this site's user reads."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import current_app

from portal.core import clock

MOST = 500  # lines kept


@dataclass(frozen=True)
class Arrived:
    """`kind`: text or mail; `at` in ISO form, UTC."""

    kind: str
    to: str
    words: str
    at: str


def put(kind: str, to: str, words: str) -> None:
    """Add one at the end; the oldest go when there are too many."""
    line = json.dumps(asdict(Arrived(kind, to, words, clock.now().isoformat())), ensure_ascii=False)
    with _alone():
        kept = [*_lines(), line][-MOST:]
        fresh = _file().with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write("\n".join(kept) + "\n")
        fresh.replace(_file())


def arrived() -> list[Arrived]:
    """Everything that is there, newest first."""
    return [Arrived(**json.loads(line)) for line in reversed(_lines())]


def _lines() -> list[str]:
    return _file().read_text().splitlines() if _file().exists() else []


def _file() -> Path:
    return current_app.config["DATA_DIR"] / "inbox.jsonl"


@contextmanager
def _alone() -> Iterator[None]:
    """One writer at a time, whichever process it is in."""
    with _file().with_suffix(".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
