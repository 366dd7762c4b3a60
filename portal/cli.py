"""Commands for whoever runs the site."""

import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade

from portal.core import crypto, ledger, workdays
from portal.core.db import db
from portal.worker import work

ledger_group = AppGroup("ledger", help="The append-only record.")


def init_app(app: Flask) -> None:
    for command in (prepare, worker):
        app.cli.add_command(command)
    app.cli.add_command(ledger_group)


def say(line: str) -> None:
    """Progress goes to stderr; stdout carries results only."""
    click.echo(line, err=True)


@click.command()
@with_appcontext
def prepare() -> None:
    """Bring the database to the newest migration and make the site's own rows."""
    upgrade(directory="migrations")
    crypto.ensure_index_key()
    workdays.load_official()
    db.session.commit()


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Run the outbox, the index and the ledger's seals."""
    work(current_app._get_current_object(), once=once)


@ledger_group.command()
def verify() -> None:
    """Check the chain of seals; exit 1 when it does not hold."""
    findings = ledger.verify()
    click.echo("\n".join(findings) or "ok")
    say(f"{ledger.unsealed_count()} events wait for their seal")
    sys.exit(1 if findings else 0)
