"""Marks of running processes: a file that its process holds locked, and that only a clean stop removes.

The kernel lets go of the lock however the process ends. A mark that nobody holds is therefore that of one
that was killed, or went down with the machine, even when its number has gone to another process since.
"""

import fcntl
import os
import secrets
from pathlib import Path

FOLDER = "running"


class Mark:
    """The mark of this process; `kind` is "web" or "worker"."""

    def __init__(self, data: Path, kind: str) -> None:
        self.path = data / FOLDER / f"{kind}-{secrets.token_hex(6)}"
        self.handle: int | None = None

    def set(self) -> "Mark":
        """Say that this process runs."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return self

    def let_go(self) -> None:
        """In a forked child: the lock is its parent's."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None

    def clear(self) -> None:
        """The process stops as it should."""
        self.path.unlink(missing_ok=True)
        self.let_go()


def dead(data: Path) -> list[Path]:
    """Marks whose process is gone without having cleared them."""
    found = sorted((data / FOLDER).glob("*-*"))
    return [path for path in found if not _held(path)]


def _held(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:  # cleared this very moment
        return True
    except BlockingIOError:
        return True
    return False
