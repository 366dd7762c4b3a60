"""The desks as their people use them, in a browser at both widths; every page visited is looked at."""

import itertools
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Lead
from portal.organisations.models import OrganisationKind
from tests import factories
from tests.journeys import staff_steps as steps
from tests.organisations.people import mobile, registered

_runs = itertools.count(1)
_words = itertools.product("甲乙丙丁戊己庚辛", "子丑寅卯辰巳午未")


WAYS = pytest.mark.parametrize(
    ("screen", "scripts"), [("desktop", True), ("phone", True), ("phone", False)], indirect=["screen"]
)
"""Without scripts on an old phone; nobody sits at a desk without them."""


@pytest.fixture
def run() -> str:
    """A word of this test's own, since the tests of a module share one site."""
    return "".join(next(_words)) + "坊"


def toggle_facets(page) -> None:
    """On a phone the choices open with a bar."""
    bar = page.locator("label.facets-bar")
    if bar.is_visible():
        bar.click()


def test_a_manager_finds_hides_and_claims_a_need(page, live_server, run):
    with live_server.context():
        bank = steps.bank(f"示例{run}银行")
        manager = steps.member(Role.BANK_MANAGER, bank)
        lead = steps.pushed(steps.need(f"{run}奶茶店进货周转"), bank)
        lead.clock_due_at = clock.shanghai(clock.today() + timedelta(days=1))  # today is the last day
        steps.need(f"{run}奶茶店添置冰柜")
        steps.need(f"{run}早点摊换餐车", subject_code="T06", purpose_code="U02")
        steps.stored()
    steps.sign_in(page, manager)
    steps.read(page, "需求大厅")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert page.locator(".badge-count").first.text_content().startswith("1"), "counted from rows"

    page.get_by_role("link", name=re.compile("可认领")).first.click()
    page.get_by_label("用大白话搜需求").fill(f"{run}冰柜")
    page.get_by_role("button", name="搜索").click()
    expect(page.locator("tbody tr").first).to_contain_text("添置冰柜")
    expect(page.get_by_label("用大白话搜需求")).to_have_value(f"{run}冰柜")
    toggle_facets(page)
    page.get_by_label(re.compile("没有抵押")).check()
    page.get_by_role("button", name="应用筛选").click()
    expect(page.locator(".chosen-tag").first).to_contain_text("没有抵押")
    steps.read(page, "需求大厅")

    page.locator("tbody tr", has_text="添置冰柜").locator("td.cell-title a").click()
    steps.read(page, "拱墅")
    card = page.url
    steps.press(page, "不合适，别再显示")
    page.goto(card)
    expect(page.get_by_role("main")).to_contain_text("本机构已标为不合适")
    steps.press(page, "撤销")
    page.goto(card)
    expect(page.get_by_role("main")).not_to_contain_text("本机构已标为不合适")
    page.get_by_label(re.compile("给企业的一句话")).fill("三天内答复")
    steps.press(page, "认领，告诉企业")
    expect(page.get_by_role("main")).to_contain_text("等企业答复")
    steps.read(page, "拱墅")
    page.goto("/leads/mine")
    expect(page.locator("tbody tr")).to_have_count(1)
    steps.read(page, "我的对接")


def test_after_consent_a_manager_opens_the_contact_and_notes_the_call(page, live_server, run):
    with live_server.context():
        bank = steps.bank(f"示例{run}银行")
        manager = steps.member(Role.BANK_MANAGER, bank)
        row = steps.need(f"{run}奶茶店进货周转")
        lead = steps.pushed(row, bank)
        steps.stored()
        need_id, bank_id, lead_path = row.id, bank.id, f"/leads/{lead.public_id}"
    steps.sign_in(page, manager)
    page.goto(lead_path)
    expect(page.get_by_role("main")).not_to_contain_text("20 万元")
    steps.press(page, "有意向，告诉企业")
    with live_server.context():
        steps.accepted(need_id, bank_id)
    page.goto(lead_path)
    expect(page.get_by_role("main")).to_contain_text("20 万元")
    steps.press(page, "查看手机号与地址")
    steps.read(page, "拱墅")
    assert "请选" in steps.error_at(page, "这次查看是为了什么")
    page.get_by_label("这次查看是为了什么").select_option(label="首次联系")
    steps.press(page, "查看手机号与地址")
    steps.read(page, "联系方式")
    page.get_by_role("link", name="回到这条对接").click()
    expect(page.get_by_role("main")).to_contain_text("今天已查看 1 次")
    page.get_by_label(re.compile("备注")).fill("约了周四上门")
    steps.press(page, "已联系上")
    expect(page.locator("h1 + .chip, .title-row .chip")).to_contain_text("已联系")
    steps.read(page, "拱墅")


