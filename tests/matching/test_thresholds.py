"""What an admin reads of needs that the own products' rules keep away: numbers, and never a firm."""

import re

import pytest

from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Channel
from portal.matching import thresholds
from portal.needs.models import NeedInstitution, NeedState, Openness, Relation
from tests import factories
from tests.page import Page


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行")


@pytest.fixture
def admin(bank, client_as):
    return client_as(factories.membership(Role.BANK_ADMIN, at=bank))


@pytest.fixture
def product(bank):
    return factories.product(institution=bank, name="示例小店贷", security_accepted=("real_estate",))


def kept_away(count: int, **values) -> list:
    """Needs without security, which the product wants."""
    return [factories.need(no_collateral=True, **values) for _ in range(count)]


def row(page: Page) -> list[str]:
    """The one rule that is told of."""
    [found] = page.soup.select("tbody tr")
    return [cell.get_text(" ", strip=True) for cell in found.select("td, th")]


def test_the_rule_the_smallest_change_and_how_many_more(admin, product):
    kept_away(14)
    page = Page(admin.get("/products/openings"))
    cells = row(page)
    assert cells[0] == "担保" and "约 15 个" in cells[1] and "约 15 个" in cells[4]
    assert "接受信用方式" in cells[3]
    alone = Page(admin.get(f"/products/{product.public_id}/openings"))
    assert row(alone) == cells and "示例小店贷" in alone.heading


def test_fewer_than_five_are_not_told_apart(admin, product):
    """Nor from none: the page is the same for nobody, one and four."""
    path, pages = f"/products/{product.public_id}/openings", []
    for more in (0, 1, 3):
        kept_away(more)
        pages.append(Page(admin.get(path)).text)
    assert len(set(pages)) == 1 and not re.search(r"[1-4] 个", pages[0].replace("不到 5 个", ""))


def test_twin_without_the_least_number_a_single_firm_shows(admin, product, monkeypatch):
    monkeypatch.setattr(thresholds, "LEAST", 1)
    monkeypatch.setattr(thresholds, "STEP", 1)
    with pytest.raises(AssertionError):
        test_fewer_than_five_are_not_told_apart(admin, product)


def test_one_need_more_does_not_show_in_a_count(admin, product):
    path = f"/products/{product.public_id}/openings"
    kept_away(14)
    before = Page(admin.get(path)).text
    kept_away(1)
    assert Page(admin.get(path)).text == before


def test_only_needs_count_that_a_manager_could_browse(admin, product, bank):
    path = f"/products/{product.public_id}/openings"
    hidden = kept_away(7)
    for need in hidden[:2]:
        need.region_code = "440103"
    hidden[2].state = NeedState.WITHDRAWN
    hidden[3].openness = Openness.DIRECTED
    db.session.add(NeedInstitution(need_id=hidden[4].id, institution_id=bank.id, relation=Relation.BARRED))
    leads.push(hidden[5].id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=None)
    hidden[6].max_talks = 0
    db.session.commit()
    assert "没有哪一条规则" in Page(admin.get(path)).text
    kept_away(5)
    assert "约 5 个" in row(Page(admin.get(path)))[1]


def test_only_own_live_products(admin, bank, client_as):
    other = factories.product(institution=factories.institution(name="别家示例银行"))
    db.session.commit()
    assert admin.get(f"/products/{other.public_id}/openings").status_code == 404
    manager = client_as(factories.membership(Role.BANK_MANAGER, at=bank))
    assert manager.get("/products/openings").status_code == 403


def test_the_page_leads_from_the_products(admin, product):
    listed = Page(admin.get("/products/mine")).follow("什么把需求挡在外面")
    assert [link.get_text(strip=True)[:4] for link in listed.soup.header.select("nav [aria-current]")] == [
        "我的产品"
    ]
    page = Page(admin.get(f"/products/{product.public_id}"))
    assert page.link("什么把需求挡在外面").endswith(f"{product.public_id}/openings")


def test_it_asks_little_of_the_database(admin, product, count_queries):
    kept_away(30)
    admin.get("/products/openings")
    with count_queries() as asked:
        admin.get("/products/openings")
    assert len(asked) <= 15


def test_what_takes_long_is_left_to_pages_of_their_own(admin, bank, product, monkeypatch):
    factories.product(institution=bank, name="示例另一款")
    monkeypatch.setattr(thresholds, "MOST_SECONDS", -1.0)
    page = Page(admin.get("/products/openings"))
    assert len(page.soup.select("#open ~ ul a")) == len(page.soup.select("#others ~ ul a")) == 1


def test_who_is_kept_away_by_no_rule_is_not_said_to_fit(admin, product):
    product.security_accepted, product.purpose_kinds = ("credit",), ("plant_purchase",)
    product.requirements = ("champion",)
    for _ in range(10):
        factories.need(no_collateral=True)
    db.session.commit()
    text = Page(admin.get(f"/products/{product.public_id}/openings")).text
    assert "其中不到 5 个合适" in text and "另有约 10 个没有规则挡住" in text
