"""The first screen, where signing in leads, the published formula, and the frame."""

import re
from datetime import timedelta

import pytest

from portal.core import sessions
from portal.core.permissions import Role
from portal.public.frame import START
from portal.rights import service as rights
from search import presumed, rank_levels, ranking
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


def test_the_first_screen_works_without_products(client):
    page = Page(client.get("/"))
    assert page.heading == "要多少钱、做什么用，说一句话就行"
    assert "还没有展示中的产品" in page.text


def test_it_lists_the_three_last_confirmed_products(app, client):
    for number in range(4):
        factories.product(name=f"示例产品{number}")
    page = Page(client.get("/"))
    assert len(page.soup.find_all("article")) == 3
    assert "三款最近由机构确认的产品" in page.text


@pytest.mark.parametrize("role", Role)
def test_work_begins_on_the_own_page(app, client_as, role):
    assert START[role] in app.view_functions
    response = client_as(role).get("/")
    assert response.status_code == 302
    assert response.location != "/"


@pytest.mark.parametrize("role", [None, *Role])
def test_the_frame_links_to_nothing_that_is_closed(app, client, client_as, role):
    visitor = client if role is None else client_as(role)
    page = Page(visitor.get("/ranking"))
    frame = [*page.soup.header.find_all("a"), *page.soup.footer.find_all("a")]
    for href in {tag["href"] for tag in frame}:
        adapter = app.url_map.bind("localhost")
        endpoint = adapter.match(href.partition("?")[0])[0]
        assert role in app.view_functions[endpoint].may_use, (role, href)


def test_the_formula_shown_is_the_formula_used(client):
    text = Page(client.get("/ranking")).text
    words = {
        "industry": "行业", "security": "担保", "region": "地区", "qualification": "资质", "subject": "主体",
        "purpose": "用途", "text": "文字", "price": "价格", "speed": "速度",
    }  # fmt: skip
    assert set(words) == set(ranking.WEIGHTS)
    for name, word in words.items():
        assert f"{word} {ranking.WEIGHTS[name]:.2f} " in text, name
    levels = [f"{value:g}" for value in (*ranking.INDUSTRY_LEVEL.values(), *ranking.REGION_LEVEL.values())]
    assert set(levels) <= set(re.findall(r"\d(?:\.\d+)?", text))
    for level in range(rank_levels.NO_USE, rank_levels.MADE_FOR + 1):
        assert re.search(rf"(?m)\b{level} (专门对口|可以办|沾边|不列出)", text), level
    assert f"{presumed.SMALL_YUAN // 10_000} 万元以内" in text


@pytest.mark.parametrize("name", ["ANY_TRADE", "UNSECURED", "COMMON_CONDITION", "EACH_FURTHER", "RATE_WORST"])
def test_a_figure_that_changes_in_the_code_changes_on_the_page(client, monkeypatch, name):
    monkeypatch.setattr(ranking, name, 0.123)
    assert "0.123" in Page(client.get("/ranking")).text


def test_how_it_works_says_what_it_costs_and_who_sees_what(client):
    page = Page(client.get("/how-it-works"))
    assert "不收任何费用" in page.text
    assert "手机号、邮箱和地址 看不到 逐次查看" in page.text


def test_the_privacy_notice_says_the_times_the_code_goes_by(client, monkeypatch):
    assert "24 小时后自动删掉" in Page(client.get("/privacy")).text
    monkeypatch.setattr(sessions, "ANONYMOUS", timedelta(hours=5))
    monkeypatch.setattr(rights, "WAIT", timedelta(days=8))
    page = Page(client.get("/privacy"))
    assert "5 小时后自动删掉" in page.text
    assert "8 天后执行" in page.text


@pytest.mark.parametrize("path", ["/privacy", "/accessibility", "/how-it-works"])
def test_everybody_reads_how_the_site_treats_them(client, path):
    page = Page(client.get(path))
    assert page.soup.find("footer").find("a", href=path)
    for link in page.soup.main.find_all("a", href=True):
        if link["href"].startswith("/"):
            assert client.get(link["href"].partition("#")[0]).status_code < 400
