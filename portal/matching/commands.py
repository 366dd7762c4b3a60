"""Matching from the command line: one need in words against the site's published products."""

import json
import sys
from dataclasses import replace

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import with_appcontext

from portal.core.db import db
from portal.matching import queries
from portal.products.models import Product
from search.answers import Matches
from search.language.reader import understand


def init_app(app: Flask) -> None:
    app.cli.add_command(match)


@click.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, required=True, help="Print the answer as JSON.")
@with_appcontext
def match(text: str, as_json: bool) -> None:
    """Which published products fit a need in words; the JSON is that of `match --need FILE --products FILE`.

    Nothing is stored. Exit 1: the index cannot be read; 2: no words.
    """
    if not text.strip():
        raise click.UsageError("the need is empty")
    found = queries.matches_for(understand(text).to_need("need", text))
    if found is None:
        click.echo("the index cannot be read: try `python3 dev.py doctor`", err=True)
        sys.exit(1)
    click.echo(json.dumps(_by_address(found).to_dict(), ensure_ascii=False, sort_keys=True))


def _by_address(found: Matches) -> Matches:
    """The same with the ids that stand in the products' addresses, which a rebuilt site keeps."""
    ids = {int(entry.product_id) for entry in (*found.matches, *found.near_misses)}
    rows = db.session.execute(sa.select(Product.id, Product.public_id).where(Product.id.in_(ids)))
    address = {str(key): public_id for key, public_id in rows}
    matches = tuple(replace(one, product_id=address[one.product_id]) for one in found.matches)
    misses = tuple(replace(one, product_id=address[one.product_id]) for one in found.near_misses)
    return replace(found, matches=matches, near_misses=misses)
