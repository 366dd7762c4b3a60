"""Who signed in, was refused, changed what opens doors: a file a day, kept when other logs are gone.

Lines hold codes, ids and the address a request came from; never a name, a number or what was typed.
"""

import json
import os
from datetime import date, timedelta
from pathlib import Path

from flask import current_app, has_request_context, request, session
from flask_login import current_user

from portal.core import clock

KEPT = timedelta(days=400)
"""Longer than the half year that is the least: a year of comparison, and time to notice."""


def note(event: str, **facts: int | str | bool | None) -> None:
    """Write one line; `facts` are ids and codes. Never raises for a full disk: the act itself goes on."""
    line = {"at": clock.now().isoformat(timespec="milliseconds"), "event": event, **_of_request(), **facts}
    for name, value in facts.items():
        if not (value is None or isinstance(value, int) or (value.isascii() and len(value) <= 80)):
            raise TypeError(f"security fact {name} is neither a code nor an integer")
    written = json.dumps({key: value for key, value in line.items() if value is not None}, sort_keys=True)
    _append(_file(clock.today()), written + "\n")


def sweep() -> int:
    """Remove the files older than KEPT; how many."""
    oldest = _file(clock.today() - KEPT).name
    late = [file for file in _folder().glob("security-*.log") if file.name < oldest]
    for file in late:
        file.unlink()
    return len(late)


def _of_request() -> dict:
    if not has_request_context():
        return {}
    return {
        "address": request.remote_addr,
        "endpoint": request.endpoint,
        "membership": getattr(current_user, "membership_id", None),
        "session": getattr(session, "row_id", None),
    }


def _append(file: Path, line: str) -> None:
    """One write of one line: several processes append to the same file."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)
    except OSError as error:
        current_app.logger.error("security log: %s", type(error).__name__)


def _file(day: date) -> Path:
    return _folder() / f"security-{day.isoformat()}.log"


def _folder() -> Path:
    return current_app.config["DATA_DIR"]
