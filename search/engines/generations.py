"""Folders of an index, one a rebuild; a small pointer file names the one in use, its renaming is the swap.

A rebuild takes minutes on a large site and holds up nobody: writers go on with the index in use and also note
in a journal what they write; the rebuild applies the journal to its own folder, shortly before the swap.
"""

import fcntl
import json
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
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
        self._journal = folder / "journal"

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
            _take(file.fileno(), "another process is writing the search index")
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """One rebuild at a time; from its beginning on, what is written is also noted."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "rebuild.lock").open("w", encoding="ascii") as file:
            _take(file.fileno(), "another process is rebuilding the search index")
            with self.locked():
                self._journal.write_text("", encoding="utf-8")
            try:
                yield
            finally:
                self._journal.unlink(missing_ok=True)

    def being_rebuilt(self) -> bool:
        """Whether a rebuild runs somewhere; the journal of one that was killed is done away with."""
        if not self._journal.exists():
            return False
        with (self._folder / "rebuild.lock").open("w", encoding="ascii") as file:
            try:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            self._journal.unlink(missing_ok=True)
            return False

    def note(self, entries: Iterable[list]) -> None:
        """Add to the journal of the rebuild that runs; the caller holds the writers' lock."""
        with self._journal.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)

    def noted(self) -> list[list]:
        """What was written since the rebuild began, in order; the caller holds the writers' lock."""
        return [json.loads(line) for line in self._journal.read_text(encoding="utf-8").splitlines()]

    def _state(self) -> dict | None:
        """What the pointer says; a missing or damaged one says that there is no index."""
        try:
            state = json.loads(self._pointer.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        whole = isinstance(state, dict) and {"folder", "complete", "version"} <= state.keys()
        return state if whole else None


def _take(descriptor: int, otherwise: str) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise EngineUnavailable(otherwise) from None
            time.sleep(POLL_SECONDS)
