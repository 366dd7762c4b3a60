"""`flask erase`: for somebody who left their work, cannot sign in any more, and wants to be forgotten."""

import sys

import click
from flask.cli import with_appcontext

from portal.accounts import service as accounts
from portal.core.db import db
from portal.rights import service

REFUSED = 2


@click.command("erase")
@click.argument("identifier")
@with_appcontext
def erase(identifier: str) -> None:
    """Erase the account that signs in with this mobile or e-mail. Exit 2: refused."""
    person = accounts.find(identifier)
    if person is None:
        click.echo("Nobody signs in with this.", err=True)
        sys.exit(REFUSED)
    try:
        service.ask_for(person.id)
    except (service.StillEmployed, service.AlreadyAsked) as reason:
        click.echo(str(reason), err=True)
        sys.exit(REFUSED)
    db.session.commit()
    click.echo("Asked for; the worker carries it out.", err=True)
