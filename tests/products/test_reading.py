"""A product's words fill in what is empty on its form; nothing is stored, written over or shown unseen."""

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.products.models import Product, ProductState
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business

TEXT = "面向成立两年以上、纳税B级以上的餐饮小微企业，最高500万，期限最长3年，不用抵押。"


@pytest.fixture
def manager(client_as):
    return client_as(Role.BANK_MANAGER)


def ticked(page: Page, name: str) -> list[str]:
    return [tag["value"] for tag in page.soup.select(f"input[name={name}][checked]")]


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count(Product.id)))


def test_the_words_fill_in_the_form_and_each_field_says_from_which(manager):
    page = Page(manager.get("/products/new")).submit("从介绍里读一读", text=TEXT)
    assert page.status == 200 and count() == 0
    assert page.control("最高可借")["value"] == "500"
    assert page.control("最长期限")["value"] == "36"
    assert ticked(page, "subjects") == ["company"]
    assert ticked(page, "security_accepted") == ["credit"]
    demands = page.control("还要满足什么？（没有就留空）").text
    assert "经营年限" in demands and "A、B" in demands
    assert "餐饮业" in page.control("只面向哪些行业？（不限就留空）").text
    assert "从“500万”读到，请核对" in page.text
    assert "处需要改" not in page.text


def test_what_stands_in_a_field_stays(manager):
    typed = {"text": TEXT, "amount_max": "很多", "term_max": "12", "subjects": ["farmer"]}
    page = Page(manager.get("/products/new")).submit("从介绍里读一读", **typed)
    assert page.control("最高可借")["value"] == "很多"
    assert page.control("最长期限")["value"] == "12"
    assert ticked(page, "subjects") == ["farmer"]
    assert ticked(page, "security_accepted") == ["credit"]


def test_what_was_filled_in_holds_only_once_it_is_sent_and_read_by_a_second(manager):
    page = Page(manager.get("/products/new")).submit("从介绍里读一读", name="示例税信贷", text=TEXT)
    page.submit("保存并预览")
    product = db.session.scalar(sa.select(Product))
    assert (product.amount_max_fen, product.term_max_months) == (500_000_000, 36)
    assert set(product.requirements) == {"years:2", "tax_grade:A|B"}
    assert product.state is ProductState.DRAFT, "a colleague reads it before anybody else does"


def test_a_published_product_stays_as_it_is_while_its_words_are_read(manager):
    bank = db.session.get(factories.Organisation, manager.membership.organisation_id)
    product = factories.product(institution=bank, text=TEXT, industries=())
    db.session.commit()
    page = Page(manager.get(f"/products/{product.public_id}/edit")).submit("从介绍里读一读")
    assert "餐饮业" in page.control("只面向哪些行业？（不限就留空）").text
    db.session.expire_all()
    assert db.session.get(Product, product.id).industries == ()


@pytest.mark.parametrize("text", ["", "值得信赖", "🙂" * 100])
def test_words_that_say_nothing_are_answered_with_what_to_write(manager, text):
    page = Page(manager.get("/products/new")).submit("从介绍里读一读", text=text)
    assert "介绍里没有读到" in page.text


def test_only_what_was_read_says_so(manager):
    page = Page(manager.get("/products/new"))
    assert "读到，请核对" not in page.text
    page = page.submit("从介绍里读一读", text="最高500万")
    assert page.text.count("读到，请核对") == 1


COSTS = "年化3.85%起，先息后本，3个工作日内答复。所需材料：营业执照、身份证。只在拱墅区办理。"


def told(page: Page) -> str:
    return page.by_id("read-out").text


def test_a_default_that_nobody_touched_gives_way(manager):
    blank = Page(manager.get("/products/new"))
    assert ticked(blank, "repayment") == ["instalments"]
    assert "浙江" in blank.control("服务哪些地区？").text
    page = blank.submit("从介绍里读一读", text=COSTS)
    assert ticked(page, "repayment") == ["interest_first"]
    assert page.control("服务哪些地区？").text.strip() == "浙江省杭州市拱墅区"
    assert "代替预填的“等额本息，按月还”" in told(page) and "代替预填的“浙江省杭州市”" in told(page)