@WAYS
def test_a_refusal_is_previewed_before_it_is_told(new_page, live_server, run, scripts):
    with live_server.context():
        bank = steps.bank(f"示例{run}银行")
        manager = steps.member(Role.BANK_MANAGER, bank)
        lead = steps.pushed(steps.need(f"{run}奶茶店进货周转"), bank)
        steps.stored()
        path = f"/leads/{lead.public_id}"
    page = new_page(java_script_enabled=scripts)
    steps.sign_in(page, manager)
    page.goto(path)
    page.get_by_role("link", name="选原因").click()
    steps.press(page, "看看企业会看到什么")
    expect(page.get_by_role("main")).to_contain_text("请选一个主要原因")
    page.get_by_label("R03", exact=False).check()
    page.get_by_label(re.compile("补充说明")).fill("满两年再来")
    steps.press(page, "看看企业会看到什么")
    expect(page.get_by_role("main")).to_contain_text("企业将看到")
    expect(page.get_by_label(re.compile("补充说明"))).to_have_value("满两年再来")
    if scripts:
        steps.read(page, "暂不受理")
    steps.press(page, "确认，并告知企业")
    expect(page.get_by_role("main")).to_contain_text("已告知企业")
    expect(page.get_by_role("main")).not_to_contain_text(f"{run}奶茶店")
    with live_server.context():
        steps.worked_off()  # the need goes on to other banks: not to one of the next test


@pytest.mark.parametrize(("screen", "pushed"), [("desktop", True), ("phone", False)], indirect=["screen"])
def test_of_two_colleagues_the_second_reads_who_was_first(new_page, live_server, run, pushed):
    with live_server.context():
        bank = steps.bank(f"示例{run}银行")
        first, second = (steps.member(Role.BANK_MANAGER, bank) for _ in range(2))
        need = steps.need(f"{run}奶茶店进货周转")
        path = f"/leads/{steps.pushed(need, bank).public_id}" if pushed else f"/leads/needs/{need.public_id}"
        steps.stored()
        need_id = need.id
    pages = [new_page(), new_page()]
    for page, who in zip(pages, (first, second), strict=True):
        steps.sign_in(page, who)
        page.goto(path)
    for page in pages:
        steps.press(page, "有意向，告诉企业" if pushed else "认领，告诉企业")
    expect(pages[0].get_by_role("main")).to_contain_text("等企业答复")
    steps.read(pages[1], "情况刚刚变了")
    expect(pages[1].get_by_role("main")).to_contain_text(f"{first.name}已经先一步认领了这条需求")
    expect(pages[1].get_by_role("main")).not_to_contain_text("409")
    pages[1].get_by_role("link", name="看看现在的情况").click()
    expect(pages[1].locator("h1")).to_have_text("需求大厅")
    with live_server.context():
        assert db.session.query(Lead).filter_by(need_id=need_id).count() == 1


