"""Commands for whoever runs the site."""

import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from portal.backups import commands as backups
from portal.core import ledger
from portal.core.db import db
from portal.core.permissions import Role
from portal.demo import commands as demo
from portal.matching import commands as matching
from portal.matching import index
from portal.operations import doctor as examination
from portal.operations import startup
from portal.rights.commands import erase
from portal.rights.key_commands import keys_group
from portal.worker import work

ledger_group = AppGroup("ledger", help="The append-only record.")


def init_app(app: Flask) -> None:
    for command in (prepare, worker, reindex, doctor, create_operator, end_operator, erase):
        app.cli.add_command(command)
    app.cli.add_command(ledger_group)
    app.cli.add_command(keys_group)
    backups.init_app(app)
    matching.init_app(app)
    demo.init_app(app)


def say(line: str) -> None:
    """Progress goes to stderr; stdout carries results only."""
    click.echo(line, err=True)


@click.command()
@with_appcontext
def prepare() -> None:
    """Migrate the database, make the site's own rows, fill an empty demonstration."""
    startup.bring_up_to_date()
    if current_app.config["DEMO"]:
        demo.at_start()


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Run the outbox, the index and the ledger's seals."""
    startup.check_or_exit(current_app)
    work(current_app._get_current_object(), once=once)  # noqa: SLF001  the app itself, not its proxy


@click.command()
@with_appcontext
def doctor() -> None:
    """Look at everything this site needs, a line each; exit 1 when something is wrong."""
    findings = examination.examine()
    click.echo("\n".join(finding.line() for finding in findings))
    sys.exit(0 if all(finding.fine is not False for finding in findings) else 1)


@click.command()
@with_appcontext
def reindex() -> None:
    """Build the search index anew from the database, beside the live one."""
    counts = index.rebuild()
    click.echo(f"{counts['need']} needs, {counts['product']} products")


@click.command("create-operator")
@click.argument("name")
@click.argument("mobile")
@click.option("--auditor", is_flag=True, help="An auditor, who reads the ledger and decides nothing.")
@click.password_option(help="At least 10 characters; asked for when not given.")
@with_appcontext
def create_operator(name: str, mobile: str, password: str, auditor: bool) -> None:
    """Make somebody who runs the site; no page does, so that no operator makes their own second one."""
    from portal.accounts import service as accounts
    from portal.organisations import service as organisations

    try:
        organisations.create_operator(name, mobile, password, Role.AUDITOR if auditor else Role.OPERATOR)
    except (ValueError, accounts.MobileTaken) as error:
        raise click.UsageError(str(error)) from error
    db.session.commit()
    say(f"{name} can sign in with {mobile}")


@click.command("end-operator")
@click.argument("mobile")
@with_appcontext
def end_operator(mobile: str) -> None:
    """End an operator or auditor, their sessions at once. Exit 2: nobody, or the only operator."""
    from portal.organisations import service as organisations

    try:
        organisations.end_operator(mobile)
    except (ValueError, LookupError) as error:
        raise click.UsageError(str(error)) from error
    db.session.commit()
    say(f"{mobile} runs this site no longer")


@ledger_group.command()
def verify() -> None:
    """Check the chain of seals, and that each contact was opened under consent; exit 1 when not."""
    from portal.consent.replay import reveals_without_consent

    findings = [*ledger.verify(), *(look.words for look in reveals_without_consent())]
    click.echo("\n".join(findings) or "ok")
    say(f"{ledger.unsealed_count()} events wait for their seal")
    sys.exit(1 if findings else 0)
