"""From 有意向 to the money, in two parts: an owner and a manager, each in a browser of their own."""

import re

import sqlalchemy as sa
from playwright.sync_api import expect

from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Organisation
from portal.products.models import Product, ProductState
from tests import factories
from tests.journeys import staff_steps as staff
from tests.journeys.test_talks import shows

PAPERS = ("近一年的流水", "租赁合同")


def prepared(live_server) -> tuple[staff.Staff, staff.Staff, str]:
    """The owner, the manager of the bank before which the need stands, and the need's address."""
    with live_server.context():
        db.session.execute(sa.update(Product).values(state=ProductState.SUSPENDED))  # the other width's banks
        bank = factories.institution(name="示例东岸银行")
        factories.product(institution=bank, name="东岸小店贷")
        manager = staff.member(Role.BANK_MANAGER, bank)
        need = staff.need("奶茶店进货周转")
        owner = staff.member(Role.APPLICANT, db.session.get_one(Organisation, need.owner_id))
        staff.pushed(need, bank)
        staff.stored()
        return owner, manager, f"/needs/{need.public_id}"


def paid(bank, wan: str) -> None:
    bank.get_by_role("link", name="记放款").click()
    bank.get_by_label("放款多少").fill(wan)
    bank.get_by_label("征信里没有经营贷款").check()
    staff.press(bank, "核对")
    expect(bank.get_by_role("main")).to_contain_text("请再核对一遍")
    staff.look(bank)
    staff.press(bank, "确认，记下这一笔")
    expect(bank.get_by_role("main")).to_contain_text("已记下，企业会看到")


def agreed(mine, bank, need: str) -> str:
    """The bank is interested, the owner agrees, the number is looked up and called; the lead's address."""
    bank.locator("td.cell-title a").first.click()
    staff.press(bank, "有意向，告诉企业")
    lead = bank.url
    mine.goto(need)
    mine.get_by_role("button", name="同意，让他们联系我").click()
    expect(mine.get_by_role("main")).to_contain_text("已同意。示例东岸银行最晚在")
    bank.goto(lead)
    bank.get_by_label("这次查看是为了什么").select_option(label="首次联系")
    staff.press(bank, "查看手机号与地址")
    bank.goto(lead)
    staff.press(bank, "已联系上")
    return lead


def looked_into(mine, bank, need: str) -> None:
    """Diligence begins, papers are asked for and brought to the counter."""
    staff.press(bank, "记下，开始尽调")
    bank.get_by_role("link", name="请企业补材料").click()
    bank.get_by_label(re.compile("别的材料")).fill("\n".join(PAPERS))
    staff.press(bank, "给企业，暂停计时")
    expect(bank.get_by_role("main")).to_contain_text("共 2 样，已收到 0 样")
    staff.look(bank)
    mine.goto(need)
    mine.get_by_role("link", name=re.compile("看要带的材料")).click()
    staff.read(mine, "要带的材料")
    expect(mine.get_by_role("main")).to_contain_text(PAPERS[1])
    bank.get_by_role("link", name="看清单，勾收到的").click()
    for line in PAPERS:
        bank.get_by_label(line).check()
    staff.press(bank, "记下收到的")
    staff.press(bank, "接着办")


def offered(bank) -> None:
    """Less than was asked for, which wants a word to the owner."""
    bank.get_by_role("link", name="填报价").click()
    bank.get_by_label("批多少").fill("15")
    bank.get_by_label("期限").fill("12")
    bank.get_by_label("年利率（单利）").fill("4.35")
    staff.press(bank, "看看企业会看到什么")
    assert "写一句为什么" in staff.error_at(bank, "给企业的话")
    bank.get_by_label(re.compile("给企业的话")).fill("按近一年的流水先批这些")
    staff.press(bank, "看看企业会看到什么")
    expect(bank.locator("#preview")).to_contain_text("15 万元")
    staff.look(bank)
    staff.press(bank, "对，发给企业")
    expect(bank.get_by_role("main")).to_contain_text("已告诉企业")


def taken(mine, need: str) -> None:
    mine.goto(need)
    expect(mine.locator("#offers")).to_contain_text("按近一年的流水先批这些")
    staff.look(mine)
    expect(mine.get_by_role("link", name="并排比较")).to_have_count(0)
    mine.get_by_role("button", name=re.compile("接受这份报价")).click()
    shows(mine, "企业接受")


def test_a_talk_comes_to_its_money(new_page, live_server):
    owner, manager, need = prepared(live_server)
    mine, bank = new_page(), new_page()
    staff.sign_in(bank, manager)
    staff.sign_in(mine, owner)
    lead = agreed(mine, bank, need)
    looked_into(mine, bank, need)
    offered(bank)
    taken(mine, need)

    bank.goto(lead)
    paid(bank, "10")
    mine.goto(need)
    expect(mine.get_by_role("main")).to_contain_text("还有 5 万元没有放")
    paid(bank, "5")
    mine.goto(need)
    expect(mine.get_by_role("main")).to_contain_text("一共 15 万元")
    staff.look(mine)