def test_a_product_is_drafted_mended_and_published_by_two(page, new_page, live_server, run):
    name = f"示例{run}易贷"
    with live_server.context():
        bank = factories.institution(name=f"示例{run}银行")
        admin, colleague = steps.member(Role.BANK_ADMIN, bank), steps.member(Role.BANK_MANAGER, bank)
        steps.stored()
    steps.sign_in(page, admin)
    page.goto("/products/new")
    steps.read(page, "新建产品")
    page.get_by_label("产品叫什么？").fill(name)
    page.get_by_label("用几句话介绍给经营者").fill(f"给{run}小店周转用")
    page.locator("details summary", has_text="信用类").first.click()
    page.locator("details[open] label.tile").first.click()
    page.get_by_label("个体工商户").check()
    page.get_by_label(re.compile("服务哪些地区")).fill("浙江省杭州市")
    page.get_by_label(re.compile("最低可借")).fill("50")
    page.get_by_label("最高可借").fill("30")
    steps.press(page, "保存并预览")
    assert "请改小" in steps.error_at(page, "最低可借")
    steps.read(page, "新建产品")
    expect(page.get_by_label("产品叫什么？")).to_have_value(name)
    expect(page.get_by_label("个体工商户")).to_be_checked()
    page.get_by_label(re.compile("最低可借")).fill("1")
    page.get_by_label("最长期限").fill("24")
    page.get_by_label(re.compile("^最低年利率")).fill("4.35")
    page.get_by_label(re.compile("^最高年利率")).fill("5.6")
    page.locator("#conditions details summary", has_text="信用").first.click()
    page.locator("#conditions details[open] label.tile").first.click()
    page.get_by_label(re.compile("几个工作日给决定")).fill("3")
    page.get_by_label("谁来答复？").fill("示例支行")
    steps.press(page, "保存并预览")
    steps.read(page, name)
    steps.press(page, "提交复核")
    expect(page.locator("tbody tr", has_text=name)).to_contain_text("待审")
    steps.read(page, "我的产品")
    reader = new_page()
    steps.sign_in(reader, colleague)
    reader.goto("/products/mine")
    reader.locator("#waiting").get_by_role("link", name=name).click()
    steps.read(reader, f"复核 {name}")
    reader.get_by_label("没问题，可以展示").check()
    steps.press(reader, "答复")
    expect(reader.locator("tbody tr", has_text=name)).to_contain_text("已发布")
    visitor = page.context.browser.new_page(base_url=live_server.url)
    visitor.goto("/products")
    expect(visitor.get_by_role("main")).to_contain_text(name)
    visitor.close()


def test_an_admin_makes_a_branch_and_says_who_goes_on(page, live_server, run):
    with live_server.context():
        bank = steps.bank(f"示例{run}团队银行")
        admin = steps.member(Role.BANK_ADMIN, bank)
        steps.member(Role.BANK_MANAGER, bank)
        second = steps.member(Role.BANK_MANAGER, bank)
        steps.pushed(steps.need(f"{run}奶茶店进货周转"), bank)
        steps.stored()
    steps.sign_in(page, admin)
    page.goto("/outlets")
    steps.read(page, "网点")
    page.get_by_role("link", name="新建第一个网点").click()
    page.get_by_label("网点名称").fill(f"示例{run}支行")
    page.get_by_label(re.compile("自己能批到多少")).fill("50")
    page.locator("[name=region_code_words]").fill("拱墅")
    steps.press(page, "保存")
    steps.read(page, "新建网点")
    page.get_by_text("杭州市拱墅区").first.click()
    steps.press(page, "保存")
    expect(page.locator("tbody tr")).to_contain_text("自己批到 50 万元")
    page.goto("/people")
    page.locator("tbody tr", has_text=second.name).get_by_role("link", name="区域和网点").click()
    steps.read(page, f"{second.name}负责哪里")
    page.get_by_label("网点").select_option(label=f"示例{run}支行")
    steps.press(page, "保存")
    expect(page.locator("tbody tr", has_text=second.name)).to_contain_text(f"示例{run}支行")
    page.goto("/leads/team")
    steps.read(page, "谁手上有多少对接")
    page.get_by_role("link", name=re.compile("安排")).first.click()
    steps.read(page, "还没有人跟进")
    page.locator("tbody input[type=checkbox]").first.check()
    page.get_by_label("交给谁").select_option(label=f"{second.name}，示例{run}支行，手上 0 条")
    steps.press(page, "交出勾选的")
    expect(page.get_by_role("main")).to_contain_text("手上没有对接")
    page.goto("/leads/team")
    expect(page.locator("tbody tr", has_text=second.name)).to_contain_text("1")


