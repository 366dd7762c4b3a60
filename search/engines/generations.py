"""Folders of an index, one a rebuild; a small pointer file names the one in use, its renaming is the swap."""

import fcntl
import json
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.protocol import EngineUnavailable

LOCK_SECONDS = 10.0
POLL_SECONDS = 0.05


class Generations:
    """`version` names schema and taxonomy: an index of another version is stale."""

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = folder
        self._version = version
        self._pointer = folder / "current"

    def current(self) -> Path | None:
        """The folder in use, or None where there is no index."""
        state = self._state()
        return self._folder / state["folder"] if state else None

    def stale(self) -> bool:
        """Whether the index is missing, of another version, or was never filled from the database."""
        state = self._state()
        if not state or not state["complete"] or state["version"] != self._version:
            return True
        return not (self._folder / state["folder"]).is_dir()

    def new(self) -> Path:
        """A fresh folder beside the one in use."""
        path = self._folder / f"generation-{uuid.uuid4().hex[:12]}"
        path.mkdir(parents=True)
        return path

    def swap(self, fresh: Path, *, complete: bool) -> None:
        """Point at `fresh`, then remove all other generations; readers notice at their next question."""
        state = {"folder": fresh.name, "complete": complete, "version": self._version}
        beside = self._pointer.with_suffix(".new")
        beside.write_text(json.dumps(state, sort_keys=True), encoding="utf-8")
        beside.replace(self._pointer)
        for path in self._folder.glob("generation-*"):
            if path != fresh:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """The writers' lock, across processes; EngineUnavailable if another holds it for too long."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "writer.lock").open("w", encoding="ascii") as file:
            _take(file.fileno())
            yield

    def _state(self) -> dict | None:
        """What the pointer says; a missing or damaged one says that there is no index."""
        try:
            state = json.loads(self._pointer.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        whole = isinstance(state, dict) and {"folder", "complete", "version"} <= state.keys()
        return state if whole else None


def _take(descriptor: int) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise EngineUnavailable("another process is writing the search index") from None
            time.sleep(POLL_SECONDS)
