"""`flask keys`: what hangs on which key, and moving it to the first."""

import sys

import click
from flask.cli import AppGroup, with_appcontext

from portal.core import rotation
from portal.core.crypto import site_keys

keys_group = AppGroup("keys", help="The site's keys (PORTAL_FIELD_KEYS).")

DONE, BEHIND, LOST = 0, 1, 2


@keys_group.command("status")
@with_appcontext
def status() -> None:
    """How many values hang on each key. Exit 0: all on the first; 1: rotate; 2: a needed key is not given."""
    sys.exit(_told())


@keys_group.command("rotate")
@with_appcontext
def rotate() -> None:
    """Move every value to the first key, while the site serves; run again after being stopped."""
    total = 0
    for moved in rotation.rotate():
        total += moved
        click.echo(f"{total} values moved", err=True)
    sys.exit(_told())


def _told() -> int:
    found = rotation.status()
    given = list(site_keys())
    for key_id, count in found.items():
        click.echo(f"{key_id} {count}{_note(key_id, count, given)}")
    lost = rotation.missing()
    if lost:
        return LOST
    return BEHIND if any(found[key_id] for key_id in given[1:]) else DONE


def _note(key_id: str, count: int, given: list[str]) -> str:
    if key_id not in given:
        return "  not in PORTAL_FIELD_KEYS: put this key back behind the first"
    if key_id == given[0]:
        return "  current"
    return "  may be dropped" if count == 0 else "  still needed"
