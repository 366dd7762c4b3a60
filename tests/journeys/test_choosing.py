"""Looking around before filing: products side by side, who would lend, and whom a need is for."""

import itertools

import pytest
from playwright.sync_api import expect

from portal.core import clock, ledger
from portal.core.db import db
from portal.core.permissions import Role
from tests import factories
from tests.journeys import owner_steps as steps
from tests.journeys import staff_steps as staff

_runs = itertools.count(1)
LONG = "示例名字很长很长的小微企业流动资金周转信用贷款（随借随还、线上申请、无还本续贷）"


@pytest.fixture
def visitor(new_page, scripts):
    return new_page(java_script_enabled=scripts)


def test_two_products_are_ticked_and_stand_side_by_side(visitor, live_server, scripts):
    with live_server.context():
        bank, run = factories.institution(), next(_runs)
        names = (f"示例比价{run}号贷", f"{LONG}{run}")
        made = [factories.product(institution=bank, name=name).public_id for name in names]
        steps.stored()
    visitor.goto(f"/products?q={names[0]}&p={made[1]}")
    visitor.get_by_label(f"比较 {names[0]}", exact=True).check()
    steps.press(visitor, "并排比较")
    steps.read(visitor, "比较 2 款产品", scripts)
    expect(visitor.locator(".compare thead")).to_contain_text(names[0])
    visitor.get_by_label("借多少").fill("15")
    steps.press(visitor, "按这个算")
    expect(visitor.get_by_label("借多少")).to_have_value("15")
    visitor.get_by_role("link", name="只看不同的行").click()
    steps.read(visitor, "比较 2 款产品", scripts)


def test_a_few_facts_give_products_and_go_on_into_the_filing(visitor, live_server, scripts):
    with live_server.context():
        factories.product(name="示例测一测贷")
        steps.stored()
    visitor.goto("/estimate")
    steps.read(visitor, "测一测", scripts)
    visitor.get_by_label("需要多少资金？").fill("20万")
    steps.pick(visitor, "industry", "奶茶", "6239")
    steps.pick(visitor, "region", "拱墅", "330105")
    steps.press(visitor, "测一测")
    expect(visitor.get_by_role("main")).to_contain_text("示例测一测贷")
    steps.read(visitor, "测一测", scripts)
    steps.press(visitor, "就按这些填需求")
    expect(visitor.get_by_label("需要多少资金？")).to_have_value("20万")


def test_what_everybody_may_read(visitor, scripts):
    for path, heading in (
        ("/privacy", "个人信息怎么处理"),
        ("/accessibility", "无障碍说明"),
        ("/how-it-works", "怎么用"),
        ("/products/compare", "比较产品"),
    ):
        visitor.goto(path)
        steps.read(visitor, heading, scripts)


def test_an_owner_names_bars_and_lengthens(page, live_server):
    with live_server.context():
        name = f"示例点名{next(_runs)}号银行"
        bank = factories.institution(name=name)
        factories.membership(Role.BANK_MANAGER, at=bank)
        firm = factories.organisation()
        need = factories.need(owner=firm, expires_on=clock.today(), summary="进货")
        owner, address = staff.member(Role.APPLICANT, firm), f"/needs/{need.public_id}"
        db.session.commit()
    staff.sign_in(page, owner)
    page.goto(address)
    staff.read(page, "20 万元")
    staff.press(page, "再留 90 天")
    expect(page.get_by_role("main")).not_to_contain_text("今天到期")
    page.locator(f"a[href='{address}/institutions']").click()
    staff.read(page, "这条需求发给谁")
    page.get_by_label("只发给我选的机构").check()
    page.get_by_role("group", name="我选的机构").get_by_label(name).check()
    staff.press(page, "就这样")
    expect(page.get_by_role("main")).to_contain_text(f"只发给：{name}")


def test_an_auditor_reads_the_ledger(page, live_server):
    with live_server.context():
        who = staff.member(Role.AUDITOR, factories.organisation(factories.KIND_OF[Role.AUDITOR]))
        ledger.record("need.closed", need_id=7, code="K04")
        staff.stored()
    staff.sign_in(page, who)
    staff.read(page, "台账")
    page.get_by_label("按编号").select_option("need")
    page.get_by_label("编号", exact=True).fill("7")
    staff.press(page, "筛选")
    staff.read(page, "台账")
    expect(page.get_by_role("main")).to_contain_text("需求 7")