def test_twin_what_somebody_chose_stays(manager):
    typed = {"text": COSTS, "repayment": "at_once", "regions": "西湖区", "decision_days": "0"}
    page = Page(manager.get("/products/new")).submit("从介绍里读一读", **typed)
    assert ticked(page, "repayment") == ["at_once"]
    assert page.control("服务哪些地区？").text.strip() == "西湖区"
    assert page.control("几个工作日给决定？")["value"] == "0"


def test_of_a_stored_product_only_what_is_empty_is_filled_in(manager):
    """What was stored was read by somebody, also where it is what a new form begins with."""
    bank = db.session.get(factories.Organisation, manager.membership.organisation_id)
    product = factories.product(institution=bank, text=COSTS, materials="", decision_days=None)
    db.session.commit()
    page = Page(manager.get(f"/products/{product.public_id}/edit")).submit("从介绍里读一读")
    assert ticked(page, "repayment") == ["instalments"]
    assert page.control("要准备什么材料？").text.split() == ["营业执照", "身份证"]


def test_the_proposal_shows_each_value_with_its_words(manager):
    page = Page(manager.get("/products/new")).submit("从介绍里读一读", text=COSTS)
    for row in (
        "最低年利率（单利） 3.85% 来自“3.85%”",
        "怎么还？ 先息后本，按月付息 来自“先息后本”",
        "几个工作日给决定？ 3 个工作日 来自“3个工作日内答复”",
        "要准备什么材料？ 营业执照、身份证 来自“营业执照…身份证”",
    ):
        assert row in " ".join(told(page).split()), row
    assert page.control("最低年利率（单利）")["value"] == "3.85"
    assert "最高的请补上" in told(page), "3.85%起 is not one rate for all"
    assert "是猜的" not in told(page)
    assert count() == 0


def test_what_is_only_likely_says_so(manager):
    text = "最快1天审批，等额本息、先息后本都可以"
    page = Page(manager.get("/products/new")).submit("从介绍里读一读", text=text)
    assert "几个工作日给决定？ 1 个工作日 来自“1天审批”，是猜的" in " ".join(told(page).split())
    assert ticked(page, "repayment") == ["instalments"], "the way that it began with, which is named first"


def test_a_spread_over_the_lpr_chooses_the_kind_of_rate(manager):
    page = Page(manager.get("/products/new")).submit(
        "从介绍里读一读", text="五年期以上LPR减20BP，现为年化3.3%"
    )
    assert ticked(page, "rate_kind") == ["lpr"] and ticked(page, "lpr_tenor") == ["5Y"]
    assert page.control("最低加点")["value"] == "-20"
    assert page.control("最低年利率（单利）").get("value", "") == ""


def test_a_rate_that_was_typed_is_not_mixed_with_another_kind(manager):
    page = Page(manager.get("/products/new")).submit("从介绍里读一读", text="LPR加50BP", rate_low="4.2")
    assert ticked(page, "rate_kind") == ["fixed"]
    assert page.control("最低加点").get("value", "") == ""


def test_a_place_beyond_the_institutions_is_not_taken(manager):
    page = Page(manager.get("/products/new")).submit("从介绍里读一读", text="全国范围可办，最高10万")
    assert "浙江" in page.control("服务哪些地区？").text


@pytest.mark.parametrize(
    ("kind", "text", "label", "value"),
    [
        ("guarantee", "担保费率1%", "每年的担保费率", "1"),
        ("guarantee", "担保比例80%", "担保比例", "80"),
        ("insurance", "保险费率0.6%", "每年的保险费率", "0.6"),
        ("leasing", "首付20%", "首付比例", "20"),
        ("loan", "担保费率1%", "每年的费用", "1"),
    ],
)
def test_every_kind_reads_what_its_form_asks(manager, kind, text, label, value):
    page = Page(manager.get(f"/products/new?kind={kind}")).submit("从介绍里读一读", text=text)
    assert page.control(label)["value"] == value
