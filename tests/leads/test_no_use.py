"""Needs for which no own product is of any use: last in the list to be claimed, and said so."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.permissions import Role
from portal.leads import queries
from tests import factories
from tests.page import Page

LAST = "本机构没有做这种用途的产品，排在最后"


@pytest.fixture
def list_of(app, client_as):
    """The list to be claimed of a bank that lends working capital only; the newest need is a renewal."""
    manager = factories.membership(Role.BANK_MANAGER)
    bank = factories.db.session.get(factories.Organisation, manager.organisation_id)
    factories.product(institution=bank, purpose_kinds=("working_capital",), name="周转贷")
    now = clock.now()
    factories.need(purpose_code="U33", summary="开保函", opened_at=now, amount_max_fen=50_000_000)
    factories.need(purpose_code="U01", summary="进货", opened_at=now - timedelta(days=3))
    factories.db.session.commit()

    def page(**args) -> Page:
        return Page(client_as(manager).get("/leads", query_string={"tab": "open", **args}))

    return page


def rows(page: Page) -> list[str]:
    return [row.get_text(" ", strip=True) for row in page.soup.select("tbody tr")]


@pytest.mark.parametrize("sort", ["date", "fit"])
def test_it_comes_last_however_new_and_says_so(list_of, sort):
    page = list_of(sort=sort)
    useful, useless = rows(page)
    assert "进货" in useful and "没有用得上的产品" not in useful
    assert "开保函" in useless and "没有用得上的产品，最接近的是 周转贷" in useless
    assert f"其中 1 条，{LAST}" in page.text and "2 条" in page.text


def test_the_number_follows_the_choices(list_of):
    page = list_of(amount="BA02")
    assert len(rows(page)) == 1 and LAST not in page.text


def test_its_card_says_so_too(list_of):
    page = list_of()
    card = page.follow(" ".join(page.soup.select("tbody .cell-title a")[1].text.split()))
    assert "本机构没有用得上的产品" in card.text and "认领，告诉企业" in card.text


def test_twin_by_date_alone_it_would_come_first(list_of, monkeypatch):
    monkeypatch.setattr(queries, "useful_first", lambda base, own: queries.sorted_by(base, "date"))
    assert "开保函" in rows(list_of())[0]
