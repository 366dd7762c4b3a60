"""Refused by one bank, funded by another: the owner and both banks, each in a browser of their own."""

import re

import sqlalchemy as sa
from playwright.sync_api import expect

from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Organisation
from portal.products.models import Product, ProductState
from tests import factories
from tests.journeys import staff_steps as staff
from tests.journeys.test_talks import shows


def prepared(live_server) -> tuple[staff.Staff, staff.Staff, staff.Staff, str]:
    """The owner, a manager of each bank and the need's address; it stands before the first bank."""
    with live_server.context():
        db.session.execute(sa.update(Product).values(state=ProductState.SUSPENDED))  # the other width's banks
        first, second = factories.institution(name="示例东岸银行"), factories.institution(name="示例西岸银行")
        factories.product(institution=first, name="东岸两年贷", requirements=("years:2",))
        factories.product(institution=second, name="西岸小店贷")
        third = factories.institution(name="示例北岸银行")
        factories.product(institution=third, name="北岸两年贷", requirements=("years:2",))
        managers = [staff.member(Role.BANK_MANAGER, at) for at in (first, second)]
        need = staff.need("奶茶店进货周转")
        owner = staff.member(Role.APPLICANT, db.session.get_one(Organisation, need.owner_id))
        staff.pushed(need, first)
        staff.stored()
        return owner, *managers, f"/needs/{need.public_id}"


def refuse(page, manager) -> None:
    staff.sign_in(page, manager)
    page.locator("td.cell-title a").first.click()
    page.get_by_role("link", name="选原因").first.click()
    page.get_by_label(re.compile("R03")).check()
    staff.press(page, "看看企业会看到什么")
    expect(page.get_by_role("main")).to_contain_text("经营年限未达到要求")
    staff.press(page, "确认，并告知企业")
    expect(page.get_by_role("main")).to_contain_text("已告知企业")


def offer(page) -> None:
    """What the firm asked for, as the product gives it."""
    page.get_by_role("link", name="填报价").click()
    staff.press(page, "看看企业会看到什么")
    staff.press(page, "对，发给企业")


def pay(page) -> None:
    page.get_by_role("link", name="记放款").first.click()
    page.locator("[name=first_loan][value=yes]").check()
    staff.press(page, "核对")
    staff.press(page, "确认，记下这一笔")


def test_a_refusal_leads_to_another_bank(new_page, live_server):
    owner, first, second, address = prepared(live_server)
    mine, east, west = new_page(), new_page(), new_page()
    refuse(east, first)

    staff.sign_in(mine, owner)
    mine.goto(address)
    door = mine.get_by_role("region", name="示例东岸银行没办成，还可以去哪")
    expect(door).to_contain_text("不卡“经营年限”这一条")
    expect(door).to_contain_text("西岸小店贷")
    expect(door).not_to_contain_text("北岸两年贷")
    staff.look(mine)
    door.get_by_role("button", name="申请这一款").click()
    expect(mine.get_by_role("main")).to_contain_text("已申请。示例西岸银行最晚在")
    shows(mine, "企业同意")
    staff.look(mine)

    with live_server.context():
        staff.worked_off()
    staff.sign_in(west, second)
    west.goto("/leads/mine")
    west.locator("td.cell-title a").first.click()
    expect(west.get_by_role("main")).to_contain_text("20 万元")
    staff.press(west, "已联系上")
    shows(mine, "已联系")
    offer(west)
    shows(mine, "接受这份报价")
    staff.press(mine, "接受这份报价")
    west.reload()
    pay(west)
    shows(mine, "已放款")
    staff.look(mine)
