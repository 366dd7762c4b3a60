"""The list of papers: what the manager writes, what the owner shows at the counter, and who else reads it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import clocks, materials_page, queries, service
from portal.leads.models import Clock, Lead, LeadState, MaterialItem
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

PHONE = "13957310249"
S = LeadState


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行")


@pytest.fixture
def member(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


@pytest.fixture
def firm(app):
    return factories.organisation(name="示例·小满茶铺")


@pytest.fixture
def owner(firm):
    return factories.membership(Role.APPLICANT, at=firm)


@pytest.fixture
def need(firm):
    return factories.need(owner=firm)


@pytest.fixture
def lead(bank, member, need):
    before = clock.now() - timedelta(hours=2)
    return factories.lead(
        need=need,
        institution=bank,
        product_id=factories.product(institution=bank, materials="身份证\n 租赁合同 \n").id,
        state=S.CONTACTED,
        assigned_id=member.id,
        slot=1,
        state_since=before,
        **clocks.started(Clock.DECISION, before),
    )


@pytest.fixture
def asked(lead, member):
    service.ask_materials(actor_of(member.id), lead, ["身份证", "近半年流水"], "内部备注")
    return lead


def texts(lead):
    return [item.text for item in queries.items_of(lead.id)]


def test_typed_lines_are_scrubbed_and_said_once(lead, member):
    typed = ["身份证", " 身份证", f"购销合同，打 {PHONE}", "", "  "]
    service.ask_materials(actor_of(member.id), lead, typed)
    assert len(texts(lead)) == 2 and PHONE not in "".join(texts(lead))


def test_twin_words_kept_as_typed_are_found(lead, member, monkeypatch):
    monkeypatch.setattr("portal.leads.service.diligence.shown_words", lambda words: words)
    service.ask_materials(actor_of(member.id), lead, [f"打 {PHONE}"])
    assert PHONE in "".join(texts(lead))


@pytest.mark.parametrize("lines", [[], ["  "], [f"第 {n} 样" for n in range(21)]])
def test_a_list_has_something_on_it_and_an_end(lead, member, lines):
    with pytest.raises(service.LeadError):
        service.ask_materials(actor_of(member.id), lead, lines)


def test_a_product_without_papers_offers_the_usual(lead, member):
    lead = queries.find(actor_of(member.id), lead.public_id)
    assert materials_page.offered(lead) == ["身份证", "租赁合同"]
    lead.product.materials = ""
    assert materials_page.offered(lead) == list(materials_page.LOAN_PAPERS)


def test_a_second_list_begins_anew(asked, member):
    actor = actor_of(member.id)
    service.bring(actor, asked, [item.public_id for item in queries.items_of(asked.id)])
    service.go_on(actor, asked)
    service.ask_materials(actor, asked, ["开票明细"])
    assert texts(asked) == ["开票明细"]
    assert queries.brought_of([asked]) == {asked.id: (0, 1)}
    assert len(queries.items_of(asked.id, everything=True)) == 3


def test_of_another_lead_nothing_is_ticked(asked, member, bank):
    other = factories.lead(
        institution=bank, state=S.CONTACTED, assigned_id=member.id, state_since=clock.now(), slot=1
    )
    service.ask_materials(actor_of(member.id), other, ["身份证"])
    service.bring(actor_of(member.id), asked, [queries.items_of(other.id)[0].public_id])
    assert queries.items_of(other.id)[0].brought_at is None


def test_the_managers_way_by_pages(client_as, lead, member):
    client = client_as(member)
    page = Page(client.get(f"/leads/{lead.public_id}")).submit("记下，开始尽调", note="看了店")
    assert "尽调开始" in page.text
    form = page.follow("请企业补材料")
    assert form.submit("给企业，暂停计时").error_of("别的材料（一行一样）").startswith("请在上面选")
    page = form.submit("给企业，暂停计时", chosen=["身份证"], more=f"购销合同，打 {PHONE}\n开票明细")
    assert "共 3 样，已收到 0 样" in page.text and "暂停计时" in page.text
    sheet = page.follow("看清单，勾收到的")
    assert PHONE not in sheet.html
    first = db.session.scalars(sa.select(MaterialItem.public_id).order_by(MaterialItem.id)).first()
    sheet = sheet.submit("记下收到的", brought=[first])
    assert "还差 2 样" in sheet.text
    assert "接着办" in sheet.submit("接着办").text
    assert db.session.get(Lead, lead.id, populate_existing=True).state is S.DUE_DILIGENCE


def test_the_owner_shows_it_at_the_counter(client_as, asked, owner, need):
    page = Page(client_as(owner).get(f"/needs/{need.public_id}"))
    assert "等您把材料带到柜台" in page.text
    link = next(href for href in page.links() if href.endswith("/materials"))
    sheet = Page(client_as(owner).get(link))
    assert [row.get_text(" ", strip=True) for row in sheet.soup.select(".ticks li")] == [
        "身份证 ，还没带",
        "近半年流水 ，还没带",
    ]
    assert "青岚示例银行" in sheet.text and "内部备注" not in sheet.html
    assert sheet.soup.find("input", type="file") is None
    assert "小满" not in sheet.text, "a sheet that lies about names nobody"


def reads(client_as, lead, *people):
    return [client_as(one).get(f"/leads/{lead.public_id}/materials").status_code for one in people]


def test_it_is_nobody_elses(client_as, asked, bank, owner, member):
    admin = factories.membership(Role.BANK_ADMIN, at=bank)
    colleague = factories.membership(Role.BANK_MANAGER, at=bank)
    stranger = factories.membership(Role.APPLICANT, at=factories.organisation())
    assert reads(client_as, asked, owner, member, admin) == [200, 200, 200]
    assert reads(client_as, asked, colleague, stranger, Role.BANK_ADMIN) == [404, 404, 404]
    for person, code in ((colleague, 404), (admin, 403), (owner, 403)):
        assert client_as(person).post(f"/leads/{asked.public_id}/materials", data={}).status_code == code


def test_only_whoever_works_on_it_gets_boxes_to_tick(client_as, asked, bank):
    admin = Page(
        client_as(factories.membership(Role.BANK_ADMIN, at=bank)).get(f"/leads/{asked.public_id}/materials")
    )
    assert "记下收到的" not in admin.buttons() and admin.soup.select(".ticks li")


def test_without_a_list_there_is_no_page(client_as, lead, member):
    assert client_as(member).get(f"/leads/{lead.public_id}/materials").status_code == 404


def test_the_firm_stays_unnamed_to_the_bank_too(client_as, asked, member, firm):
    page = Page(client_as(member).get(f"/leads/{asked.public_id}/materials"))
    assert db.session.get(Organisation, firm.id).name not in page.html
