"""The staff's main jobs on a phone without scripts, each from its first page to what became of it."""

import re

import pytest
from playwright.sync_api import expect

from portal.core import passwords
from portal.core.permissions import Role
from tests import factories
from tests.journeys import staff_steps as steps
from tests.organisations.people import mobile

pytestmark = pytest.mark.parametrize("screen", ["phone"], indirect=True)
WORDS = "冰柜坊"


@pytest.fixture
def plain(new_page):
    """`plain()`: somebody's phone, scripts off."""
    return lambda: new_page(java_script_enabled=False)


def sound(page, heading: str) -> None:
    """What can be looked at without axe, which is a script: one heading, nothing sideways."""
    expect(page.locator("h1")).to_contain_text(heading)
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room, f"{page.url} is {wide} px wide"


def test_a_manager_narrows_a_long_list_and_puts_one_aside(plain, live_server):
    with live_server.context():
        bank = steps.bank("示例长单银行")
        manager = steps.member(Role.BANK_MANAGER, bank)
        for number in range(17):
            steps.need(f"{WORDS}奶茶店进货{number}", no_collateral=number > 0)
        steps.need("早点摊换餐车")
        steps.stored()
    page = plain()
    steps.sign_in(page, manager)
    sound(page, "需求大厅")
    page.get_by_role("link", name=re.compile("可认领")).first.click()
    page.get_by_label("用大白话搜需求").fill(WORDS)
    page.get_by_role("button", name="搜索").click()
    expect(page.locator(".list-total")).to_have_text("17 条")
    page.locator("label.facets-bar").click()
    page.get_by_label(re.compile("没有抵押")).check()
    page.get_by_role("button", name="应用筛选").click()
    expect(page.locator(".list-total")).to_have_text("16 条")
    page.get_by_label("排序").select_option(label="最合适的在前")
    page.get_by_role("button", name="重排").click()
    expect(page.locator("tbody tr")).to_have_count(15)
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_label("用大白话搜需求")).to_have_value(WORDS)
    expect(page.get_by_label("排序")).to_have_value("fit")
    expect(page.locator(".chosen-tag")).to_contain_text("没有抵押")
    sound(page, "需求大厅")
    here = page.url

    page.locator("td.cell-title a").click()
    steps.press(page, "不合适，别再显示")
    expect(page.get_by_role("main")).to_contain_text("本机构已标为不合适")
    page.goto(here.replace("&page=2", ""))
    expect(page.locator(".list-total")).to_have_text("15 条")
    expect(page.get_by_role("link", name="下一页")).to_have_count(0)


def test_from_interest_to_the_first_call(plain, live_server):
    with live_server.context():
        bank = steps.bank("示例首谈银行")
        manager = steps.member(Role.BANK_MANAGER, bank)
        firm = factories.organisation()
        firm.street = "示例路 9 号"
        owner = steps.member(Role.APPLICANT, firm)
        need = steps.need("奶茶店添置制冰机", owner=firm)
        steps.stored()
        card, own = f"/leads/needs/{need.public_id}", f"/needs/{need.public_id}"
    desk, phone = plain(), plain()
    steps.sign_in(desk, manager)
    desk.goto(card)
    sound(desk, "拱墅")
    desk.get_by_label(re.compile("给企业的一句话")).fill("三天内答复")
    steps.press(desk, "认领，告诉企业")
    expect(desk.get_by_role("main")).to_contain_text("等企业答复")
    lead = desk.url

    steps.sign_in(phone, owner)
    phone.goto(own)
    sound(phone, "流动资金")
    expect(phone.get_by_role("main")).to_contain_text("三天内答复")
    steps.press(phone, "同意，让他们联系我")
    expect(phone.get_by_role("main")).to_contain_text("已同意")

    desk.goto(lead)
    desk.get_by_label("这次查看是为了什么").select_option(label="首次联系")
    steps.press(desk, "查看手机号与地址")
    sound(desk, "联系方式")
    expect(desk.get_by_role("main")).to_contain_text("示例路 9 号")
    desk.get_by_role("link", name="回到这条对接").click()
    desk.get_by_label(re.compile("备注")).fill("约了周四上门")
    steps.press(desk, "已联系上")
    expect(desk.locator(".title-row .chip")).to_contain_text("已联系")
    phone.goto(own)
    expect(phone.get_by_role("main")).to_contain_text("已联系")


def test_a_draft_lacks_what_publishing_needs_and_gets_it(plain, live_server):
    with live_server.context():
        bank = factories.institution(name="示例草稿银行")
        admin, colleague = steps.member(Role.BANK_ADMIN, bank), steps.member(Role.BANK_MANAGER, bank)
        steps.stored()
    page, reader = plain(), plain()
    steps.sign_in(page, admin)
    page.goto("/products/mine")
    page.get_by_role("link", name="新建第一款产品").click()
    page.get_by_label("产品叫什么？").fill("示例草稿贷")
    steps.press(page, "保存并预览")
    sound(page, "示例草稿贷")
    steps.press(page, "提交复核")
    expect(page).to_have_title(re.compile("^错误："))
    sound(page, "修改 示例草稿贷")
    page.get_by_label("用几句话介绍给经营者").fill("给小店周转用")
    page.locator("input[name=product_type_codes]:visible").first.check()
    page.get_by_label("个体工商户").check()
    page.get_by_label("最高可借").fill("30")
    page.get_by_label("最长期限").fill("24")
    page.get_by_label(re.compile("^最低年利率")).fill("4.35")
    page.locator("input[name=security_accepted]:visible").first.check()
    page.get_by_label(re.compile("几个工作日给决定")).fill("3")
    page.get_by_label("谁来答复？").fill("示例支行")
    steps.press(page, "保存并预览")
    sound(page, "示例草稿贷")
    steps.press(page, "提交复核")
    expect(page.locator("tbody tr")).to_contain_text("待审")
    steps.sign_in(reader, colleague)
    reader.goto("/products/mine")
    reader.locator("#waiting").get_by_role("link", name="示例草稿贷").click()
    sound(reader, "复核 示例草稿贷")
    reader.get_by_label("没问题，可以展示").check()
    steps.press(reader, "答复")
    page.goto("/products")
    expect(page.get_by_role("main")).to_contain_text("示例草稿贷")


def test_who_belongs_to_two_acts_for_one_at_a_time(plain, live_server):
    with live_server.context():
        firms = [factories.organisation(name=name) for name in ("示例甲铺", "示例乙铺")]
        number, password = mobile(95_002), passwords.hashed(steps.PASSWORD)
        person = factories.person(mobile=number, password_hash=password)
        for firm, purpose in zip(firms, ("U01", "U02"), strict=True):
            factories.membership(Role.APPLICANT, at=firm, of=person)
            steps.need("奶茶店", owner=firm, purpose_code=purpose)
        steps.stored()
    page = plain()
    steps.sign_in(page, steps.Staff(number, ""))
    sound(page, "这次代表哪一家？")
    steps.press(page, "示例乙铺")
    for name, mine, others in (
        ("示例乙铺", "采购原材料", "流动资金"),
        ("示例甲铺", "流动资金", "采购原材料"),
    ):
        page.goto("/needs")
        sound(page, "我的需求")
        expect(page.get_by_role("main")).to_contain_text(mine)
        expect(page.get_by_role("main")).not_to_contain_text(others)
        page.locator("label.menu-label").click()
        expect(page.locator(".who")).to_contain_text(name)
        page.get_by_role("link", name="换一个").click()
        steps.press(page, "换成这一个")
