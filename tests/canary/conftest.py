"""The site that the canaries live on, and everything one persona can read of it."""

import pytest

from portal.core import ledger
from portal.core.db import db
from portal.matching import index
from tests.crawl import crawl


@pytest.fixture
def world(world):
    """The shared world, in the index and sealed as well."""
    index.rebuild()
    ledger.seal_new()
    db.session.commit()
    return world


@pytest.fixture
def read_as(app, world, as_persona):
    """`read_as("accepted")`: [(address, bytes)] of all they can get."""

    def read(persona: str) -> list[tuple[str, bytes]]:
        return [(visit.url, visit.body) for visit in crawl(app, world, persona, as_persona(persona))]

    return read


@pytest.fixture
def read(as_persona):
    """`read("clerk", "/parks")`: of the same these addresses only, for twins that need no more."""

    def get(persona: str, *addresses: str) -> list[tuple[str, bytes]]:
        client = as_persona(persona)
        return [(address, client.get(address).get_data()) for address in addresses]

    return get
