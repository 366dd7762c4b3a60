"""A new bank's manager comes in on a phone without scripts, on a site that asks for second factors."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from portal.core import clock
from portal.core.permissions import Role
from tests import factories
from tests.accounts import second
from tests.journeys import staff_steps as steps
from tests.organisations.people import mobile
from tests.servers import Server

pytestmark = pytest.mark.parametrize("screen", ["phone"], indirect=True)


@pytest.fixture(scope="module")
def live_server(shelf, tmp_path_factory):
    """As in production: no demonstration, so the factor is asked for."""
    with shelf.own("sqlite") as database:
        server = Server(database.url, tmp_path_factory.mktemp("site"))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def sound(page, heading: str) -> None:
    expect(page.locator("h1")).to_contain_text(heading)
    wide, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= room, f"{page.url} is {wide} px wide"


def code_of(page) -> str:
    secret = page.locator(".reference").inner_text().replace(" ", "")
    return pyotp.TOTP(secret).at(clock.now())


def password(page, number: str, given: str = steps.PASSWORD) -> None:
    page.goto("/sign-in")
    page.get_by_label("手机号或邮箱").fill(number)
    page.get_by_label("密码", exact=True).fill(given)
    steps.press(page, "登录")


def test_invited_set_up_and_back_with_a_recovery_code(new_page, live_server):
    with live_server.context():
        admin = steps.member(Role.BANK_ADMIN, factories.institution(name="示例新邀银行"))
        steps.stored()
    desk, phone = (new_page(java_script_enabled=False) for _ in range(2))
    password(desk, admin.mobile)
    sound(desk, "设置两步验证")
    expect(desk.locator("img.qr")).to_be_visible()
    assert desk.locator("img.qr").evaluate("one => one.naturalWidth") > 100
    desk.get_by_label("手机上显示的 6 位数字").fill(code_of(desk))
    steps.press(desk, "确认，打开两步验证")
    sound(desk, "恢复码，请现在收好")
    desk.goto("/people/invite")
    number = mobile(96_001)
    desk.get_by_label("对方的手机号或邮箱").fill(number)
    desk.get_by_role("radio", name="客户经理").check()
    desk.get_by_label(re.compile("负责区域")).fill("拱墅区")
    sound(desk, "邀请一个人")
    steps.press(desk, "做一个邀请")
    sound(desk, "人员")
    link = desk.locator(".reference").inner_text()

    phone.goto(link)
    sound(phone, "邀请你加入示例新邀银行")
    phone.get_by_label("你的手机号或邮箱").fill(number)
    steps.press(phone, "下一步")
    phone.get_by_label("姓名").fill("示例·新")
    phone.get_by_label("设一个密码").fill(steps.PASSWORD)
    phone.get_by_label("再输一次密码").fill(steps.PASSWORD)
    sound(phone, "邀请你加入")
    steps.press(phone, "接受邀请")
    phone.get_by_label("手机上显示的 6 位数字").fill(code_of(phone))
    steps.press(phone, "确认，打开两步验证")
    sound(phone, "恢复码，请现在收好")
    codes = phone.locator(".codes code").all_inner_texts()
    phone.get_by_label("我已抄好").check()
    steps.press(phone, "继续")
    sound(phone, "需求大厅")

    again = new_page(java_script_enabled=False)
    password(again, number)
    sound(again, "再确认一步")
    again.get_by_label("验证码").fill("000000")
    steps.press(again, "登录")
    expect(again.locator("#code-error")).to_contain_text("验证码不对")
    again.get_by_label("验证码").fill(codes[3])
    steps.press(again, "登录")
    again.goto("/leads")
    sound(again, "需求大厅")
    again.goto(link)
    sound(again, "这个邀请不能用")
    desk.goto("/people")
    expect(desk.get_by_role("main")).to_contain_text("已接受")


def test_the_next_code_of_the_phone_lets_in(new_page, live_server):
    with live_server.context():
        bank = factories.institution(name="示例常来银行")
        manager = steps.member(Role.BANK_MANAGER, bank)
        person = steps.person_of(manager.mobile)
        secret, _ = second.phone_of(person.id)
        steps.stored()
    page = new_page(java_script_enabled=False)
    password(page, manager.mobile)
    page.get_by_label("验证码").fill(second.code_of(secret))
    steps.press(page, "登录")
    page.goto("/leads")
    sound(page, "需求大厅")
