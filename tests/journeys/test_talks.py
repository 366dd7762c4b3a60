"""From a filed need to a talk and its end: owner, operator and two banks, each in a browser of their own."""

import time

import sqlalchemy as sa
from playwright.sync_api import expect

from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import OrganisationKind
from portal.products.models import Product, ProductState
from tests import factories
from tests.journeys import owner_steps as owner
from tests.journeys import staff_steps as staff


def shows(page, words: str, within: float = 15) -> None:
    """Load the page again until it says so: what the worker does takes a moment."""
    deadline = time.monotonic() + within
    while words not in page.get_by_role("main").inner_text():
        assert time.monotonic() < deadline, f"{words!r} is not on {page.url}"
        page.wait_for_timeout(200)
        page.reload()


def filed(page, live_server) -> str:
    """A need from the first page to the last; its address."""
    page.goto("/")
    page.get_by_role("link", name="改用表格填写").click()
    owner.read(page, "您需要多少资金")
    owner.money(page, "开奶茶店，进一批新货")
    owner.about(page)
    page.locator(".sticky-foot .btn-primary").click()
    number = owner.identify(page)
    owner.read(page, "流动资金")
    here = page.url
    with live_server.context():
        owner.prove(page, number)
    return here


def approve(page, operator) -> None:
    staff.sign_in(page, operator)
    page.get_by_role("link", name="主体核验").click()
    page.locator("td a.btn").first.click()
    staff.press(page, "核验通过")
    expect(page.get_by_role("main")).not_to_contain_text("核验通过，")


def test_a_need_finds_its_bank_and_ends_by_its_owner(new_page, live_server):
    with live_server.context():
        db.session.execute(sa.update(Product).values(state=ProductState.SUSPENDED))  # the other width's banks
        first, second = staff.bank("示例东岸银行"), staff.bank("示例西岸银行")
        manager = staff.member(Role.BANK_MANAGER, first)
        staff.member(Role.BANK_MANAGER, second)
        operator = staff.member(Role.OPERATOR, factories.organisation(OrganisationKind.OPERATOR))
        staff.stored()
    mine, office, bank = new_page(), new_page(), new_page()
    need = filed(mine, live_server)
    shows(mine, "平台正在核对您的身份")
    approve(office, operator)
    shows(mine, "已发给 2 家，最晚")
    owner.look(mine)

    staff.sign_in(bank, manager)
    bank.locator("td.cell-title a").first.click()
    assert "示例·周" not in bank.content() and "20 万元" not in bank.content()
    staff.press(bank, "有意向，告诉企业")
    lead = bank.url
    shows(mine, "同意，让他们联系我")
    expect(mine.locator(".panel-wait")).to_contain_text("示例东岸银行")
    expect(mine.locator(".panel-wait")).to_contain_text("同意”意味着")
    owner.look(mine)
    mine.get_by_role("button", name="同意，让他们联系我").first.click()
    shows(mine, "企业同意")

    bank.goto(lead)
    expect(bank.get_by_role("main")).to_contain_text("20 万元")
    bank.get_by_label("这次查看是为了什么").select_option(label="首次联系")
    staff.press(bank, "查看手机号与地址")
    expect(bank.get_by_role("main")).to_contain_text("示例路 1 号")
    mine.goto(need)
    expect(mine.locator("#looks")).to_contain_text("电话和地址：1 次")
    expect(mine.locator("#looks")).to_contain_text("示例东岸银行")

    mine.get_by_role("button", name="申请这一款").first.click()
    expect(mine.get_by_role("main")).to_contain_text("示例西岸银行")
    owner.look(mine)

    mine.goto(need)
    mine.get_by_role("link", name="撤回需求").click()
    owner.read(mine, "撤回")
    mine.locator("main input[type=radio]").first.check()
    staff.press(mine, "撤回")
    shows(mine, "已撤回")
    owner.look(mine)
    bank.goto(lead)
    expect(bank.get_by_role("main")).not_to_contain_text("示例·周")
