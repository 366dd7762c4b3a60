"""A small site on which every relation between people and rows occurs: what the nets are cast over.

Firm A is verified and talks with bank A (consent given); bank B was pushed the need, bank D has shown
interest, bank C may only browse. Firm B is being verified. Firm C is somebody else's. Firm D was paid a part
of bank A's offer and has one of bank D (deals.py). Each firm's values are canaries (tests/canary_values.py),
those of the offers too (tests/deal_values.py).
"""

from portal.core.db import db
from tests.world import banks, deals, departments, desk, firms, parks, talks, told
from tests.world.firms import FIRMS, A, B, C, D
from tests.world.rows import World, actor

__all__ = ["FIRMS", "A", "B", "C", "D", "World", "actor", "build"]

STEPS = (
    firms.add_firms,
    banks.add_banks,
    banks.add_others,
    talks.add_talks,
    departments.add_lists,
    deals.add_deals,
    desk.add_reports,
    parks.add_vouches,
    parks.add_members,
    banks.invite,
    desk.add_letters,
    told.add_searches,
    talks.add_cards,
    told.add_notices,
)
"""In this order: later rows are about earlier ones."""


def build() -> World:
    """Make every row; committed."""
    world = World(members={"signed_out": None})
    for step in STEPS:
        step(world)
    db.session.commit()
    return world
