"""The real thing in processes of its own: gunicorn and the worker, on a free port of 127.0.0.1."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from tests.application import NAMES, ROOT, close_app, environment, make_app

READY_WITHIN = 30  # seconds
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def spawn(arguments: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen:
    """`python -m …arguments` in a group of its own, to be killed with its children."""
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


class Server:
    """A site being served. `url` has no slash at its end; `log` is what both processes wrote.

    `by` makes a process as `spawn` does; tests/warm.py has another.
    """

    def __init__(self, database_url: str, folder: Path, by: Callable = spawn, **more: str) -> None:
        self.spawn = by
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database_url, self.folder = database_url, folder
        clean = {name: value for name, value in os.environ.items() if name not in NAMES}
        self.environment = clean | environment(database_url, folder, PUBLIC_URL=self.url, **more)
        self.log = folder / "server.log"
        self.processes: dict[str, subprocess.Popen] = {}

    def start(self) -> None:
        self.start_worker()
        self.start_web()
        self.await_answer()

    def start_web(self) -> None:
        """By the project's own gunicorn.conf.py."""
        workers = self.environment.get("WEB_WORKERS", "1")
        options = ["--bind", f"127.0.0.1:{self.port}", "--workers", workers]
        self._start("web", "gunicorn", "wsgi:app", *options)

    def start_worker(self) -> None:
        self._start("worker", "flask", "--app", "wsgi", "worker")

    def flask(self, *arguments: str) -> str:
        """Run a command of the portal on this site; its stdout."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        if done.returncode:
            raise RuntimeError(f"flask {' '.join(arguments)} ended with {done.returncode}\n{done.stderr}")
        return done.stdout

    @contextmanager
    def context(self) -> Iterator[Flask]:
        """An app of this process on the site's database, to prepare rows and to look at them."""
        app = make_app(self.database_url, self.folder)
        with app.app_context():
            try:
                yield app
            finally:
                close_app(app)

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def kill(self, name: str) -> None:
        """What a power cut does to "web" or "worker": the process and its children are gone at once."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def await_answer(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self.alive():
            try:
                DIRECT.open(f"{self.url}/healthz", timeout=5).close()
            except urllib.error.HTTPError as error:
                error.close()
                return
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"the site did not start:\n{self.log.read_text()}")

    def alive(self) -> bool:
        return all(process.poll() is None for process in self.processes.values())

    def _start(self, name: str, *arguments: str) -> None:
        self.processes[name] = self.spawn(list(arguments), self.environment, self.log)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
