"""An owner files a need, in a browser at both widths, on the phone also without scripts."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys import owner_steps as steps


@pytest.fixture
def owner(new_page, scripts):
    return new_page(java_script_enabled=scripts)


def test_an_owner_files_signed_out(owner, live_server, scripts):
    with live_server.context():
        factories.product(name="示例小店周转贷")
        steps.stored()
    owner.goto("/needs/new/money")
    steps.read(owner, "您需要多少资金", scripts)
    steps.money(owner, "开奶茶店，进一批新货，特别着急")
    steps.read(owner, "说说您的生意", scripts)
    steps.about(owner)
    steps.read(owner, "请核对您的需求", scripts)

    if not (strike := owner.locator("input[name=struck][value*='着急']").first).is_visible():
        owner.get_by_text("还有不想让银行看到的词").click()
    strike.check()
    steps.press(owner, "划掉选中的词")
    expect(owner.locator("#preview .said")).not_to_contain_text("着急")
    expect(owner.locator("#preview .said")).to_contain_text("奶茶")

    owner.locator(".sticky-foot .btn-primary").click()
    steps.read(owner, "怎么联系您", scripts)
    steps.identify(owner)
    main = owner.get_by_role("main")
    expect(main).to_contain_text("还差一步：验证手机号")
    expect(main).to_contain_text("平台正在核对您的身份")
    expect(main).to_contain_text("示例小店周转贷")
    if scripts:
        steps.look(owner)


def test_a_wrong_amount_is_said_at_its_field_and_nothing_is_lost(owner, scripts):
    owner.goto("/needs/new/money")
    steps.money(owner, "开奶茶店，进货", amount="好多钱")
    steps.read(owner, "您需要多少资金", scripts)
    field = owner.get_by_label("需要多少资金？")
    expect(field).to_have_value("好多钱")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(owner.get_by_label("用自己的话说说")).to_have_value("开奶茶店，进货")
    expect(owner.locator("#amount-error")).to_be_visible()


def test_rare_questions_fold_away_until_answered(owner):
    owner.goto("/needs/new/money")
    steps.money(owner, "进货")
    rare = owner.locator("input[name=security][value=vessel]")
    expect(rare).to_be_hidden()
    owner.get_by_text("种少见的").click()
    rare.check()
    steps.press(owner, "下一步：核对")
    expect(owner.locator("h1")).to_contain_text("说说您的生意")
    expect(rare).to_be_visible()
    expect(rare).to_be_checked()
    expect(owner.locator("input[name=tags][value=stall]")).to_be_hidden()
