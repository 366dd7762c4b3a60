"""The desk's search by words: what is understood, marked, counted and said when little is found."""

import pytest

from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service
from portal.leads.models import Channel
from portal.matching import index
from search.typed import find
from tests import factories
from tests.page import Page


@pytest.fixture
def manager(app):
    return factories.membership(Role.BANK_MANAGER)


@pytest.fixture
def desk(client_as, manager):
    """The desk's page for some words, in the list to be claimed unless told otherwise."""
    client = client_as(manager)

    def search(words: str, **more) -> Page:
        db.session.commit()
        index.ensure()
        return Page(client.get("/leads", query_string={"tab": "open", "q": words, **more}))

    return search


def titles(page: Page) -> list[str]:
    return [row.text for row in page.soup.select("tbody .cell-title a")]


def tags(page: Page) -> list[str]:
    return [tag.get_text(" ", strip=True) for tag in page.soup.select(".understood li")]


def test_an_everyday_name_finds_what_was_filed_in_a_form(desk):
    factories.need(summary="进点货")
    factories.need(summary="买台车", industry_code="5111")
    page = desk("奶茶店")
    assert len(titles(page)) == 1
    assert "行业：6239 其他饮料及冷饮服务" in tags(page)[0]


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ("餐饮", "按行业找到"),
        ("饮料及冷饮服务", "按行业找到"),
        ("没执照", "按主体找到"),
        ("20万", "按金额找到"),
        ("专精特新", "按资质找到"),
    ],
)
def test_a_row_says_by_which_code_it_was_found(desk, words, by):
    factories.need(summary="请联系", subject_code="T07", amount_max_fen=25_000_000, tags=("srdi",))
    page = desk(words)
    assert len(titles(page)) == 1 and by in page.text


def test_a_row_never_says_that_it_is_of_a_class_finer_than_browsing_reads(desk, monkeypatch):
    factories.need(summary="进点货")
    page = desk("奶茶店")
    assert len(titles(page)) == 1 and "按行业找到" not in page.text
    monkeypatch.setattr("search.browsed._coarse", lambda codes: codes)
    assert "按行业找到" in desk("奶茶店").text, "the twin: with the class itself it would"


def test_a_term_is_found_by_its_band_and_can_be_taken_back(client_as, manager, desk):
    factories.need(summary="进点货", term_months=12), factories.need(summary="买台车", term_months=36)
    page = desk("一年期")
    assert len(titles(page)) == 1 and "按期限找到" in page.text
    assert "期限：6–12 个月" in tags(page)[0]
    literal = Page(client_as(manager).get(page.soup.select_one(".understood a")["href"]))
    assert titles(literal) == [] and "只搜“一年期”这个词" in tags(literal)[0]


def test_a_reading_can_be_taken_back_and_taken_up_again(client_as, manager, desk):
    factories.need(summary="进点货")
    factories.need(summary="开奶茶店买设备", industry_code="5111")
    page = desk("奶茶店")
    assert len(titles(page)) == 2
    client = client_as(manager)
    literal = Page(client.get(page.soup.select_one(".understood a")["href"]))
    assert len(titles(literal)) == 1 and "只搜“奶茶店”这个词" in tags(literal)[0]
    again = Page(client.get(literal.soup.select_one(".understood a")["href"]))
    assert len(titles(again)) == 2


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("没执照", {"subject_code": "T07"}),
        ("续贷", {"purpose_code": "U21"}),
        ("厂房抵押", {"security": ("real_estate",)}),
        ("没有抵押", {"no_collateral": True}),
        ("轴承", {"industry_code": "3451"}),
        ("专精特新", {"tags": ("srdi",)}),
        ("20万", {"amount_max_fen": 25_000_000}),
    ],
)
def test_codes_are_found_by_what_people_call_them(desk, words, values):
    factories.need(summary="请联系", **values)
    other = {"industry_code": "5111", "security": ("equipment",), "no_collateral": None}
    factories.need(summary="请联系", amount_max_fen=90_000_000, **other)
    assert len(titles(desk(words))) == 1


def test_what_was_typed_is_marked_in_what_the_reader_is_shown(desk):
    factories.need(summary="开奶茶店，<b>想</b>借〔10–30万元〕周转", words="我是示例小满，奶茶店缺20万")
    page = desk("奶茶店 周转")
    assert [mark.text for mark in page.soup.select("tbody mark")] == ["奶茶店", "周转"]
    assert "<b>" not in page.html and "示例小满" not in page.html


def test_a_long_summary_is_cut_around_the_hit(desk):
    factories.need(summary="先说些别的，" * 30 + "开着奶茶店")
    clamp = desk("奶茶店").soup.select_one("tbody .clamp")
    assert clamp.mark.text == "奶茶店" and len(clamp.text) < 90


def test_where_nothing_has_everything_what_has_some_of_it_is_shown_and_said(desk):
    factories.need(summary="开奶茶店进货")
    page = desk("奶茶店 举升机")
    assert "没有同时含“奶茶店”“举升机”的" in page.text and len(titles(page)) == 1
    ways = [" ".join(way.get_text(" ").split()) for way in page.soup.select(".callout .fact")]
    assert ways == ["只搜“奶茶店” 有 1 条", "只搜“举升机” 一条也没有"]


