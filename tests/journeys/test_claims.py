"""On a phone: a firm registers with a picture, a clerk vouches, the operator looks and approves."""

import pytest
from playwright.sync_api import expect

from portal.core.permissions import Role
from portal.organisations.models import OrganisationKind
from tests import factories
from tests.core.hostile_pictures import exif, jpeg
from tests.factories import credit_code
from tests.journeys import owner_steps
from tests.journeys import staff_steps as steps

PHONE = pytest.mark.parametrize(
    ("screen", "scripts"), [("phone", True), ("phone", False)], indirect=["screen"]
)


@PHONE
def test_a_picture_is_looked_at_and_gone_and_a_clerk_vouches(new_page, live_server, screen, scripts):
    with live_server.context():
        market = factories.organisation(
            OrganisationKind.INTERMEDIARY, name=f"示例早市{scripts}", areas=(factories.GONGSHU,)
        )
        clerk, operator = (
            steps.member(Role.CLERK, market),
            steps.member(Role.OPERATOR, factories.organisation(OrganisationKind.OPERATOR)),
        )
        steps.stored()
    page = new_page(java_script_enabled=scripts)
    page.goto("/register")
    owner_steps.pick(page, "industry_code", "奶茶", "6239")
    owner_steps.pick(page, "region_code", "拱墅", "330105")
    owner_steps.introduce(page, credit_code("92000000"))
    page.locator("[name=organisation_name]").fill(f"示例相片铺{scripts}")
    page.locator("[name=picture]").set_input_files(
        {"name": "执照.jpg", "mimeType": "image/jpeg", "buffer": jpeg((1200, 800), exif=exif())}
    )
    page.locator("[name=person_name]").fill("")
    owner_steps.press(page, "提交登记")
    expect(page.get_by_role("main")).to_contain_text("照片已经收到，不用再选")
    page.locator("[name=person_name]").fill("示例·周")
    page.locator("[name=password]").fill(owner_steps.PASSWORD)
    owner_steps.press(page, "提交登记")
    owner_steps.read(page, "我的主体", scripts)
    assert page.locator("img.licence").evaluate("one => one.naturalWidth") == 800
    page.get_by_label("谁认识您？").select_option(label=f"示例早市{scripts}")
    owner_steps.press(page, "请他们作证")
    expect(page.get_by_role("main")).to_contain_text(f"请示例早市{scripts}作证")

    desk = new_page(java_script_enabled=scripts)
    steps.sign_in(desk, clerk)
    desk.goto("/vouches")
    desk.get_by_role("link", name=f"示例相片铺{scripts}").first.click()
    owner_steps.read(desk, "认识示例相片铺", scripts)
    desk.get_by_label("认识，情况属实").check()
    desk.get_by_label("怎么认识的？").select_option("tenant")
    steps.press(desk, "答复平台")
    expect(desk.get_by_role("main")).to_contain_text("现在没有人等你们答复")

    desk = new_page(java_script_enabled=scripts)
    steps.sign_in(desk, operator)
    desk.goto("/claims")
    desk.locator("tbody").get_by_role("link", name="核验").last.click()
    owner_steps.read(desk, "登记", scripts)
    address = desk.url + "/picture"
    assert desk.locator("img.licence").evaluate("one => one.naturalWidth") == 800
    expect(desk.get_by_role("main")).to_contain_text("认识，情况属实")
    steps.press(desk, "核验通过")
    assert desk.request.get(address).status == 404
    page.goto("/organisation")
    expect(page.locator("img.licence")).to_have_count(0)
