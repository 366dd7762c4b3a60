"""A product's words fill in what is empty on its form; nothing is stored, written over or shown unseen."""

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.products.models import Product, ProductState
from tests import factories
from tests.page import Page

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
