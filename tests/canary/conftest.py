"""The site that the canaries live on, and everything one persona can read of it."""

import pytest

from portal.core import ledger
from portal.core.db import db
from portal.matching import index
from tests import world as worlds
from tests.crawl import crawl


@pytest.fixture
def world(app):
    made = worlds.build()
    index.rebuild()
    ledger.seal_new()
    db.session.commit()
    return made


@pytest.fixture
def client_of(app, world, client_as):
    """`client_of("accepted")`: that persona's browser."""

    def open_for(persona: str):
        member = world.members[persona]
        return client_as(member) if member else app.test_client()

    return open_for


@pytest.fixture
def read_as(app, world, client_of):
    """`read_as("accepted")`: [(address, bytes)] of all they can get."""

    def read(persona: str) -> list[tuple[str, bytes]]:
        return [(visit.url, visit.body) for visit in crawl(app, world, client_of(persona))]

    return read
