"""The public catalogue: only what is live, counts of rows, and a list without the index."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.matching import index
from portal.products import queries
from portal.products.catalogue import PER_PAGE, Catalogue, Choice
from portal.products.models import ProductState
from search.engines import EngineUnavailable
from tests import factories
from tests.counting import count_queries  # noqa: F401 - a fixture
from tests.page import Page


def names(page: Page) -> list[str]:
    return [row.find("a").get_text() for row in page.soup.select("main tbody tr")]


def count_at(page: Page, label: str) -> int:
    return next(
        int(tag.find_all("span")[-1].get_text())
        for tag in page.soup.select("form label")
        if tag.find("input") and tag.find_all("span")[0].get_text() == label
    )


@pytest.fixture
def three(app):
    bank = factories.institution(areas=("000000",))
    factories.product(
        institution=bank, name="示例甲贷", rate_low_bp=500, rate_high_bp=600, feature_codes=("F01",)
    )
    factories.product(
        institution=bank, name="示例乙贷", rate_low_bp=400, rate_high_bp=700, subjects=("company",)
    )
    factories.product(
        institution=bank,
        name="示例丙贷",
        rate_low_bp=450,
        regions=("320000",),
        security_accepted=("vehicle",),
    )
    return bank


def test_the_cheapest_comes_first_by_cost_with_all_fees(client, three):
    factories.product(institution=three, name="示例丁贷", rate_low_bp=100, fee_yearly_bp=1500)
    assert names(Page(client.get("/products"))) == ["示例乙贷", "示例丙贷", "示例甲贷", "示例丁贷"]


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": ProductState.DRAFT},
        {"state": ProductState.SUSPENDED},
        {"confirmed_on": clock.today() - timedelta(days=31)},
        {"confirmed_on": None},
    ],
)
def test_what_is_not_live_is_not_listed_counted_or_opened(client, three, hidden):
    away = factories.product(institution=three, name="示例隐贷", **hidden)
    page = Page(client.get("/products"))
    assert "示例隐贷" not in page.html
    assert count_at(page, "不限") == 3
    assert client.get(f"/products/{away.public_id}").status_code == 404


def test_a_product_is_shown_until_the_thirtieth_day(client, three):
    factories.product(institution=three, name="示例末日贷", confirmed_on=clock.today() - timedelta(days=30))
    assert "示例末日贷" in names(Page(client.get("/products")))


def test_facets_narrow_and_their_counts_are_what_a_click_gives(client, three):
    page = Page(client.get("/products?subject=sole_proprietor"))
    assert names(page) == ["示例丙贷", "示例甲贷"]
    for label, address in [
        ("浙江省", "region=330000"),
        ("设备、车船、存货", "security=movable"),
        ("随借随还", "feature=F01"),
    ]:
        assert count_at(page, label) == len(
            names(Page(client.get(f"/products?subject=sole_proprietor&{address}")))
        )
    assert count_at(page, "小微企业") == 3  # another value of the same facet: as if ticked instead


def test_a_place_takes_what_covers_it_and_what_lies_in_it(client, three):
    factories.product(institution=three, name="示例县贷", regions=(factories.GONGSHU,))
    factories.product(institution=three, name="示例国贷", regions=("000000",))
    listed = lambda code: set(names(Page(client.get(f"/products?region={code}"))))
    assert listed("330105") == {"示例甲贷", "示例乙贷", "示例县贷", "示例国贷"}
    assert listed("330109") == {"示例甲贷", "示例乙贷", "示例国贷"}
    assert listed("330000") == {"示例甲贷", "示例乙贷", "示例县贷", "示例国贷"}
    assert listed("330103") == listed("330105")  # a withdrawn code stands for its successor


def test_chosen_facets_come_back_as_tags_that_remove_them(client, three):
    page = Page(client.get("/products?region=330000&subject=company&sort=amount"))
    without = page.link("去掉小微企业")
    assert "subject" not in without
    assert "region=330000" in without
    assert "sort=amount" in without


def test_an_empty_list_says_which_choice_emptied_it_and_how_many_come_back(client, three):
    page = Page(client.get("/products?region=320000&feature=F01"))
    assert "“江苏省、随借随还”一款也没有" in page.text
    assert "去掉 江苏省 有 1 条" in page.text
    assert "去掉 随借随还 有 1 条" in page.text
    assert names(page.follow("去掉 江苏省 有 1 条")) == ["示例甲贷"]


def test_a_sentence_that_no_product_holds_lists_the_closest_and_says_so(client, three):
    factories.product(institution=three, name="示例奶茶贷", text="给奶茶店周转用")
    factories.product(institution=three, name="示例厂房贷", text="厂房抵押贷款，有抵押就能办")
    db.session.commit()
    index.rebuild()
    page = Page(client.get("/products?q=想借20万周转一下，开奶茶店的，杭州拱墅，没有抵押"))
    assert names(page)[0] == "示例奶茶贷" and "示例厂房贷" not in names(page)
    assert "没有一款产品写着全部这些词" in page.text
    assert page.submit("按这句话逐条比对").heading == "说一句话，看谁能贷"
    assert "没有一款" not in Page(client.get("/products?q=奶茶店")).text


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("税贷", {"product_type_codes": ("P0102",)}),
        ("用一天算一天", {"feature_codes": ("F01",)}),
        ("奶茶店", {"industries": ("62",)}),
        ("没执照", {"subjects": ("unregistered",)}),
    ],
)
def test_everyday_names_find_what_is_filed_under_codes(client, app, words, values):
    bank = factories.institution()
    factories.product(
        institution=bank, name="示例丁贷", text="请联系", industries=("39",), subjects=("company",)
    )
    factories.product(institution=bank, name="示例丙贷", text="请联系", **values)
    db.session.commit()
    index.rebuild()
    page = Page(client.get("/products", query_string={"q": words}))
    assert names(page) == ["示例丙贷"] and page.soup.select_one(".understood")
    literal = Page(client.get(page.soup.select_one(".understood a")["href"]))
    assert names(literal) != ["示例丙贷"] and "只搜" in literal.text


def test_a_near_name_is_offered_where_words_lead_nowhere(client, three, app):
    db.session.commit()
    index.rebuild()
    page = Page(client.get("/products?q=税袋"))
    assert names(page) == [] and page.link("税贷")


def test_who_wants_no_security_is_shown_what_takes_none(client, three):
    factories.product(
        institution=three,
        name="示例厂房贷",
        text="要求厂房抵押，也可另找担保。",
        security_accepted=("real_estate",),
    )
    db.session.commit()
    index.rebuild()
    for words in ("不要求厂房抵押", "不用担保", "无需抵押"):
        page = Page(client.get(f"/products?q={words}"))
        assert set(names(page)) == {"示例乙贷", "示例甲贷"}, words
        assert "担保：不用抵押或担保" in page.text
    assert names(Page(client.get("/products?q=厂房抵押"))) == ["示例厂房贷"], "twin"


def test_words_are_looked_up_and_rows_decide(client, three, app):
    db.session.commit()
    index.rebuild()
    assert names(Page(client.get("/products?q=甲贷"))) == ["示例甲贷"]
    gone = queries.find(queries.live(), factories.product(institution=three, name="示例戊贷").public_id)
    db.session.commit()
    index.rebuild()
    gone.state = ProductState.SUSPENDED
    assert "示例戊贷" not in names(Page(client.get("/products?q=戊贷")))


def test_with_the_index_gone_the_list_comes_from_the_database_and_says_so(client, three, monkeypatch):
    def gone(*_):
        raise EngineUnavailable

    monkeypatch.setattr("portal.matching.queries.index.engine", gone)
    page = Page(client.get("/products?q=甲贷&subject=company"))
    assert "搜索暂时用不了" in page.text
    assert len(names(page)) == 3


def test_pages_and_nonsense_in_the_address(client, app):
    bank = factories.institution()
    for _ in range(PER_PAGE + 1):
        factories.product(institution=bank)
    first = Page(client.get("/products"))
    assert len(names(first)) == PER_PAGE
    second = first.follow("下一页")
    assert len(names(second)) == 1
    assert not set(names(first)) & set(names(second))
    for nonsense in (
        "page=0",
        "page=x",
        "page=99",
        "sort=paid",
        "region=hz",
        "subject=king",
        "feature=F99&q=%00",
    ):
        assert client.get(f"/products?{nonsense}").status_code in (200, 400)


def test_equals_take_turns_from_week_to_week(app):
    bank = factories.institution()
    products = [factories.product(institution=bank) for _ in range(12)]
    orders = set()
    for week in range(4):
        with clock.at(clock.now() + timedelta(weeks=week)):
            orders.add(tuple(product.id for product in Catalogue(products, Choice()).page()))
    assert len(orders) > 1


def test_the_catalogue_asks_few_questions_however_long_it_is(client, client_as, three, count_queries):  # noqa: F811
    for _ in range(30):
        factories.product(institution=factories.institution())
    manager = client_as(Role.BANK_MANAGER)
    for who in (client, manager):
        with count_queries() as statements:
            who.get("/products?region=330000&subject=company")
        assert len(statements) <= 15, statements
