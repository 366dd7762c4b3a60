"""What is typed wrongly on a phone without scripts: said at its field, nothing lost, and then mended."""

from contextlib import nullcontext

import pytest
from playwright.sync_api import expect

from portal.core.permissions import Role
from tests import factories
from tests.journeys import owner_steps as owner
from tests.journeys import staff_steps as staff
from tests.journeys.typed import HELD, lost, refused

pytestmark = pytest.mark.parametrize("screen", ["phone"], indirect=True)
MISTYPED = "92330100MA27XXXX1Z"


@pytest.fixture
def page(new_page):
    return new_page(java_script_enabled=False)


def admin_of(live_server, name: str) -> staff.Staff:
    with live_server.context():
        admin = staff.member(Role.BANK_ADMIN, factories.institution(name=name))
        staff.stored()
    return admin


def test_a_need_is_mended_step_by_step_and_filed(page):
    page.goto("/needs/new/money")
    page.get_by_label("需要多少资金？").fill("好多钱")
    page.get_by_label("用来做什么？").select_option("U01")
    page.get_by_label("用自己的话说说").fill("开奶茶店\n进一批新货")
    page.get_by_label("打算用多久").fill("40年")
    refused(page, "下一步：说说您的生意", {"amount": "看不懂“好多钱”", "term": "期限最长 30 年"})
    page.get_by_label("需要多少资金？").fill("20万")
    page.get_by_label("打算用多久").fill("2年")
    owner.press(page, "下一步：说说您的生意")

    page.locator("[name=industry_words]").fill("做外贸")
    page.locator("[name=region_words]").fill("杭州江干")
    page.get_by_label("都没有", exact=True).check()
    gone = "“江干区”已经撤销，现在是浙江省杭州市上城区"
    refused(page, "下一步：核对", {"industry": "请在下面选定", "region": gone})
    page.locator("input[name=industry][value='5181']").check()
    page.get_by_label("浙江省杭州市上城区").check()
    owner.press(page, "下一步：核对")
    expect(page.get_by_role("main")).to_contain_text("上城区")
    page.locator(".sticky-foot .btn-primary").click()

    owner.introduce(page, code=MISTYPED)
    refused(page, "提交需求", {"credit_code": "第 18 位的 Z 不会出现在代码里"})
    expect(page.locator("#password-hint")).to_contain_text("请再填一次")
    page.locator("[name=credit_code]").fill(factories.credit_code("92000000"))
    page.locator("[name=password]").fill(owner.PASSWORD)
    owner.press(page, "提交需求")
    expect(page.get_by_role("main")).to_contain_text("平台正在核对您的身份")


def test_a_wrong_code_at_registering_is_mended(page):
    page.goto("/register")
    owner.pick(page, "region_code", "拱墅", "330105")
    owner.pick(page, "industry_code", "奶茶", "6239")
    owner.introduce(page, code=MISTYPED)
    refused(page, "提交登记", {"credit_code": "第 18 位"})
    page.locator("[name=credit_code]").fill(factories.credit_code("92000000"))
    page.locator("[name=password]").fill(owner.PASSWORD)
    owner.press(page, "提交登记")
    expect(page.locator("h1")).to_have_text("我的主体")


def test_a_floor_above_the_cap_and_then_an_ended_session(page, live_server):
    admin = admin_of(live_server, "示例慢写银行")
    staff.sign_in(page, admin)
    page.goto("/products/new")
    page.get_by_label("产品叫什么？").fill("示例慢写贷")
    page.get_by_label("用几句话介绍给经营者").fill("给小店周转用\n当天答复")
    page.get_by_label("最低可借").fill("50")
    page.get_by_label("最高可借").fill("30")
    refused(page, "保存并预览", {"amount_min": "最低可借不能高于最高可借（30 万元）"})
    page.get_by_label("最低可借").fill("3")
    typed = page.evaluate(HELD)
    page.context.clear_cookies()
    staff.press(page, "保存并预览")
    expect(page.get_by_role("main")).to_contain_text("您刚才填的都还在")
    page.get_by_label("手机号或邮箱").fill(admin.mobile)
    page.get_by_label("密码", exact=True).fill(staff.PASSWORD)
    staff.press(page, "登录")
    staff.press(page, "再提交一次")
    expect(page.locator("h1")).to_have_text("示例慢写贷")
    page.get_by_role("main").get_by_role("link", name="修改").first.click()
    expect(page.locator("h1")).to_have_text("修改 示例慢写贷")
    assert lost(typed, page.evaluate(HELD)) == {}


def test_a_page_left_open_too_long_is_sent_again(page):
    page.goto("/needs/new/money")
    page.get_by_label("需要多少资金？").fill("20万")
    page.get_by_label("用来做什么？").select_option("U01")
    page.get_by_label("用自己的话说说").fill("开奶茶店\n进一批新货")
    typed = page.evaluate(HELD)
    page.context.clear_cookies()
    owner.press(page, "下一步：说说您的生意")
    expect(page.locator("h1")).to_have_text("这一页放得太久了")
    staff.press(page, "再提交一次")
    expect(page.locator("h1")).to_contain_text("说说您的生意")
    page.goto("/needs/new/money")
    assert lost(typed, page.evaluate(HELD)) == {}


ANSWER = """<!doctype html><title>错误：页</title><main><form method=post action=/twin>
<div class=error-summary><ul><li><a href=#a>看不懂</a></ul></div>
<p id=a-error>看不懂</p><input name=a id=a value="{text}" aria-describedby={ids}>
<input type=radio name=b value=1{tick}><button>送</button></form></main>"""
SOUND = {"text": "好", "ids": "a-error", "tick": " checked"}


@pytest.mark.parametrize(
    "wrong",
    [{}, {"text": ""}, {"tick": ""}, {"ids": "a-hint"}],
    ids=["sound", "emptied", "unticked", "untied"],
)
def test_twin_a_form_that_forgets_is_caught(page, wrong):
    answers = iter([ANSWER.format(**SOUND), ANSWER.format(**SOUND | wrong)])
    page.route(
        "**/twin", lambda route: route.fulfill(body=next(answers), content_type="text/html;charset=utf-8")
    )
    page.goto("/twin")
    with pytest.raises(AssertionError) if wrong else nullcontext():
        refused(page, "送", {"a": "看不懂"})