@WAYS
def test_an_officer_lists_firms_and_pushes_one(new_page, live_server, run, scripts):
    with live_server.context():
        steps.member(Role.BANK_MANAGER, steps.bank(f"示例{run}银行"))
        department = factories.organisation(
            OrganisationKind.DEPARTMENT, name=f"示例{run}局", areas=(factories.HANGZHOU,)
        )
        officer = steps.member(Role.OFFICER, department)
        steps.listed(department, factories.credit_code(), f"{run}奶茶店进货周转")
        code = factories.credit_code()
        steps.stored()
    page = new_page(java_script_enabled=scripts)
    look = steps.read if scripts else steps.headed
    steps.sign_in(page, officer)
    look(page, "推送企业和需求")
    page.get_by_role("link", name="粘贴信用代码").first.click()
    page.get_by_label("统一社会信用代码").fill(f"{code}\n91330100BAD")
    steps.press(page, "列入名单")
    expect(page.get_by_role("main")).to_contain_text("第 2 行")
    expect(page.get_by_label("统一社会信用代码")).to_have_value(re.compile("91330100BAD"))
    look(page, "把企业列入名单")
    page.get_by_label("统一社会信用代码").fill(code)
    steps.press(page, "列入名单")
    expect(page.get_by_role("main")).to_contain_text("待企业确认")
    page.goto("/referrals")
    page.locator("tbody input[type=checkbox]").first.check()
    steps.press(page, "下一步：选机构")
    look(page, "选机构，推送")
    page.get_by_label(re.compile("给机构的话")).fill("开工旺季，请尽快")
    steps.press(page, "推送 1 条")
    expect(page.get_by_role("main")).to_contain_text("开工旺季，请尽快")
    look(page, "推送")
    page.goto("/referrals/batches")
    expect(page.locator("tbody tr")).to_have_count(1)
    look(page, "推送结果")


@WAYS
def test_an_operator_decides_on_claims(new_page, live_server, run, scripts):
    with live_server.context():
        operator = steps.member(Role.OPERATOR, factories.organisation(OrganisationKind.OPERATOR))
        number = 100 + 2 * next(_runs)
        for one in (number, number + 1):
            registered(one, None, name=f"示例{run}{one}", subject_code="T07")
    page = new_page(java_script_enabled=scripts)
    look = steps.read if scripts else steps.headed
    steps.sign_in(page, operator)
    look(page, "运营台")
    page.get_by_role("link", name="主体核验").click()
    look(page, "核验登记")
    page.get_by_role("link", name="核验", exact=False).and_(page.locator("td a.btn")).first.click()
    look(page, "登记")
    steps.press(page, "核验通过")
    page.goto("/claims")
    page.locator("td a.btn").first.click()
    steps.press(page, "不通过，并告知原因")
    assert "请写明" in steps.error_at(page, "为什么不通过？")
    page.get_by_label("为什么不通过？").fill("名称与执照不一致，请照执照填。")
    steps.press(page, "不通过，并告知原因")
    page.goto("/claims?state=decided")
    expect(page.locator("tbody")).to_contain_text("未通过")
    look(page, "核验登记")


def test_an_operator_makes_an_institution_another_invites_its_manager(page, live_server, run):
    with live_server.context():
        platform = factories.organisation(OrganisationKind.OPERATOR)
        operator, other = (steps.member(Role.OPERATOR, platform) for _ in range(2))
        steps.stored()
    steps.sign_in(page, operator)
    page.goto("/institutions")
    steps.read(page, "机构与人员")
    page.get_by_role("link", name="新建一家").click()
    page.get_by_label("名称").fill(f"示例{run}商业银行")
    page.get_by_label("机构类型").select_option(index=1)
    page.get_by_label("服务区域").fill("某某区")
    steps.press(page, "新建")
    assert "没有找到“某某区”" in steps.error_at(page, "服务区域")
    steps.read(page, "新建")
    page.get_by_label("服务区域").fill("浙江省杭州市")
    steps.press(page, "新建")
    steps.read(page, f"示例{run}商业银行")
    expect(page.get_by_role("main")).to_contain_text("等另一位运营人员批准")
    here = page.url
    steps.sign_in(page, other)
    page.goto(here)
    steps.press(page, "批准")
    page.get_by_role("link", name="邀请一个人").click()
    page.get_by_label("对方的手机号或邮箱").fill(mobile(90000 + next(_runs)))
    page.get_by_role("radio", name="客户经理").check()
    page.get_by_label(re.compile("负责区域")).fill("拱墅区")
    steps.press(page, "做一个邀请")
    expect(page.get_by_role("main")).to_contain_text("链接只显示这一次")
    expect(page.locator("tbody")).to_contain_text("拱墅区")
    steps.read(page, f"示例{run}商业银行")
    page.goto("/institutions/new/department")
    page.get_by_label("名称").fill(f"示例{run}经信局")
    page.get_by_label("主管领域").select_option(index=1)
    page.get_by_label("服务区域").fill("浙江省杭州市萧山区")
    steps.press(page, "新建")
    steps.read(page, f"示例{run}经信局")
