"""`flask backup`, `flask restore`, `flask backup-key`."""

import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from portal.backups import making, restoring, sealing
from portal.backups.manifest import Refused

DONE, BROKEN, REFUSED = 0, 1, 2


def init_app(app: Flask) -> None:
    for command in (backup, restore, backup_key):
        app.cli.add_command(command)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--prune", type=click.IntRange(min=1), help="Keep this many backups of the folder.")
@with_appcontext
def backup(target: Path, prune: int | None) -> None:
    """Write an encrypted backup to a file or into a folder, while the site serves. Exit 2: refused."""
    try:
        written = making.backup(target)
    except Refused as reason:
        _refuse(reason)
    click.echo(written)
    if prune and target.is_dir():
        for old in making.prune(target, prune):
            click.echo(f"removed {old.name}", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--identity", required=True, type=click.Path(path_type=Path), help="The secret key's file.")
@click.option("--erasures", type=click.Path(path_type=Path), help="A newer erasures.log.")
@click.option("--heads", type=click.Path(path_type=Path), help="A newer heads.log.")
@click.option("--unsigned", is_flag=True, help="Take a backup of an older version, which bears no mark.")
@with_appcontext
def restore(file: Path, identity: Path, erasures: Path | None, heads: Path | None, unsigned: bool) -> None:
    """Bring a backup back into an empty database. Exit 1: something does not hold; 2: refused."""
    try:
        report = restoring.restore(file, identity, erasures, heads, unsigned=unsigned)
    except Refused as reason:
        _refuse(reason)
    for line in report.lines:
        click.echo(line)
    for line in report.again:
        click.echo(f"AGAIN {line}")
    for problem in report.problems:
        click.echo(f"PROBLEM {problem}")
    sys.exit(BROKEN if report.problems else DONE)


@click.command("backup-key")
@click.argument("file", type=click.Path(path_type=Path))
def backup_key(file: Path) -> None:
    """Make a key pair: the secret goes to FILE (keep it off this machine), the public key is printed."""
    try:
        click.echo(sealing.make_key(file))
    except FileExistsError:
        _refuse(Refused(f"{file} exists already."))


def _refuse(reason: Refused) -> None:
    click.echo(str(reason), err=True)
    sys.exit(REFUSED)
