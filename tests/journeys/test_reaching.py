"""On a phone without scripts: a mobile is proved where the need waits for it, and a password comes back."""

import time

import pytest
from playwright.sync_api import expect

from portal.core.permissions import Role
from portal.organisations.models import OrganisationKind
from tests import factories
from tests.codes import newest_code
from tests.journeys import owner_steps as owner
from tests.journeys import staff_steps as staff

pytestmark = pytest.mark.parametrize("screen", ["phone"], indirect=True)
NEW = "示例-password-8"


def until(page, words: str) -> None:
    """Look again until the worker has done its part."""
    deadline = time.monotonic() + 20
    while words not in page.get_by_role("main").inner_text():
        assert time.monotonic() < deadline, f"{words!r} is not on {page.url}"
        page.wait_for_timeout(200)
        page.reload()


def test_a_need_opens_once_mobile_and_firm_are_both_known(new_page, live_server):
    with live_server.context():
        staff.member(Role.BANK_MANAGER, staff.bank("示例北岸银行"))
        operator = staff.member(Role.OPERATOR, factories.organisation(OrganisationKind.OPERATOR))
        staff.stored()
    page, office = new_page(java_script_enabled=False), new_page()
    page.goto("/needs/new/money")
    owner.money(page, "开奶茶店，进一批新货")
    owner.about(page)
    page.locator(".sticky-foot .btn-primary").click()
    number = owner.identify(page)
    here, main = page.url, page.get_by_role("main")
    expect(main).to_contain_text("还差一步：验证手机号")
    with live_server.context():
        owner.prove(page, number)
    expect(main).to_contain_text("手机号验证好了")
    expect(main).not_to_contain_text("还差一步")
    expect(main).to_contain_text("平台正在核对您的身份")

    staff.sign_in(office, operator)
    office.goto("/claims")
    office.locator("main a.btn").first.click()
    staff.press(office, "核验通过")
    expect(office.get_by_role("main")).to_contain_text("这就发出去")
    page.goto(here)
    until(page, "已发给 1 家")

    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_role("link", name="忘记密码").click()
    page.get_by_label("手机号或邮箱").fill(number)
    with live_server.context():
        proved = newest_code(number)
        owner.press(page, "获取验证码")
        while (code := newest_code(number)) == proved:
            page.wait_for_timeout(100)
    page.get_by_label("验证码").fill(code)
    page.get_by_label("新密码", exact=True).fill(NEW)
    page.get_by_label("再输一次新密码").fill(NEW)
    owner.press(page, "设好新密码")
    expect(main).to_contain_text("新密码设好了")
    page.get_by_label("手机号或邮箱").fill(number)
    page.get_by_label("密码", exact=True).fill(NEW)
    staff.press(page, "登录")
    page.goto(here)
    expect(main).to_contain_text("已发给 1 家")
