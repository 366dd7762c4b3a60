"""Nobody answers: the next bank, a guarantor, the monitor's board; and a late bank comes back."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from playwright.sync_api import expect

from portal.core import clock, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import jobs
from portal.leads.models import Lead, LeadState
from portal.matching import index
from portal.organisations.models import Organisation, OrganisationKind
from portal.products.models import Product, ProductKind, ProductState
from tests import factories
from tests.journeys import staff_steps as staff
from tests.journeys.looks import look
from tests.journeys.test_talks import shows

GUARANTEE = {"kind": ProductKind.GUARANTEE, "product_type_codes": ("P0901",), "name": "示例小店担保"}


def let_lapse(live_server, *but: str) -> None:
    """The time of whoever was asked is over, but for these, and the worker sees it."""
    with live_server.context():
        others = sa.select(Organisation.id).where(Organisation.name_clear.not_in(but or ("",)))
        asked = sa.update(Lead).where(Lead.state == LeadState.PUSHED, Lead.institution_id.in_(others))
        db.session.execute(asked.values(clock_due_at=clock.now() - timedelta(seconds=1)))
        db.session.commit()
        jobs.clocks()


@dataclass(frozen=True)
class Cast:
    """Who signs in, and where the owner's need stands."""

    owner: staff.Staff
    watcher: staff.Staff
    managers: dict[str, staff.Staff]
    address: str


def open_need(live_server) -> Cast:
    """Before four banks and a guarantor, in the region of a monitor."""
    with live_server.context():
        db.session.execute(sa.update(Product).values(state=ProductState.SUSPENDED))  # the other width's banks
        db.session.execute(sa.update(Lead).values(clock_due_at=None))
        names = [f"示例{place}岸银行" for place in "东西南北"]
        managers = {name: staff.member(Role.BANK_MANAGER, staff.bank(name)) for name in names}
        surety = factories.institution(name="示例担保公司", type_code="I12")
        factories.product(institution=surety, **GUARANTEE)
        staff.member(Role.BANK_MANAGER, surety)
        here = factories.organisation(OrganisationKind.MONITOR, areas=(factories.HANGZHOU,))
        watcher = staff.member(Role.MONITOR, here)
        firm = factories.organisation(name="示例不露面的店")
        person = staff.member(Role.APPLICANT, firm)
        need = factories.need(owner=firm, by=staff.person_of(person.mobile))
        cast = Cast(person, watcher, managers, f"/needs/{need.public_id}")
        db.session.commit()
        index.rebuild()
        outbox.put("need.opened", need_id=need.id)
        db.session.commit()
    return cast


def test_silence_leads_to_the_next_bank_a_guarantor_and_the_board(new_page, live_server):
    cast = open_need(live_server)
    names = list(cast.managers)
    mine, bank, office = new_page(), new_page(), new_page()
    staff.sign_in(mine, cast.owner)
    mine.goto(cast.address)
    shows(mine, "等 3 家答复")
    expect(mine.get_by_role("main")).to_contain_text("到点不答，我们接着找下一家")

    with live_server.context():
        asked = sa.select(Organisation.name_clear).join(Lead, Lead.institution_id == Organisation.id)
        first = sorted(db.session.scalars(asked.where(Lead.state == LeadState.PUSHED)))
    let_lapse(live_server, *first[1:])
    (last,) = set(names) - set(first)
    shows(mine, last)
    expect(mine.get_by_role("main")).to_contain_text("到期没有答复，我们接着找别家")
    let_lapse(live_server)
    shows(mine, "示例担保公司")
    let_lapse(live_server)
    shows(mine, "已请人民银行来看")
    look(mine)

    staff.sign_in(office, cast.watcher)
    staff.read(office, "待帮需求")
    row = office.get_by_role("row").filter(has_text="示例担保公司")
    for name in names:
        expect(row).to_contain_text(f"{name} 逾期未答")
    expect(row).not_to_contain_text("示例不露面的店")
    look(office)
    row.get_by_role("link").first.click()
    office.get_by_role("radio", name="已与机构沟通").check()
    staff.press(office, "记下")
    expect(office.get_by_role("main")).to_contain_text("已与机构沟通")

    staff.sign_in(bank, cast.managers[first[0]])
    bank.get_by_role("main").get_by_role("link", name="逾期未答").click()
    staff.read(bank, "逾期未答")
    look(bank)
    bank.locator("td.cell-title a").first.click()
    expect(bank.get_by_role("main")).to_contain_text("仍可以认领")
    staff.press(bank, "有意向，告诉企业")
    shows(mine, "同意，让他们联系我")
    mine.get_by_role("button", name="同意，让他们联系我").first.click()
    shows(mine, "企业同意")
    office.goto("/board")
    shows(office, "本地区现在没有待帮的需求")
