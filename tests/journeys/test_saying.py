"""One sentence on the first screen, and words pasted into the form: both fill in what they say."""

import itertools

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys import owner_steps as steps

_runs = itertools.count(1)
WORDS = "开奶茶店的，想借20万周转，在杭州拱墅，没有抵押"


@pytest.fixture
def visitor(new_page, scripts):
    return new_page(java_script_enabled=scripts)


def test_a_sentence_gives_products_and_fills_in_the_form(visitor, live_server, scripts):
    with live_server.context():
        name = f"示例一句话{next(_runs)}号贷"
        factories.product(name=name, industries=("6239",), regions=("330105",))
        steps.stored()
    visitor.goto("/")
    visitor.get_by_label("要多少钱、做什么用").fill(WORDS)
    steps.press(visitor, "看看谁能贷")
    steps.read(visitor, "说一句话，看谁能贷", scripts)
    expect(visitor.get_by_role("main")).to_contain_text(name)
    visitor.get_by_role("link", name="金额 20 万元").click()
    visitor.get_by_label("需要多少资金？").fill("15万")
    steps.press(visitor, "按改过的再看")
    expect(visitor.locator(".fact").first).to_contain_text("15 万元")
    steps.press(visitor, "用这些去填表")
    steps.read(visitor, "请核对您的需求", scripts)
    expect(visitor.get_by_role("main")).to_contain_text("来自“奶茶店”")


def test_the_long_form_is_folded_on_a_phone_and_every_link_into_it_opens_it(visitor, live_server, screen):
    visitor.goto("/")
    visitor.get_by_label("要多少钱、做什么用").fill(WORDS)
    steps.press(visitor, "看看谁能贷")
    term, phone = visitor.get_by_label("打算用多久？"), screen["width"] < 992
    expect(term).to_be_visible(visible=not phone)
    visitor.locator(".fact", has_text="期限").click()
    expect(term).to_be_in_viewport()
    term.fill("以后")
    steps.press(visitor, "按改过的再看")
    expect(visitor.get_by_label("打算用多久？")).to_be_visible()
    visitor.get_by_label("打算用多久？").fill("两年")
    steps.press(visitor, "按改过的再看")
    expect(visitor.get_by_label("打算用多久？")).to_be_visible(visible=not phone)
    if phone:
        visitor.get_by_role("link", name="展开各项").click()
        expect(visitor.get_by_label("打算用多久？")).to_be_visible()


def test_words_pasted_into_the_form_fill_in_the_rest(visitor, live_server, scripts):
    visitor.goto("/needs/new/money")
    visitor.get_by_label("需要多少资金？").fill("30万")
    visitor.get_by_label("用自己的话说说").fill(WORDS)
    if scripts:
        visitor.evaluate("window.stayed = true")
    steps.press(visitor, "读一读，帮我填其余的")
    expect(visitor.locator("#read-out")).to_contain_text("来自“奶茶店”")
    if scripts:
        assert visitor.evaluate("window.stayed"), "a script saves leaving the page"
    steps.read(visitor, "您需要多少资金", scripts)
    expect(visitor.get_by_label("需要多少资金？")).to_have_value("30万")
    steps.press(visitor, "下一步：说说您的生意")
    steps.read(visitor, "请核对您的需求", scripts)
