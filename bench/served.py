"""A site served as in use: gunicorn and the worker, in a temporary folder or on DATABASE_URL."""

import base64
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
READY_WITHIN = 60
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def environment(folder: Path, port: int) -> dict[str, str]:
    """Keys of its own, kept in the folder; DEMO for people and products to begin with."""
    return {
        **os.environ,
        **_keys(folder / "bench-keys.json"),
        "PORTAL_DATA_DIR": str(folder),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DEMO": "1",
    }


def _keys(file: Path) -> dict[str, str]:
    if not file.exists():
        keys = {
            "SECRET_KEY": secrets.token_hex(16),
            "LEDGER_KEY": secrets.token_hex(16),
            "PORTAL_FIELD_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(keys))
    return json.loads(file.read_text())


@contextmanager
def serving(environ: dict[str, str], port: int, folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """The two processes, until the block ends; raises RuntimeError with their log when they do not answer."""
    log = (folder / "served.log").open("ab")
    python = [sys.executable, "-m"]
    web = [*python, "gunicorn", "wsgi:app"]  # gunicorn.conf.py, in this folder, says the rest
    worker = [*python, "flask", "--app", "wsgi", "worker"]
    own = {"env": environ | {"BIND": f"127.0.0.1:{port}"}, "stdout": log, "stderr": log, "cwd": ROOT}
    processes = [subprocess.Popen(command, **own) for command in (web, worker)]
    try:
        _await(port, folder / "served.log")
        say("Serving")
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(60)
        log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await(port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        try:
            DIRECT.open(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the site did not start:\n{log.read_text()[-2000:]}")
