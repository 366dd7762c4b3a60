"""Commands of a demonstration: fill the database, name the accounts."""

import sys
import time
from datetime import date, timedelta

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.core import clock
from portal.core.db import db
from portal.demo import cast, fresh, seed
from portal.operations import service as operations
from portal.operations import startup

OLD = timedelta(days=3)


def init_app(app: Flask) -> None:
    app.cli.add_command(seed_demo)
    app.cli.add_command(demo_accounts)


@click.command("seed-demo")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the data are made for; else today.")
@click.option("--fresh", "renew", is_flag=True, help="Keep the present database aside and begin a new one.")
@click.option(
    "--scale",
    type=click.IntRange(0, 100),
    help="How many times the year's firms and needs (else DEMO_SCALE, 1); 0: only what the accounts need.",
)
@with_appcontext
def seed_demo(as_of, renew: bool, scale: int | None) -> None:
    """Fill an empty database with invented firms, banks, needs and talks."""
    _only_in_demo()
    if renew:
        try:
            kept = fresh.set_aside(current_app)
        except fresh.CannotSetAside as reason:
            sys.exit(str(reason))
        _say(f"The old database is kept as {kept}")
        startup.bring_up_to_date()
    chosen = current_app.config["DEMO_SCALE"] if scale is None else scale
    fill(as_of.date() if as_of else clock.today(), chosen)


@click.command("demo-accounts")
@with_appcontext
def demo_accounts() -> None:
    """Print the accounts of the demonstration and their password."""
    _only_in_demo()
    click.echo(cast.accounts_text())


def fill(as_of: date, scale: int) -> None:
    """Seed, commit and say what was done; exits with a sentence when there is something already."""
    began = time.monotonic()
    try:
        counts = seed.seed(as_of, _say, scale)
    except seed.NotEmpty:
        sys.exit("The database is not empty. For a new one beside it: python3 dev.py seed-demo --fresh")
    db.session.commit()
    told = ", ".join(f"{number} {what}" for what, number in counts.items())
    _say(f"Demo data for {as_of.isoformat()}: {told} ({time.monotonic() - began:.0f} s)")


def at_start() -> None:
    """What `prepare` does on a demonstration site: seed an empty one, say when the data are old."""
    made_for = operations.fact(startup.DEMO_FACT)
    if made_for is None and not seed.is_empty():
        return
    if made_for is None:
        fill(clock.today(), current_app.config["DEMO_SCALE"])
    elif date.fromisoformat(made_for) < clock.today() - OLD:
        _say(
            f"The demo data are of {made_for}, so most clocks have run out. For new ones, with the site "
            "stopped: python3 dev.py seed-demo --fresh (the old database is kept aside)\n"
            f"演示数据是 {made_for} 的，多数时限已过。停下站点后运行 "
            "python3 dev.py seed-demo --fresh 可换新的（旧库留存）。"
        )
    click.echo(cast.accounts_text())


def _only_in_demo() -> None:
    if not current_app.config["DEMO"]:
        sys.exit("DEMO is not set: invented data never go into a production site.")


def _say(line: str) -> None:
    click.echo(line, err=True)