def test_what_lacks_least_comes_alone(desk):
    factories.need(summary="开奶茶店买举升机")
    factories.need(summary="开奶茶店")
    page = desk("奶茶店 举升机 火箭筒")
    assert len(titles(page)) == 1


def test_nothing_further_is_asked_once_an_answer_helps(desk, monkeypatch):
    factories.need(summary="开奶茶店买举升机")
    sizes = []
    monkeypatch.setattr(
        "search.typed.finding.find",
        lambda engine, kind, parts, *rest: sizes.append(len(parts)) or find(engine, kind, parts, *rest),
    )
    assert len(titles(desk("奶茶店 举升机 火箭筒"))) == 1
    assert sizes == [2, 2, 2]


def test_a_fall_back_is_not_taken_because_of_what_others_may_see(desk):
    """Elsewhere somebody has all of it: the index says so, the reader's lists do not."""
    factories.need(summary="奶茶店买举升机", region_code="330302")
    factories.need(summary="奶茶店进货")
    page = desk("奶茶店 举升机")
    assert "没有同时含" in page.text and len(titles(page)) == 1


def test_a_word_nobody_used_gets_help(desk):
    factories.need(summary="开奶茶店")
    page = desk("举升机")
    assert "没有“举升机”" in page.text and "存下这个搜索" in page.text and titles(page) == []
    typo = desk("轴成")
    assert "轴承" in [way.text for way in typo.soup.select(".empty .fact")]
    assert "太常见" in desk("的").text


def test_the_help_counts_only_what_the_reader_may_see(desk):
    factories.need(summary="卖轴承", region_code="330302", industry_code="3451")
    page = desk("轴承 举升机")
    assert [" ".join(way.get_text(" ").split()) for way in page.soup.select(".empty .fact")][:2] == [
        "只搜“轴承” 一条也没有",
        "只搜“举升机” 一条也没有",
    ]


def test_the_other_list_is_named_when_it_holds_what_this_one_lacks(desk, manager):
    need = factories.need(summary="卖轴承")
    service.push(need.id, manager.organisation_id, product_id=None, channel=Channel.MATCH, score_bp=8800)
    page = desk("轴承")
    assert titles(page) == [] and "在“推给我们”里找" in page.text
    assert len(titles(desk("轴承", tab="pushed"))) == 1


def test_facets_are_counted_under_the_words(desk):
    for trade, county in (
        ("6239", factories.GONGSHU),
        ("6239", factories.XIAOSHAN),
        ("5111", factories.GONGSHU),
    ):
        factories.need(summary="进货", industry_code=trade, region_code=county)
    page = desk("奶茶店", county=factories.GONGSHU)
    boxes = page.soup.select("[name=county][type=checkbox]")
    counts = {box["value"]: box.parent.select_one(".facet-count").text for box in boxes}
    assert (counts[factories.GONGSHU], counts[factories.XIAOSHAN]) == ("1", "1") and "共 1 条" in page.text


def test_every_order_and_every_page_holds_each_need_once(client_as, manager):
    needs = [factories.need(summary=f"奶茶店 {n}") for n in range(40)]
    db.session.commit()
    index.ensure()
    client = client_as(manager)
    for sort in ("date", "fit"):
        seen = []
        for page in (1, 2, 3):
            shown = Page(client.get(f"/leads?tab=open&q=奶茶店&sort={sort}&page={page}"))
            seen += [row["href"] for row in shown.soup.select("tbody .cell-title a")]
        assert len(seen) == len(set(seen)) == len(needs), sort


def test_beyond_what_is_scored_the_order_by_fit_goes_on_by_date(client_as, manager, monkeypatch):
    monkeypatch.setattr("portal.leads.queries.SCORED", 15)
    factories.product(institution=db.session.get(factories.Organisation, manager.organisation_id))
    for n in range(35):
        factories.need(summary=f"奶茶店 {n}")
    client, seen = client_as(manager), []
    for page in (1, 2, 3):
        shown = Page(client.get(f"/leads?tab=open&sort=fit&page={page}"))
        seen += [row["href"] for row in shown.soup.select("tbody .cell-title a")]
    assert len(set(seen)) == 35


def test_more_than_a_thousand_hits_elsewhere_hide_nothing(desk, monkeypatch):
    """The twin: without naming the reader's places, the index's hits are used up by what lies elsewhere."""
    monkeypatch.setattr("search.typed.finding.MOST_HITS", 3)
    monkeypatch.setattr("search.typed.find.__defaults__", ((), 3))
    mine = factories.need(summary="奶茶店")
    for _ in range(6):
        factories.need(summary="奶茶店 奶茶店 奶茶店", region_code="330302")
    assert len(titles(desk("奶茶店"))) == 1 and mine.id
    monkeypatch.setattr("portal.leads.queries.places", lambda *_: ())
    assert titles(desk("奶茶店")) == []


def test_words_and_help_ask_the_database_at_most_fifteen_times(client_as, manager, count_queries):
    for n in range(20):
        factories.need(summary=f"奶茶店 {n}")
    db.session.commit()
    index.ensure()
    client = client_as(manager)
    for words in ("奶茶店", "奶茶店 举升机", "举升机 火箭筒"):
        client.get("/leads", query_string={"tab": "open", "q": words})
        with count_queries() as asked:
            client.get("/leads", query_string={"tab": "open", "q": words})
        assert len(asked) <= 15, f"{words}: {len(asked)}"
