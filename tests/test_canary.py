"""Private values are where the table of who sees what says, and nowhere else."""

import contextlib
import io

import pytest
import sqlalchemy as sa

from portal.core import ledger, logs, visibility
from portal.core.db import db
from portal.core.visibility import BAND, FULL, MASKED, NOTHING, Persona
from portal.matching import index
from tests import world as worlds
from tests.canary_check import anything, may_read, too_much, found_in
from tests.crawl import crawl
from tests.matrix import EVERYBODY


@pytest.fixture
def world(app):
    made = worlds.build()
    index.rebuild()
    ledger.seal_new()
    db.session.commit()
    return made


@pytest.fixture
def read_as(app, world, client_as):
    def read(persona: str) -> list[tuple[str, bytes]]:
        member = world.members[persona]
        client = client_as(member) if member else app.test_client()
        return [(visit.url, visit.body) for visit in crawl(app, world, client)]

    return read


def test_nobody_reads_more_than_the_table_says(read_as):
    found = [line for persona in sorted(EVERYBODY) for line in too_much(persona, read_as(persona))]
    assert not found, "\n".join(found)
