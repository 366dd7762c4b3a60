"""A manager's own searches: named, opened, changed, deleted; nobody else's, and at most twenty."""

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from portal.accounts.models import Person
from portal.core import erasing
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import address as desk
from portal.leads import service as leads
from portal.leads.models import Channel
from portal.searches import queries, service, watching
from portal.searches.models import Pace, SavedSearch, SearchHit
from tests import factories
from tests.page import Page
from tests.races import race
from tests.world import actor


@pytest.fixture
def manager(app):
    return factories.membership(Role.BANK_MANAGER)


def saved(manager, pace=Pace.AT_ONCE, name="示例搜索", **pairs) -> SavedSearch:
    """One on the list of needs to be claimed, unless told otherwise."""
    search = service.save(actor(manager), name, pace, desk.read(MultiDict({"tab": "open", **pairs})))
    db.session.commit()
    return search


def test_what_the_desk_shows_is_saved_and_opened_again(client_as, manager):
    tea = factories.need(summary="奶茶店进货")
    factories.need(industry_code="5111", summary="批发进货")
    client = client_as(manager)
    page = Page(client.get("/leads?tab=open&industry=62&sort=fit"))
    form = page.follow("存下当前筛选")
    assert "62 餐饮业" in form.text and form.soup.select_one("[name=name]")["value"] == "62 餐饮业"
    opened = form.submit("保存", name="萧山的奶茶", pace="daily")
    assert "已存下“萧山的奶茶”" in opened.text and "共 1 条" in opened.text
    assert opened.soup.select_one(".shelf-chip[aria-current]").text == "萧山的奶茶"
    assert queries.fresh(actor(manager), queries.mine(actor(manager)), []) == {1: 0}
    watching.keep(1, [tea.id])
    chips = Page(client.get("/leads"))
    assert chips.soup.select_one(".shelf-new").text == "新 1"
    listed = chips.submit("萧山的奶茶 新 1")
    assert [row.text.count("新") > 0 for row in listed.soup.select("tbody tr")] == [True]
    assert Page(client.get("/leads")).soup.select_one(".shelf-new") is None, "looked at"


def found_and_pushed(manager, *, pushed: int, browsed: int = 0) -> str:
    """A search of the list to be claimed with news, some of it pushed to the bank; the name on its chip."""
    needs = [factories.need() for _ in range(pushed + browsed)]
    search = saved(manager, industry="62")
    watching.keep(search.id, [need.id for need in needs])
    for need in needs[:pushed]:
        leads.push(need.id, manager.organisation_id, product_id=None, channel=Channel.MATCH, score_bp=None)
    db.session.commit()
    return f"示例搜索 新 {pushed + browsed}"


def test_a_chip_leads_to_the_list_that_holds_what_is_new(client_as, manager):
    chip = found_and_pushed(manager, pushed=1)
    page = Page(client_as(manager).get("/leads")).submit(chip)
    assert page.soup.select_one(".tabs [aria-current]").text.startswith("推给我们")
    assert [row.text.count("新") > 0 for row in page.soup.select("tbody tr")] == [True]
    assert page.soup.select_one(".shelf-chip[aria-current]") and "把改动存进" not in page.text


def test_twin_to_the_saved_list_it_would_lead_to_nothing(client_as, manager, monkeypatch):
    chip = found_and_pushed(manager, pushed=1)
    monkeypatch.setattr(queries, "side_to_open", lambda who, search, own: queries.address_of(search))
    page = Page(client_as(manager).get("/leads")).submit(chip)
    assert page.soup.select("tbody tr") == [] and "另有 1 条新的在“推给我们”里" in page.text


def test_with_news_in_both_the_saved_list_opens_and_names_the_other(client_as, manager):
    chip = found_and_pushed(manager, pushed=2, browsed=1)
    page = Page(client_as(manager).get("/leads")).submit(chip)
    assert page.soup.select_one(".tabs [aria-current]").text.startswith("可认领")
    assert "另有 2 条新的在“推给我们”里" in page.text


