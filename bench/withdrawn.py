"""Needs withdrawn while the worker stands still: what the index finds, the desks show and count of them.

    python3 dev.py bench withdrawn --needs 1000

DATABASE_URL chooses a PostgreSQL database, which has to be empty; else SQLite in a temporary folder.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import served


def run(say: Callable[[str], None], needs: int = 1000) -> dict:
    """`{needs, database, before, after}`; before and after are `{in_the_index, shown, counted}`."""
    with tempfile.TemporaryDirectory() as name:
        os.environ.update({**served.environment(Path(name), served.free_port()), "DEMO": ""})
        from portal import create_app
        from portal.operations import startup

        app = create_app()
        with app.app_context():
            startup.bring_up_to_date()
            return {"needs": needs, "database": _kind(app), **_looked_at(app, needs, say)}


def _looked_at(app, needs: int, say: Callable[[str], None]) -> dict:
    from tests import withdrawn

    say(f"Filing {needs} needs")
    manager, owner, rows = withdrawn.stage(needs)
    client = _signed_in(app, manager)
    before = withdrawn.at_the_desk(client)
    say("Withdrawing them")
    withdrawn.withdraw(owner, rows)
    return {"before": before, "after": withdrawn.at_the_desk(client)}


def _signed_in(app, member):
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({"_user_id": str(member.person_id), "membership_id": member.id, "_fresh": True})
        session["second"] = member.person_id
    return client


def _kind(app) -> str:
    return app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0].partition("+")[0]


def table(found: dict) -> str:
    """The same in one line."""
    return "withdrawn: " + ", ".join(f"{name} {value}" for name, value in found.items())
