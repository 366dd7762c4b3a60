"""An owner with several offers: side by side, the cheapest first, and one is taken from there."""

import re

from playwright.sync_api import expect

from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Organisation
from tests import factories
from tests.journeys import staff_steps as staff
from tests.leads.talks import approved, talk

BANKS = {"示例贵岸银行": 620, "示例平岸银行": 395}
GUARANTOR = "示例两岸融资担保有限公司"


def prepared(live_server) -> tuple[staff.Staff, str]:
    """The owner and the need's address: two banks and a guarantor have said yes."""
    with live_server.context():
        need = staff.need("面馆换灶台")
        owner = staff.member(Role.APPLICANT, db.session.get_one(Organisation, need.owner_id))
        for slot, (name, rate_bp) in enumerate(BANKS.items(), start=1):
            bank = factories.institution(name=name)
            approved(talk(need=need, bank=bank, slot=slot), rate_bp=rate_bp)
        house = factories.institution(name=GUARANTOR, type_code="I12")
        fees = {"rate_bp": None, "repayment": None, "fee_yearly_bp": 100}
        approved(talk(need=need, bank=house, slot=3), **fees)
        staff.stored()
        return owner, f"/needs/{need.public_id}"


def test_offers_stand_side_by_side_and_one_is_taken(new_page, live_server):
    owner, need = prepared(live_server)
    page = new_page()
    staff.sign_in(page, owner)
    page.goto(need)
    page.get_by_role("link", name="并排比较").first.click()
    names = page.locator(".side-by-side h2")
    expect(names).to_have_text(["示例平岸银行", "示例贵岸银行", GUARANTOR])
    expect(page.get_by_role("main")).to_contain_text("不能和借来的钱比价")
    staff.look(page)
    cheapest = page.locator("article", has_text="示例平岸银行")
    cheapest.get_by_role("button", name=re.compile("接受这份报价")).click()
    page.goto(f"{need}/offers")
    expect(page.locator("article", has_text="示例平岸银行")).to_contain_text("企业接受")
    expect(page.locator("article", has_text="示例贵岸银行")).to_contain_text("已授信")
    staff.look(page)