def test_changed_choices_are_put_in_place_of_the_saved_ones(client_as, manager):
    factories.need(), factories.need(industry_code="5111")
    search, client = saved(manager, industry="62"), client_as(manager)
    page = Page(client.get(f"/leads?tab=open&industry=51&saved={search.public_id}"))
    page.follow("把改动存进“示例搜索”").submit("保存", name="改过的名字", pace="never")
    [row] = queries.mine(actor(manager))
    assert (row.name, row.pace) == ("改过的名字", Pace.NEVER)
    assert queries.address_of(row).chosen == {"industry": ("51",)}
    page = Page(client.get("/leads/searches"))
    assert "51 批发业" in page.text and "1 条" in page.text
    page.follow("修改：改过的名字").submit("删除这个筛选")
    assert queries.mine(actor(manager)) == []


def test_errors_stand_at_their_fields_and_lose_nothing(client_as, manager):
    client = client_as(manager)
    page = Page(client.get("/leads/searches/new?tab=open&q=轴承"))
    again = page.submit("保存", name="名" * 31, pace="at_once")
    assert again.status == 422 and "最多 30 个字" in again.text and "“轴承”" in again.text
    assert again.soup.select_one("[name=name]")["value"] == "名" * 31


def test_the_twenty_first_is_refused_however_many_come_at_once(app, client_as, manager):
    for number in range(queries.MOST - 1):
        saved(manager, name=f"第{number}个")
    who = actor(manager)
    db.session.commit()

    def add():
        try:
            service.save(who, "最后一个", Pace.DAILY, desk.read(MultiDict()))
            db.session.commit()
        except service.Full:
            db.session.rollback()
            return False
        return True

    assert sorted(race(app, [add] * 3)) == [False, False, True]
    page = Page(client_as(manager).get("/leads/searches/new?q=茶")).submit("保存")
    assert page.status == 422 and "最多存 20 个" in page.text


def test_nobody_else_reads_it(client_as, manager):
    search = saved(manager)
    bank = db.session.get(factories.Organisation, manager.organisation_id)
    for other in (factories.membership(Role.BANK_MANAGER, at=bank), factories.membership(Role.BANK_MANAGER)):
        client = client_as(other)
        assert client.get(f"/leads/searches/{search.public_id}").status_code == 404
        assert client.post(f"/leads/searches/{search.public_id}/delete", data={}).status_code == 404
        assert "示例搜索" not in Page(client.get(f"/leads?saved={search.public_id}")).text
    admin = client_as(factories.membership(Role.BANK_ADMIN, at=bank))
    assert admin.get("/leads/searches").status_code == 403
    assert "存下当前筛选" not in Page(admin.get("/leads?tab=open&industry=62")).text


def test_name_and_words_are_sealed_and_go_with_the_persons_key(manager):
    search = saved(manager, name="示例·王老板的客户", q="示例轴承")
    need = factories.need()
    watching.keep(search.id, [need.id])
    raw = db.session.execute(sa.text("SELECT * FROM saved_search")).all()
    assert "示例" not in repr(raw) and "示例".encode() not in raw[0].name_sealed
    erasing.destroy(db.session.get(Person, manager.person_id).key_id)
    assert db.session.scalar(sa.select(sa.func.count(SavedSearch.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(SearchHit.id))) == 0


def test_whoever_leaves_the_bank_leaves_them_behind(manager):
    saved(manager)
    service.forget(manager.id)
    assert queries.mine(actor(manager)) == []


def test_the_index_is_not_what_is_counted(client_as, manager, monkeypatch):
    """Words bring ids; how many of them the reader may see, SQL says."""
    here, elsewhere = factories.need(), factories.need(region_code="330302")
    saved(manager, q="茶")
    found = [here.id, elsewhere.id, 10**6]
    monkeypatch.setattr("portal.matching.queries.search_needs", lambda words, places: found)
    assert "1 条" in Page(client_as(manager).get("/leads/searches")).text
