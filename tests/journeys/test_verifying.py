"""Somebody calls and says they are from a bank: checked, reported, frozen; every page is looked at."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core import work_codes
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Channel
from portal.organisations.models import OrganisationKind
from tests import factories
from tests.journeys import staff_steps as steps

WAYS = pytest.mark.parametrize(
    ("screen", "scripts"), [("desktop", True), ("phone", False)], indirect=["screen"]
)
_runs = itertools.count(1)


@pytest.fixture
def cast(live_server):
    """A bank's manager who talks with an owner, and an operator; a bank of each test's own."""
    with live_server.context():
        bank = steps.bank(f"示例核验第{next(_runs)}银行")
        manager = steps.member(Role.BANK_MANAGER, bank)
        firm = factories.organisation(OrganisationKind.SOLE_PROPRIETOR)
        owner = steps.member(Role.APPLICANT, firm)
        operator = steps.member(Role.OPERATOR, factories.organisation(OrganisationKind.OPERATOR))
        need = factories.need(owner=firm)
        leads.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=8000)
        member = db.session.query(Membership).filter_by(organisation_id=bank.id).one()
        lead = leads.claim(actor_of(member.id), need)
        acting = db.session.query(Membership).filter_by(organisation_id=firm.id).one()
        leads.accept(actor_of(acting.id), lead)
        found = {
            "bank": bank.name, "manager": manager, "owner": owner, "operator": operator,
            "code": work_codes.shown(member.work_code),
        }  # fmt: skip
        steps.stored()
        return found


def enter(page, who) -> None:
    steps.sign_in(page, who)
    expect(page.locator("h1")).not_to_have_text("登录")


def read(page, heading: str, scripts: bool = True) -> None:
    """Looked at where axe, itself a script, can run."""
    (steps.read if scripts else steps.headed)(page, heading)


def check(page, code: str, scripts: bool) -> None:
    page.goto("/verify")
    page.get_by_label("他报的码", exact=True).fill(code)
    page.get_by_role("button", name="核验", exact=True).click()
    read(page, "这个人是真的吗", scripts)


@WAYS
def test_an_owner_checks_who_is_calling(new_page, cast, screen, scripts):
    desk, page = new_page(), new_page(java_script_enabled=scripts)
    enter(desk, cast["manager"])
    desk.goto("/work-code")
    expect(desk.locator(".big-code").first).to_have_text(cast["code"])
    desk.get_by_label("这次打给谁").select_option(index=1)
    desk.get_by_role("button", name="做一个一次性码").click()
    read(desk, "我的工作码")
    once = desk.locator(".big-code").nth(1).text_content()

    enter(page, cast["owner"])
    check(page, cast["code"], scripts)
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"是真的：他是{cast['bank']}的客户经理")
    expect(main).to_contain_text("有，最晚到")
    page.get_by_text("正在通电话？").click()
    page.get_by_label("一次性码", exact=False).last.fill(once)
    page.get_by_role("button", name="核验本人").click()
    expect(main).to_contain_text("和您说话的就是他本人")
    expect(main).to_contain_text("说的就是这件事")
    check(page, once, scripts)
    expect(main).to_contain_text("一次性码对不上")


@WAYS
def test_somebody_signed_out_reports_and_the_manager_is_out(new_page, cast, screen, scripts):
    page, desk, platform = new_page(java_script_enabled=scripts), new_page(), new_page()
    enter(desk, cast["manager"])
    expect(desk.locator("h1")).to_contain_text("需求大厅")
    check(page, "ZZZZ-ZZZ9", scripts)
    expect(page.get_by_role("main")).to_contain_text("查不到这个核验码，先别信他")
    page.get_by_role("link", name="举报这次来电").click()
    read(page, "投诉或举报", scripts)
    page.get_by_role("button", name="提交举报").click()
    expect(page.locator("h1")).to_contain_text("投诉或举报")
    page.get_by_label("收费或要保证金").check()
    page.get_by_label("经过").fill("示例：让我先交 2000 元")
    page.get_by_role("button", name="提交举报").click()
    read(page, "举报已收到", scripts)
    number, receipt = (page.locator(".big-code").nth(at).text_content() for at in (0, 1))

    enter(platform, cast["operator"])
    platform.goto("/cases")
    read(platform, "投诉举报")
    platform.locator("tr", has_text=number).get_by_role("link").first.click()
    read(platform, "举报")
    platform.get_by_role("button", name="我来查").click()
    platform.get_by_label("查不实").check()
    platform.get_by_label("给举报人的话").fill("示例：号码已转有关部门")
    platform.get_by_role("button", name="告诉举报人").click()
    read(platform, "举报")
    platform.goto("/institutions")
    platform.get_by_role("link", name=cast["bank"]).click()
    platform.get_by_role("link", name=re.compile("冻结账号")).first.click()
    read(platform, "冻结")
    platform.get_by_label("账号可能被盗用").check()
    platform.get_by_role("button", name="马上冻结").click()
    read(platform, "冻结的账号和机构")

    desk.goto("/leads")
    expect(desk.locator("h1")).to_contain_text("登录")
    check(page, cast["code"], scripts)
    expect(page.get_by_role("main")).to_contain_text("查不到这个核验码")
    page.goto("/report/status")
    page.get_by_label("举报编号").fill(number)
    page.get_by_label("查询码").fill(receipt)
    page.get_by_role("button", name="查结果").click()
    read(page, "查举报的结果", scripts)
    expect(page.get_by_role("main")).to_contain_text("号码已转有关部门")
