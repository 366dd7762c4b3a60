"""How gunicorn serves the portal: `gunicorn wsgi:app`, started in this folder, reads this file by itself.

A HUP to the master starts new workers with new code and configuration, then lets the old ones finish what
they have begun: no request fails (docs/operations.md). That needs each worker to import the code itself, so
nothing of it is imported here, and there is no `preload_app`.
"""

import importlib.util
import os
import time
from pathlib import Path

bind = os.environ.get("BIND") or "127.0.0.1:8000"
workers = int(os.environ.get("WEB_WORKERS") or 2)
worker_class = "gthread"
threads = 4
timeout = 60  # seconds a worker may be silent
graceful_timeout = 30  # seconds an old worker has for its last requests
keepalive = 5
backlog = 2048  # who connects while workers change waits here
control_socket_disable = True
loglevel = os.environ.get("GUNICORN_LOG_LEVEL") or "warning"

EPOCH_OF_TODAY = 1_000_000_000  # no machine has been up for so many seconds, and the year 2001 is over


def _marks():
    """That one file of the portal, without the package it lies in."""
    spec = importlib.util.spec_from_file_location("marks", Path(__file__).parent / "portal/core/marks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _be_patient(server) -> None:
    """Let the old workers go on until the new ones have imported the portal, which takes seconds.

    gunicorn would stop them as soon as the new processes exist, and nobody would answer meanwhile.
    """
    manage = server.manage_workers

    def manage_workers() -> None:
        deadline = time.monotonic() + timeout
        while len(server.WORKERS) > server.num_workers and time.monotonic() < deadline:
            if all(map(_has_begun, list(server.WORKERS.values()))):
                break
            time.sleep(0.05)
        manage()

    server.manage_workers = manage_workers


def _has_begun(worker) -> bool:
    """A worker in its loop stamps its file with the monotonic clock; until then it bears the time of day."""
    return worker.tmp.last_update() < EPOCH_OF_TODAY


def on_starting(server) -> None:
    """The master's mark, which only a clean stop takes away."""
    data, marks = Path(os.environ.get("PORTAL_DATA_DIR") or "data").absolute(), _marks()
    for mark in marks.dead(data):
        server.log.warning("the last stop was not clean: %s", mark.name)
    server.mark = marks.Mark(data, "web").set()
    _be_patient(server)


def post_fork(server, worker) -> None:
    """A worker that outlives its killed master for a moment must not pass for it."""
    server.mark.let_go()


def post_worker_init(worker) -> None:
    """The code is there, and the worker answers from now on.

    A demonstration is started often and looked at by few: it compiles a page when it is asked for.
    """
    from portal.operations import warming

    if not worker.wsgi.config["DEMO"]:
        warming.begin(worker.wsgi)


def on_exit(server) -> None:
    server.mark.clear()
