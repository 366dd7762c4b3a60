"""Consent before contact: what it opens, how long it lasts, that withdrawing holds at once."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent import looking, queries, terms
from portal.consent import service as giving
from portal.consent.models import Consent, Reveal
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import queries as leads
from portal.leads import service
from portal.leads.models import Channel, LeadState
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page

MONDAY = clock.shanghai(date(2026, 11, 23), 10)


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行")


@pytest.fixture
def need(app):
    return factories.need(owner=factories.organisation(name="示例·小满茶铺"))


@pytest.fixture
def owner(need):
    return factories.membership(Role.APPLICANT, at=db.session.get(Organisation, need.owner_id))


@pytest.fixture
def manager(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


@pytest.fixture
def lead(need, owner, manager):
    found = service.claim(actor_of(manager.id), need, "想上门看看")
    return service.accept(actor_of(owner.id), found)


def look(manager, lead, why="first_call"):
    return service.reveal(actor_of(manager.id), lead, why)


def test_one_constant_makes_sentence_table_and_event(lead):
    event = db.session.scalar(sa.select(LedgerEvent).where(LedgerEvent.kind == "consent.given"))
    assert event.values["categories"] == list(terms.CODES)
    assert db.session.scalar(sa.select(Consent.categories)) == terms.CODES
    for category in terms.CATEGORIES:
        assert category.words in terms.SENTENCE
    assert "最长 180 天" in terms.SENTENCE and "这不是征信查询授权" in terms.SENTENCE
    rows = {row["what"]: (row["before"], row["after"]) for row in terms.disclosure_rows()}
    assert rows["手机号、邮箱和地址"] == ("看不到", "逐次查看")
    assert rows["完整的金额和期限"] == ("区间", "全文")
    assert rows["原话"] == ("看不到", "全文")


def test_consent_runs_out_after_180_days(app, bank, need, owner, manager):
    with clock.at(MONDAY):
        lead = service.accept(actor_of(owner.id), service.claim(actor_of(manager.id), need))
    with clock.at(MONDAY + timedelta(days=179)):
        assert queries.live(lead.id)
        assert look(manager, lead).mobile
    with clock.at(MONDAY + timedelta(days=180)):
        assert queries.live(lead.id) is None
        with pytest.raises(service.NoConsent):
            look(manager, lead)


def test_consent_runs_out_thirty_days_after_the_end(lead):
    service.end(lead, "need_closed")
    assert queries.live(lead.id)
    with clock.at(clock.now() + timedelta(days=30, minutes=1)):
        assert queries.live(lead.id) is None


def test_withdrawing_holds_on_the_next_request(client_as, lead, need, owner, manager):
    client = client_as(manager)
    before = Page(client.get(f"/leads/{lead.public_id}"))
    assert "示例·小满茶铺" in before.text
    service.withdraw_consent(actor_of(owner.id), lead)
    after = Page(client.get(f"/leads/{lead.public_id}"))
    assert "示例·小满茶铺" not in after.html and "20 万元" not in after.text
    assert after.status == 200, "own leads stay for good"
    assert "企业收回了授权" in after.text
    refused = client.post(f"/leads/{lead.public_id}/reveal", data={"why": "visit"})
    assert refused.status_code == 409
    assert "100000" not in refused.get_data(as_text=True)


def test_withdrawing_twice_says_so(lead, owner):
    service.withdraw_consent(actor_of(owner.id), lead)
    with pytest.raises(service.NoConsent):
        service.withdraw_consent(actor_of(owner.id), lead)


def test_a_colleague_reads_nothing_of_an_accepted_lead(client_as, bank, lead):
    colleague = factories.membership(Role.BANK_MANAGER, at=bank)
    client = client_as(colleague)
    assert client.get(f"/leads/{lead.public_id}").status_code == 404
    assert client.post(f"/leads/{lead.public_id}/reveal", data={"why": "visit"}).status_code == 404
    with pytest.raises(service.NotYours):
        look(colleague, lead)


def test_the_banks_admin_may_look(bank, lead):
    admin = factories.membership(Role.BANK_ADMIN, at=bank)
    assert look(admin, lead).mobile.startswith("100000")


def test_a_look_is_one_act_a_day(lead, need, manager):
    with clock.at(clock.now() + timedelta(hours=1)):
        look(manager, lead)
        look(manager, lead, "visit")
    assert db.session.scalar(sa.select(sa.func.count(Reveal.id))) == 1
    with clock.at(clock.now() + timedelta(days=1, hours=1)):
        look(manager, lead)
    assert db.session.scalar(sa.select(sa.func.count(Reveal.id))) == 2
    seen = looking.looks(need.id)
    assert [one.contact for one in seen] == [True, True]
    assert seen[0].institution == "青岚示例银行" and "手机号" in seen[0].what


def test_the_thirty_first_look_of_a_day_is_refused(client_as, bank, owner, manager, lead):
    others = [
        factories.lead(institution=bank, state=LeadState.ACCEPTED, assigned_id=manager.id) for _ in range(30)
    ]
    for number, other in enumerate(others, 1):
        giving.give(actor_of(owner.id), other)
        look(manager, other)
        if number == 20:
            page = Page(client_as(manager).get(f"/leads/{lead.public_id}"))
            assert page.soup.select_one(".note-warn")
    with pytest.raises(service.BudgetSpent):
        look(manager, lead)
    page = Page(client_as(manager).get(f"/leads/{lead.public_id}"))
    assert "查看手机号与地址" not in page.buttons() and "请机构管理员代看" in page.text
    with clock.at(clock.now() + timedelta(days=1)):
        assert look(manager, lead).mobile


def test_the_owner_reads_who_asked_who_talks_and_who_looked(lead, need, bank, manager):
    look(manager, lead)
    other = factories.institution(name="远舟示例银行")
    service.claim(actor_of(factories.membership(Role.BANK_MANAGER, at=other).id), need, "三天内答复")
    panel = leads.owner_panel(need)
    assert [row["institution"] for row in panel["asking"]] == ["远舟示例银行"]
    assert panel["asking"][0]["sentence"] == "三天内答复"
    assert [row["institution"] for row in panel["talking"]] == ["青岚示例银行"]
    assert panel["talking"][0]["consent_until"]
    assert (panel["pending"], panel["revealed"]) == (1, 1)
    assert panel["slots"]["sentence"] == "您设了最多同时谈 3 家，现在 1 家"


def test_a_refusal_is_read_by_its_meaning_never_its_code(app, need, bank, manager):
    pushed = service.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=1)
    service.bank_decline(actor_of(manager.id), pushed, "R02")
    row = leads.owner_panel(need)["ended"][0]
    assert row["word"] == "暂不受理"
    assert row["refusal"]["shown_as"] == "所属行业暂不在支持范围"
    assert "R02" not in str({**row, "clock": None})
    assert row["first_answer"].words == "当天答复"
