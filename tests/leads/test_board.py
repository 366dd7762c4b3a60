"""Own leads by state: the shortest clock first, what stands still by its days, what is late marked."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.permissions import Role
from portal.leads import clocks
from portal.leads.models import Clock, LeadState
from tests import factories
from tests.page import Page

S = LeadState


@pytest.fixture
def member(app):
    return factories.membership(Role.BANK_MANAGER, at=factories.institution())


def stands(member, state, **values):
    the_bank = factories.db.session.get_one(factories.Organisation, member.organisation_id)
    return factories.lead(institution=the_bank, state=state, assigned_id=member.id, **values)


@pytest.fixture
def board(member):
    """Late, running, and two that stand still with six days and with two."""
    now = clock.now()
    late = clocks.started(Clock.DECISION, now - timedelta(days=40))
    still = {"clock": Clock.DECISION, "clock_days": 10}
    return {
        "six": stands(member, S.WAITING_MATERIALS, **still, clock_left=6),
        "two": stands(member, S.WAITING_MATERIALS, **still, clock_left=2),
        "running": stands(member, S.DUE_DILIGENCE, **clocks.started(Clock.DECISION, now)),
        "late": stands(member, S.CONTACTED, **late),
    }


def listed(page):
    return [link["href"].rsplit("/", 1)[1] for link in page.soup.select("tbody .cell-title a")]


def test_the_oldest_clock_first_and_what_stands_still_by_its_days(client_as, member, board):
    page = Page(client_as(member).get("/leads/mine"))
    order = ["late", "running", "two", "six"]
    assert listed(page) == [board[name].public_id for name in order]
    assert [row.get("class") for row in page.soup.select("tbody tr")] == [["row-late"], None, None, None]


def test_states_are_counted_and_lead_to_their_own(client_as, member, board):
    client = client_as(member)
    page = Page(client.get("/leads/mine"))
    ways = [link.get_text(" ", strip=True) for link in page.soup.select("main nav .facts-row a")]
    assert ways == ["全部 4", "已联系 1", "尽调中 1", "待补材料 2"]
    waiting = page.follow("待补材料 2")
    assert listed(waiting) == [board["two"].public_id, board["six"].public_id]
    assert len(listed(Page(client.get("/leads/mine?state=nothing")))) == 4
    assert len(listed(Page(client.get("/leads/mine?state=taken")))) == 4, "a state that nothing stands in"


def test_a_colleagues_leads_are_not_counted(client_as, member, board):
    colleague = factories.membership(
        Role.BANK_MANAGER, at=factories.db.session.get_one(factories.Organisation, member.organisation_id)
    )
    page = Page(client_as(colleague).get("/leads/mine?state=contacted"))
    assert listed(page) == [] and not page.soup.select("nav .facts-row a")
