"""Nothing seems to happen, so the button is pressed again: one need, one lead, one product."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed
from portal.organisations.models import Claim
from portal.products.models import Product
from tests import factories
from tests.journeys import owner_steps as owner
from tests.journeys import staff_steps as staff

pytestmark = pytest.mark.parametrize("screen", ["phone"], indirect=True)


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def page(request, new_page):
    return new_page(java_script_enabled=request.param)


def press_twice(page, name: str, between=lambda: None) -> None:
    """The first press does its work, its answer gets lost, the page stays as it is: the second press."""
    answers = []

    def lose(route) -> None:
        if answers or route.request.method != "POST":  # an icon may still be on its way
            route.continue_()
            return
        answers.append(route.fetch(max_redirects=0).status)
        route.fulfill(status=204)

    page.route("**/*", lose)
    staff.press(page, name)
    between()
    staff.press(page, name)
    assert answers == [303], "the first press has done its work"


def rows(live_server, model, **where) -> int:
    with live_server.context():
        return db.session.scalar(sa.select(sa.func.count(model.id)).filter_by(**where))


def test_one_need_with_its_account_and_claim(page, live_server):
    before = [rows(live_server, model) for model in (FinancingNeed, Claim)]
    page.goto("/needs/new/money")
    owner.money(page, "开奶茶店，进货")
    owner.about(page)
    page.locator(".sticky-foot .btn-primary").click()
    owner.introduce(page, factories.credit_code("92000000"))
    press_twice(page, "提交需求")
    staff.press(page, "再提交一次")  # signed in by the first press, whose session has a token of its own
    expect(page.locator("h1")).to_have_text("我的需求")
    expect(page.get_by_role("main")).to_contain_text("流动资金")
    assert [rows(live_server, model) for model in (FinancingNeed, Claim)] == [one + 1 for one in before]


def test_one_lead(page, live_server):
    with live_server.context():
        bank = staff.bank("示例双击银行")
        manager = staff.member(Role.BANK_MANAGER, bank)
        need = staff.need("奶茶店进货周转")
        staff.stored()
        need_id, path = need.id, f"/leads/needs/{need.public_id}"
    staff.sign_in(page, manager)
    page.goto(path)
    press_twice(page, "认领，告诉企业")
    expect(page.get_by_role("main")).to_contain_text("等企业答复")
    assert rows(live_server, Lead, need_id=need_id) == 1


def new_product(page, live_server) -> int:
    """The form, its name written; whose it is."""
    with live_server.context():
        bank = factories.institution()
        admin = staff.member(Role.BANK_ADMIN, bank)
        staff.stored()
        at = bank.id
    staff.sign_in(page, admin)
    page.goto("/products/new")
    page.get_by_label("产品叫什么？").fill("示例双击贷")
    return at


def test_one_product(page, live_server):
    at = new_product(page, live_server)
    press_twice(page, "保存并预览")
    expect(page.locator("h1")).to_have_text("示例双击贷")
    assert rows(live_server, Product, institution_id=at) == 1


@pytest.mark.parametrize("page", [False], ids=["no-scripts"], indirect=True)
def test_twin_without_the_common_key_there_are_two(page, live_server):
    """Both presses do reach the site: as two forms they make two products."""
    at = new_product(page, live_server)
    other = """document.querySelector('main [name=key]').value = 'another form';
        document.querySelector('main [name=name]').value = '示例双击贷二'"""
    press_twice(page, "保存并预览", between=lambda: page.evaluate(other))
    expect(page.locator("h1")).to_have_text("示例双击贷二")
    assert rows(live_server, Product, institution_id=at) == 2
