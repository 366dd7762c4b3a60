"""Two operators at the desk: what is set, what takes both, what was typed wrongly."""

from playwright.sync_api import expect

from portal.core.permissions import Role
from tests import factories
from tests.journeys import staff_steps as steps

PAGES = {
    "/desk/consent": "同意的文字",
    "/desk/footer": "页脚",
    "/desk/lpr": "LPR",
    "/desk/calendar?year=2026": "工作日",
    "/desk/lists": "代码表",
}


def test_two_operators_set_what_the_site_promises(new_page, live_server, screen):
    length = "3" if screen["width"] > 600 else "4"  # the tests of a module share one site
    with live_server.context():
        platform = factories.organisation(factories.KIND_OF[Role.OPERATOR])
        people = [steps.member(Role.OPERATOR, platform) for _ in range(2)]
        steps.stored()
    page, other = new_page(), new_page()
    steps.sign_in(page, people[0])
    steps.read(page, "运营台")
    for address, heading in PAGES.items():
        page.goto(address)
        steps.read(page, heading)
    page.goto("/desk/lpr")
    steps.press(page, "录入")
    steps.read(page, "LPR")
    assert "请照公布的填" in steps.error_at(page, "1 年期")
    page.goto("/desk/clocks")
    page.get_by_label("首次答复").fill("400")
    steps.press(page, "提出修改")
    assert "1 到 10" in steps.error_at(page, "首次答复")
    page.get_by_label("首次答复").fill(length)
    steps.press(page, "提出修改")
    steps.read(page, "时限")
    expect(page.get_by_role("main")).to_contain_text("等另一位运营人员批准")

    steps.sign_in(other, people[1])
    other.get_by_role("main").get_by_role("link", name="修改等批准").click()
    steps.read(other, "时限")
    steps.press(other, "批准")
    expect(other.get_by_role("main")).to_contain_text("现在用的")
    other.goto("/how-it-works")
    expect(other.get_by_role("main")).to_contain_text(f"机构 {length} 个工作日内答复")
