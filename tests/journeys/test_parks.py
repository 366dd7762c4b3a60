"""A park's clerk and a member, at a phone and at a desk: joining, a need filed for the member, a batch."""

import pytest
from playwright.sync_api import expect

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.needs.models import FinancingNeed, Scope
from portal.organisations.models import Organisation, OrganisationKind
from portal.organisations.service import code_index
from tests import factories
from tests.journeys import owner_steps
from tests.journeys import staff_steps as steps

SCREENS = pytest.mark.parametrize(
    ("screen", "scripts"), [("desktop", True), ("phone", True), ("phone", False)], indirect=["screen"]
)


def firm(name: str):
    """A verified milk-tea shop in Gongshu; its code and its owner."""
    row = factories.organisation(
        name=name, region_code=factories.GONGSHU, industry_code="6239", subject_code="T06"
    )
    row.credit_code = factories.credit_code("92000000")
    row.code_index = code_index(row.credit_code)
    return row.credit_code, steps.member(Role.APPLICANT, row)


def taken_up(staff, bank: str) -> str:
    """The clerk's batch, which a bank has asked for and the park agreed to; its address."""
    person = steps.person_of(staff.mobile)
    clerk = db.session.query(Membership).filter_by(person_id=person.id).one()
    at = db.session.query(Organisation).filter_by(name_clear=bank).one()
    manager = factories.membership(Role.BANK_MANAGER, at=at)
    batch = db.session.query(FinancingNeed).filter_by(owner_id=clerk.organisation_id, scope=Scope.BATCH).one()
    lead = leads.claim(actor_of(manager.id), batch)
    leads.accept(actor_of(clerk.id), lead)
    db.session.commit()
    return f"/needs/{batch.public_id}"


@SCREENS
def test_a_member_joins_confirms_and_takes_part(new_page, live_server, screen, scripts):
    mark = f"{screen['width']}{scripts}"
    name = f"示例冷饮铺{mark}"
    with live_server.context():
        park = factories.organisation(
            OrganisationKind.INTERMEDIARY, name=f"示例冷饮市场{mark}", areas=(factories.GONGSHU,)
        )
        clerk, bank = steps.member(Role.CLERK, park), f"示例冷饮银行{mark}"
        steps.bank(bank)
        code, owner = firm(name)
        steps.stored()
    desk, phone = (new_page(java_script_enabled=scripts) for _ in range(2))
    steps.sign_in(desk, clerk)
    invites(desk, code, scripts)
    with live_server.context():
        steps.worked_off()
    steps.sign_in(phone, owner)
    joins(phone, scripts)
    files_for(desk, name, scripts)
    confirms(phone, scripts)
    desk.goto("/members/needs")
    owner_steps.read(desk, "会员的需求", scripts)
    expect(desk.get_by_role("main")).to_contain_text("1 条 ÷ 替填的 1 条")
    files_batch(desk, scripts)
    with live_server.context():
        address = taken_up(clerk, bank)
    desk.goto(address)
    desk.get_by_role("link", name="选参加的会员").click()
    owner_steps.read(desk, "哪些会员参加", scripts)
    desk.get_by_label(name).check()
    steps.press(desk, "请他们确认")
    expect(desk.get_by_role("main")).to_contain_text("已经请了 1 家")
    leaves(phone)
    desk.goto("/members")
    expect(desk.get_by_role("main")).not_to_contain_text(name)


def invites(desk, code: str, scripts: bool) -> None:
    owner_steps.read(desk, "会员", scripts)
    desk.get_by_role("link", name="邀请会员").first.click()
    owner_steps.read(desk, "邀请会员", scripts)
    desk.get_by_label("统一社会信用代码").fill(code)
    steps.press(desk, "发出邀请")
    owner_steps.read(desk, "会员", scripts)


def joins(phone, scripts: bool) -> None:
    phone.goto("/organisation/parks")
    owner_steps.read(phone, "园区、市场和协会", scripts)
    steps.press(phone, "同意加入")
    expect(phone.get_by_role("main")).to_contain_text("已加入")


def files_for(desk, name: str, scripts: bool) -> None:
    """The steps for a member, and the slip that could be signed."""
    desk.goto("/members")
    desk.get_by_role("link", name=name, exact=True).click()
    owner_steps.read(desk, name, scripts)
    desk.get_by_role("link", name="替他填需求").click()
    owner_steps.read(desk, "需要多少资金", scripts)
    desk.get_by_label("需要多少资金？").fill("8万")
    desk.get_by_label("用来做什么？").select_option("U01")
    steps.press(desk, "下一步：做什么生意")
    owner_steps.read(desk, "的生意", scripts)
    steps.press(desk, "下一步：核对")
    owner_steps.read(desk, "请核对", scripts)
    desk.get_by_role("button", name="填好了，等本人确认").click()
    expect(desk.get_by_role("main")).to_contain_text("等本人确认，三样有一样就行")
    owner_steps.read(desk, "流动资金", scripts)
    desk.get_by_role("link", name="打印确认单").click()
    owner_steps.read(desk, "融资需求确认单", scripts)


def confirms(phone, scripts: bool) -> None:
    phone.goto("/needs")
    phone.locator("tbody a").first.click()
    phone.get_by_role("link", name="看一看，再决定").click()
    owner_steps.read(phone, "这条需求是您的吗", scripts)
    phone.get_by_role("link", name="是我要的，核对并提交").click()
    phone.get_by_role("button", name="确认并提交").click()
    expect(phone.get_by_role("main")).to_contain_text("需求提交，开始对接")


def files_batch(desk, scripts: bool) -> None:
    desk.goto("/needs")
    owner_steps.read(desk, "批量需求", scripts)
    desk.get_by_role("link", name="填一批").click()
    owner_steps.read(desk, "会员需要多少资金", scripts)
    desk.get_by_label("大约几家会员要？").fill("6")
    desk.get_by_label("每家需要多少资金？").fill("5万")
    desk.get_by_label("用来做什么？").select_option("U01")
    steps.press(desk, "下一步：做什么生意")
    owner_steps.pick(desk, "industry", "奶茶", "6239")
    owner_steps.pick(desk, "region", "拱墅", "330105")
    steps.press(desk, "下一步：核对")
    owner_steps.read(desk, "请核对批量需求", scripts)
    desk.get_by_role("button", name="提交需求").click()
    expect(desk.locator("h1")).to_contain_text("6 家会员")


def leaves(phone) -> None:
    phone.goto("/needs")
    expect(phone.get_by_role("main")).to_contain_text("待本人确认")
    phone.goto("/organisation/parks")
    steps.press(phone, "退出这一家")
    expect(phone.get_by_role("main")).to_contain_text("还没有加入哪家")
