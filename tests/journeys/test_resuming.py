"""Half filled in on one device, finished on another; and two needs begun side by side."""

from playwright.sync_api import expect

from tests.journeys import owner_steps as steps


def test_a_code_carries_a_draft_to_another_device(new_page, live_server):
    phone, computer = new_page(), new_page()
    phone.goto("/needs/new")
    phone.get_by_label("需要多少资金？").fill("20万")
    phone.get_by_label("用来做什么？").select_option("U01")
    phone.get_by_label("用自己的话说说").fill("长" * 3000)
    steps.press(phone, "换一台设备接着填")
    steps.read(phone, "换一台设备接着填")
    steps.press(phone, "要一个接续码")
    steps.read(phone, "接续码，请现在抄好")
    code = phone.locator(".big-code").inner_text()
    computer.goto("/needs/resume")
    computer.get_by_label("接续码").fill("ABC")
    steps.press(computer, "接着填")
    expect(computer.get_by_role("alert")).to_contain_text("接续码是 10 位")
    computer.get_by_label("接续码").fill(code.lower())
    steps.press(computer, "接着填")
    steps.read(computer, "说说您的生意")
    phone.goto("/needs/new/money")
    computer.goto("/needs/new/money")
    phone.get_by_label("需要多少资金？").fill("31万")
    steps.press(phone, "下一步：说说您的生意")
    steps.read(phone, "说说您的生意")
    computer.get_by_label("需要多少资金？").fill("44万")
    steps.press(computer, "下一步：说说您的生意")
    expect(computer.get_by_role("alert")).to_contain_text("另一台设备上填的是：31万")
    steps.read(computer, "您需要多少资金")
    steps.press(computer, "下一步：说说您的生意")
    steps.about(computer)
    steps.read(computer, "请核对您的需求")
    phone.goto("/needs/new")
    steps.read(phone, "接着填，还是另填一条？")
    steps.press(phone, "另填一条新的")
    expect(phone.get_by_label("需要多少资金？")).to_have_value("")
    phone.goto("/needs/new")
    phone.get_by_role("link", name="丢弃").first.click()
    steps.read(phone, "丢弃这份草稿？")
