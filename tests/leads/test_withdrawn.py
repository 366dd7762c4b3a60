"""What was withdrawn is at no desk any more, before the worker has heard of it.

The large size: `python3 dev.py bench withdrawn`.
"""

import pytest
import sqlalchemy as sa

from portal.needs.models import FinancingNeed
from tests import withdrawn

NEEDS = 30


@pytest.fixture
def staged(app, client_as):
    """The manager's browser, and what happens: seen before, then withdrawn."""
    manager, owner, rows = withdrawn.stage(NEEDS)
    client = client_as(manager)
    before = withdrawn.at_the_desk(client)
    assert before["in_the_index"] == NEEDS and min(before["shown"], before["counted"]) >= NEEDS
    withdrawn.withdraw(owner, rows)
    return client


def test_what_is_withdrawn_is_neither_shown_nor_counted(staged):
    assert withdrawn.at_the_desk(staged) == {"in_the_index": NEEDS, "shown": 0, "counted": 0}


def test_twin_a_desk_that_trusts_the_index_shows_and_counts_them(staged, monkeypatch):
    """With words it lists what the index found, whatever has become of it since."""

    def trusting(actor, own, ids=None):
        return sa.select(FinancingNeed)  # of which those are listed that the index found

    monkeypatch.setattr("portal.leads.queries.browsed", trusting)
    found = withdrawn.at_the_desk(staged)
    assert found["shown"] > 0 and found["counted"] >= NEEDS
