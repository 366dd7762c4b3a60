"""The rows of tests/world/, written into a database once in a while and found again in its copies."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import sqlalchemy as sa

from portal.accounts.models import Membership
from portal.core.db import db
from tests import world as worlds
from tests.application import close_app, fold_wal, make_app
from tests.world import World

Told = tuple[dict[str, int | None], dict[str, dict[str, str]]]
"""`members`: persona → id of the membership, None for signed out; `rows` as a World has them."""


def furnisher(folder: Path) -> Callable[[str], Told]:
    """What fills a migrated database with the world and tells who and what is in it."""

    def furnish(url: str) -> Told:
        app = make_app(url, folder)
        with app.app_context():
            world = worlds.build()
            members = {persona: member and member.id for persona, member in world.members.items()}
            close_app(app)
        if url.startswith("sqlite"):
            fold_wal(url)
        return members, world.rows

    return furnish


def enter(told: Told) -> World:
    """The world of the database at hand, as if it had just been built."""
    members, rows = told
    wanted = sa.select(Membership).where(Membership.id.in_(filter(None, members.values())))
    found = {member.id: member for member in db.session.scalars(wanted)}
    db.session.commit()
    return World({persona: found.get(id_) for persona, id_ in members.items()}, deepcopy(rows))
