"""An owner asks a guarantor to sit beside a bank; both managers then see the one file."""

import itertools

from playwright.sync_api import expect

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service
from portal.products.models import ProductKind
from tests import factories
from tests.journeys import staff_steps as staff

_runs = itertools.count(1)
GUARANTEE = {"kind": ProductKind.GUARANTEE, "price_bp": 100, "cover_bp": 8000}


def test_owner_bank_and_guarantor(page, new_page, live_server):
    run = next(_runs)
    names = (f"示例同坐{run}号银行", f"示例同坐{run}号融资担保有限责任公司")
    with live_server.context():
        bank, guarantor = (
            factories.institution(name=name, type_code=code)
            for name, code in zip(names, ("I05", "I12"), strict=True)
        )
        factories.product(institution=guarantor, name=f"示例同坐担{run}", **GUARANTEE)
        firm = factories.organisation(name=f"示例同坐{run}号店")
        need = factories.need(owner=firm, summary="进货")
        owner = staff.member(Role.APPLICANT, firm)
        people = [staff.member(Role.BANK_MANAGER, at) for at in (bank, guarantor)]
        acting = [_actor(who) for who in (people[0], owner)]
        service.accept(acting[1], service.claim(acting[0], need))
        address = f"/needs/{need.public_id}"
        staff.stored()
    staff.sign_in(page, owner)
    page.goto(address)
    page.get_by_role("link", name="请一家担保公司一起谈").click()
    staff.read(page, f"和{names[0]}一起谈")
    page.get_by_label(names[1]).check()
    staff.press(page, "下一步：看两家会看到什么")
    staff.read(page, "同意两家一起谈")
    staff.press(page, "同意两家一起谈")
    staff.read(page, "20 万元")
    expect(page.get_by_role("main")).to_contain_text("这两家一起谈")
    with live_server.context():
        staff.worked_off()
    for who, other in zip(people, reversed(names), strict=True):
        desk = new_page()
        staff.sign_in(desk, who)
        desk.goto("/leads/mine")
        staff.read(desk, "我的对接")
        desk.get_by_role("link", name="打开").first.click()
        staff.read(desk, "流动资金")
        expect(desk.locator("#beside")).to_contain_text(other)
        expect(desk.get_by_role("main")).to_contain_text(f"示例同坐{run}号店")


def _actor(who: staff.Staff):
    person = staff.person_of(who.mobile)
    return actor_of(db.session.query(Membership).filter_by(person_id=person.id).one().id)
