"""The record for the manager's own file: what was seen and done, by whom, and nobody once consent is over."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent.models import CardView
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import diligence_record, queries, service
from portal.leads.models import Channel, Lead
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

NAMES = ("小满茶铺", "示例·满")


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行")


@pytest.fixture
def staff(bank):
    roles = {"first": Role.BANK_MANAGER, "second": Role.BANK_MANAGER, "admin": Role.BANK_ADMIN}
    return {name: factories.membership(role, at=bank) for name, role in roles.items()}


@pytest.fixture
def firm(app):
    row = factories.organisation(name="示例·小满茶铺")
    row.representative = "示例·满"
    return row


@pytest.fixture
def owner(firm):
    return actor_of(factories.membership(Role.APPLICANT, at=firm).id)


@pytest.fixture
def lead(bank, staff, firm, owner):
    """Claimed and called by the first, looked at, papers asked; then given to the second, who went on."""
    need = factories.need(owner=firm)
    first, second, admin = (actor_of(staff[name].id) for name in ("first", "second", "admin"))
    lead = service.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=1)
    service.claim(first, need)
    service.accept(owner, lead)
    service.reveal(first, lead, "first_call")
    with clock.at(clock.now() + timedelta(hours=1)):
        service.contacted(first, lead, clock.now() - timedelta(minutes=20), "谈得不错")
        service.ask_materials(first, lead, ["近半年流水"])
        chosen = next(one for one in service.candidates(lead) if one.membership_id == second.membership_id)
        service.reassign(admin, lead, chosen)
        service.bring(second, lead, [queries.items_of(lead.id)[0].public_id])
        service.go_on(second, lead)
        db.session.flush()
    return lead


def record(actor, lead):
    return diligence_record.record_page(actor, queries.find(actor, lead.public_id, owner=True))


def done(page):
    return [line["what"] for line in page["lines"]]


def test_it_tells_everything_in_order_with_both_times(lead, staff):
    page = record(actor_of(staff["second"].id), lead)
    assert page["lead"]["name"] == "示例·小满茶铺"
    said = done(page)
    assert [what.split("：")[0] for what in said] == [
        "推送到本机构", "有意向", "企业同意对接", "查看了联系方式", "已联系", "待补材料",
        next(what for what in said if what.startswith("交给")), "材料收完，接着办",
    ]  # fmt: skip
    called = next(line for line in page["lines"] if line["note"])
    assert called["note"] == "谈得不错" and called["recorded"] > called["at"]
    assert [item["text"] for item in page["papers"]] == ["近半年流水"] and page["papers"][0]["brought"]
    assert "不算在时限里" in page["stood"]


def strangers_names(page):
    """What of the firm stands anywhere in the record."""
    return [name for name in NAMES if name in str(page)]


def test_after_withdrawal_it_names_nobody_and_a_manager_reads_the_own_acts(lead, staff, owner):
    service.withdraw_consent(owner, lead)
    second, admin = (record(actor_of(staff[name].id), lead) for name in ("second", "admin"))
    assert strangers_names(second) == strangers_names(admin) == []
    assert done(second) == ["材料收完，接着办"]
    assert second["papers"] == [], "the first had asked for them"
    assert "查看了联系方式：首次联系" in done(admin) and "企业同意对接" not in done(admin)
    assert [item["text"] for item in admin["papers"]] == ["近半年流水"]


def test_it_says_why_it_names_nobody(client_as, lead, staff, owner):
    other = service.claim(actor_of(staff["first"].id), factories.need())
    service.withdraw_consent(owner, lead)
    admin = client_as(staff["admin"])
    for row, why in {lead: "企业的授权已经失效或收回：", other: "企业还没有授权："}.items():
        assert why in Page(admin.get(f"/leads/{row.public_id}/record")).text


def test_twin_a_record_that_asks_for_no_consent_names_the_firm(lead, staff, owner, monkeypatch):
    service.withdraw_consent(owner, lead)
    forever = lambda lead_id, need_id: (object(), False)
    monkeypatch.setattr(diligence_record.consents, "look_at", forever)
    assert strangers_names(record(actor_of(staff["second"].id), lead))


def test_only_who_works_on_it_and_the_admin(client_as, lead, staff):
    address = f"/leads/{lead.public_id}/record"
    codes = {name: client_as(member).get(address).status_code for name, member in staff.items()}
    assert codes == {"first": 404, "second": 200, "admin": 200}
    assert client_as(Role.BANK_ADMIN).get(address).status_code == 404
    assert client_as(Role.APPLICANT).get(address).status_code == 403


def rows_of(lead):
    kinds = (CardView, LedgerEvent, Lead)
    return [db.session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in kinds]


def test_reading_changes_nothing(client_as, lead, staff, firm):
    client = client_as(staff["second"])
    before = rows_of(lead)
    page = Page(client.get(f"/leads/{lead.public_id}/record"))
    assert page.heading == "尽调记录" and "谈得不错" in page.text
    assert "1000000" not in page.html, "no phone"
    assert rows_of(lead) == before
    assert db.session.get(Organisation, firm.id).name in page.text


def test_the_page_of_the_lead_leads_there(client_as, lead, staff):
    page = Page(client_as(staff["second"]).get(f"/leads/{lead.public_id}"))
    assert page.follow("尽调记录，存档打印用").heading == "尽调记录"
