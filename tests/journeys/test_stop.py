"""The firm owns its phone number: it agrees, is looked at, sees who looked, and stops everything at once."""

import itertools

from playwright.sync_api import expect

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service
from portal.leads.models import Lead
from tests import factories
from tests.journeys import staff_steps as staff

_runs = itertools.count(1)


def test_agreed_looked_at_and_stopped(page, new_page, live_server):
    run = next(_runs)
    bank, firm = f"示例收回{run}号银行", f"示例收回{run}号店"
    with live_server.context():
        manager = staff.member(Role.BANK_MANAGER, factories.institution(name=bank))
        need = factories.need(owner=factories.organisation(name=firm), summary="进货")
        owner = staff.member(Role.APPLICANT, db.session.get_one(factories.Organisation, need.owner_id))
        lead = service.claim(_actor(manager), need)
        address, lead_address = f"/needs/{need.public_id}", f"/leads/{lead.public_id}"
        staff.stored()
    staff.sign_in(page, owner)
    page.goto(address)
    staff.read(page, "20 万元")
    asking = page.locator(".panel-wait")
    expect(asking).to_contain_text(f"{bank}的客户经理{manager.name}")
    expect(asking).to_contain_text("谈完再过 30 天失效，最晚到")
    staff.press(page, "同意，让他们联系我")
    expect(page.get_by_role("main")).to_contain_text("企业同意")
    expect(page.get_by_role("main")).to_contain_text("立刻生效，不能撤销")

    page.get_by_role("link", name="说一下").click()
    staff.read(page, "什么时候、怎么联系您")
    page.get_by_label("随时都行").check()
    page.get_by_label("先发短信，约好再打").check()
    staff.press(page, "记下")

    desk = new_page()
    staff.sign_in(desk, manager)
    desk.goto(lead_address)
    expect(desk.get_by_role("main")).to_contain_text(firm)
    expect(desk.locator("#contact")).to_contain_text("随时；先发短信，约好再打")
    desk.get_by_label("这次查看是为了什么").select_option(label="首次联系")
    staff.press(desk, "查看手机号与地址")
    expect(desk.get_by_role("main")).to_contain_text("先发短信，约好再打")

    page.goto(address)
    expect(page.locator("#looks")).to_contain_text("电话和地址：1 次")
    page.locator("#looks").get_by_role("link", name="全部").click()
    staff.read(page, "谁看过我的信息")
    expect(page.locator("tbody")).to_contain_text(manager.name)
    page.get_by_role("link", name="不想再被看？一次全停").click()
    staff.read(page, "全部停止")
    expect(page.get_by_role("main")).to_contain_text("看得到您同意公开的全部内容")
    staff.press(page, "全部停止")
    expect(page.get_by_role("main")).to_contain_text("现在没有机构看得到您的资料")

    desk.goto(lead_address)
    expect(desk.get_by_role("main")).to_contain_text("已结束")
    expect(desk.get_by_role("main")).not_to_contain_text(firm)
    expect(desk.get_by_role("button", name="查看手机号与地址")).to_have_count(0)
    with live_server.context():
        assert db.session.query(Lead).filter_by(public_id=lead_address.rpartition("/")[2]).one().slot is None


def _actor(who: staff.Staff):
    person = staff.person_of(who.mobile)
    return actor_of(db.session.query(Membership).filter_by(person_id=person.id).one().id)
