"""Processes that are forked from one that has imported everything: for all that starts many of them.

The same commands with the same arguments; but importing and the dictionary take nine tenths of what a start
takes, and say nothing about what a page shows or a kill leaves behind. How a site starts from nothing is
held by tests/test_dev.py, tests/test_restarts.py and the short run of tests/test_kills.py.

    python -m tests.warm     # for each JSON line {arguments, environment, log} forks, and prints the pid
"""

import importlib
import json
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from search.language import tokens
from tests.application import ROOT

READY = "ready"


class Warm:
    """Starts what `tests.servers.Server` asks for; `close` ends where it comes from, not its children."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.warm"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.parent = subprocess.Popen(command, cwd=ROOT, **pipes)
        assert self.parent.stdout.readline().strip() == READY

    def __call__(self, arguments: list[str], environment: dict[str, str], log: Path) -> "Child":
        order = {"arguments": arguments, "environment": environment, "log": str(log)}
        self.parent.stdin.write(json.dumps(order) + "\n")
        self.parent.stdin.flush()
        return Child(int(self.parent.stdout.readline()))

    def close(self) -> None:
        self.parent.stdin.close()
        self.parent.wait(30)
        self.parent.stdout.close()


class Child:
    """As much of a Popen as a server needs; its parent reaps it, so how it ended is not known."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self, timeout: float = 60) -> int:
        deadline = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.005)
        return 0

    def terminate(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def main() -> None:
    for name in ("gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "flask.cli", "psycopg"):
        importlib.import_module(name)
    package = importlib.import_module("portal")
    for module in pkgutil.walk_packages(package.__path__, "portal."):
        importlib.import_module(module.name)
    configure_mappers()
    tokens.index_tokens("融资")  # reads the dictionary
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children: the kernel reaps them
    say(READY)
    for line in iter(sys.stdin.readline, ""):
        pid = os.fork()
        if pid == 0:
            become(**json.loads(line))
            return
        say(str(pid))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def become(arguments: list[str], environment: dict[str, str], log: str) -> None:
    """Be `python -m …arguments` from here on, in a group of its own."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number, file in ((0, os.open(os.devnull, os.O_RDONLY)), (1, written), (2, written)):
        os.dup2(file, number)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = list(arguments)
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
