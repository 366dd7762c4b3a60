"""A crowd that reads and writes while the server it talks to is restarted: what failed?"""

import http.client
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers import Server
from tests.visitors import Answer, Visitor

HUNG_UP = (OSError, http.client.HTTPException)


@dataclass
class Tally:
    """Requests that were answered as they should, and those that were not."""

    answered: int = 0
    failures: list[str] = field(default_factory=list)


class Crowd:
    """Visitors in threads, each asking one thing after the other until the block ends.

    `right` says of an answer with the right status whether it holds what it should.
    """

    def __init__(
        self,
        people: list[Visitor],
        acts: list[tuple[str, str, dict]],
        right: Callable[[Answer], bool] = lambda answer: True,
    ) -> None:
        self.people, self.acts, self.right = people, acts, right
        self.tally, self.over, self.lock = Tally(), threading.Event(), threading.Lock()

    def __enter__(self) -> Tally:
        self.threads = [
            threading.Thread(target=self._live, args=(one, random.Random(number)))
            for number, one in enumerate(self.people)
        ]
        for thread in self.threads:
            thread.start()
        return self.tally

    def __exit__(self, *_) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)

    def _live(self, one: Visitor, chance: random.Random) -> None:
        while not self.over.is_set():
            method, path, fields = chance.choice(self.acts)
            failure = self._try(one, method, path, fields)
            with self.lock:
                self.tally.answered += not failure
                self.tally.failures += [failure] * bool(failure)

    def _try(self, one: Visitor, method: str, path: str, fields: dict) -> str:
        try:
            answer = one.get(path) if method == "GET" else one.post(path, **fields)
        except HUNG_UP as error:
            return f"{method} {path}: {type(error).__name__}"
        wanted = 200 if method == "GET" else 303
        if answer.status != wanted:
            return f"{method} {path}: {answer.status}"
        return "" if self.right(answer) else f"{method} {path}: not what it should hold"


def reload(server: Server) -> None:
    """A HUP, and the wait until new workers have taken the place of the old ones."""
    master = server.processes["web"].pid
    before = children(master)
    server.processes["web"].send_signal(signal.SIGHUP)
    until(lambda: before.isdisjoint(now := children(master)) and now)


def stop_and_start(server: Server) -> None:
    """The twin: what a plain restart of the unit does."""
    web = server.processes["web"]
    web.send_signal(signal.SIGTERM)
    web.wait(30)
    server.start_web()
    server.await_answer()


def children(pid: int) -> set[int]:
    """The processes a process has started (Linux, macOS)."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return {int(line) for line in found.stdout.split()}


def until(check: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
