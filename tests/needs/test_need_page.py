"""The owner's page: first what waits, then how it goes, then what fits; and what the owner may do there."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.consent.models import CardView
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Channel, Lead, LeadState
from portal.matching import index
from portal.needs import need_page
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations import service as organisations
from portal.organisations.models import Claim, Organisation
from tests import factories
from tests.organisations.people import registered
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


@pytest.fixture
def owner(client_as):
    """A signed-in owner; `owner.need(…)` is one of theirs."""
    client = client_as(Role.APPLICANT)
    at = db.session.get(factories.Organisation, client.membership.organisation_id)
    by = db.session.get(factories.Person, client.membership.person_id)
    client.need = lambda **values: factories.need(owner=at, by=by, **values)
    return client


def page_of(client, need: FinancingNeed) -> Page:
    return Page(client.get(f"/needs/{need.public_id}"))


def pushed(need: FinancingNeed, count: int) -> list[Lead]:
    found = []
    for _ in range(count):
        bank = factories.institution()
        factories.membership(Role.BANK_MANAGER, at=bank)
        product = factories.product(institution=bank)
        lead = leads.push(need.id, bank.id, product_id=product.id, channel=Channel.MATCH, score_bp=7000)
        found.append(lead)
    return found


def test_after_pushing_one_sentence_says_to_how_many_and_until_when(owner):
    with clock.at(clock.shanghai(clock.date(2026, 11, 20), 14)):
        need = owner.need()
        first, *_ = pushed(need, 3)
    with clock.at(clock.shanghai(clock.date(2026, 11, 23), 9)):
        page = page_of(owner, need)
    assert "已发给 3 家，最晚 11月24日（周二）答复。到点不答，我们接着找下一家" in page.text
    assert "推送给合适的 3 家机构" in page.text
    assert "等 3 家答复" in page.text
    with clock.at(clock.shanghai(clock.date(2026, 11, 23), 10)):
        bank = db.session.get(Organisation, first.institution_id)
        leads.bank_decline(actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id), first, "R02")
        assert "还在等 2 家，最晚 11月24日（周二）答复" in page_of(owner, need).text


def test_while_nothing_is_pushed_the_page_looks_again_for_a_while(owner):
    fresh = owner.need()
    old = owner.need(opened_at=clock.now() - timedelta(minutes=1))
    assert page_of(owner, fresh).response.headers["Refresh"] == "2"
    assert "正在发给最合适的机构" in page_of(owner, fresh).text
    assert "Refresh" not in page_of(owner, old).response.headers
    assert "眼下没有能自动推送的机构" in page_of(owner, old).text


def test_what_waits_for_the_owner_comes_first_and_is_counted_in_the_navigation(owner):
    need = owner.need()
    [lead] = pushed(need, 1)
    lead.state, lead.assigned_id = LeadState.INTERESTED, factories.membership(Role.BANK_MANAGER).id
    page = page_of(owner, need)
    assert page.text.index("1 家机构想联系您，由您决定") < page.text.index("进展")
    assert "我的需求 1" in page.html.replace('<span class="badge-count">', "").replace("\n", "")
    assert "等您决定 1 家" in Page(owner.get("/needs")).text


def test_who_looked_is_told(owner):
    need = owner.need()
    manager = factories.membership(Role.BANK_MANAGER)
    seen = {"institution_id": manager.organisation_id, "membership_id": manager.id, "day": clock.today()}
    db.session.add(CardView(need_id=need.id, **seen))
    page = page_of(owner, need)
    assert "看了卡片（只有区间信息）" in page.text
    assert "电话和地址：0 次" in page.text


def test_one_tap_answers_an_unknown(owner):
    factories.product(requirements=("srdi",))
    need = owner.need(term_months=None, opened_at=clock.now() - timedelta(minutes=1))
    data = {"question": "term_months", "answer": "12"}
    assert owner.post(f"/needs/{need.public_id}/answer", data=data).status_code == 303
    assert db.session.get(FinancingNeed, need.id).term_months == 12
    wrong = owner.post(f"/needs/{need.public_id}/answer", data={**data, "question": "x"})
    assert Page(owner.get(wrong.location)).status == 200


def test_an_edit_changes_the_need_and_leads_stay(owner):
    need = owner.need(words="进货周转")
    [lead] = pushed(need, 1)
    page = page_of(owner, need).follow("修改")
    page = Page(owner.get(f"/needs/{need.public_id}/edit/money"))
    assert page.control("需要多少资金？")["value"] == "20万"
    page = page.submit("改好了，回去核对", amount="30万")
    assert "30 万元" in page.text
    page = page.submit("保存修改")
    assert "30 万元" in page.heading
    stored = db.session.get(FinancingNeed, need.id)
    assert (stored.amount_max_fen, stored.state) == (30_000_000, NeedState.OPEN)
    assert db.session.get(Lead, lead.id).state is LeadState.PUSHED
    assert "need.changed" in {row.topic for row in db.session.query(outbox.OutboxMessage)}


def test_a_near_miss_leads_to_the_form_with_its_amount(owner):
    need = owner.need()
    page = Page(owner.get(f"/needs/{need.public_id}/edit/money?amount=15万"))
    assert page.control("需要多少资金？")["value"] == "15万"


def test_an_edit_on_top_of_another_says_so_and_keeps_both(owner):
    need = owner.need(term_months=None)
    check = Page(owner.get(f"/needs/{need.public_id}/edit/money")).submit("改好了，回去核对", amount="30万")
    owner.post(f"/needs/{need.public_id}/answer", data={"question": "term_months", "answer": "24"})
    page = check.submit("保存修改")
    assert (page.status, db.session.get(FinancingNeed, need.id).amount_max_fen) == (422, 20_000_000)
    assert "刚刚在别处改过" in page.text
    assert "30 万元" in page.text and "24 个月" in page.text
    page.submit("保存修改")
    stored = db.session.get(FinancingNeed, need.id)
    assert (stored.amount_max_fen, stored.term_months) == (30_000_000, 24)


def test_words_once_struck_out_stay_out_through_an_edit(owner):
    need = owner.need(words="开奶茶店，进货周转，找老周拿货", summary="开，进货周转")
    page = Page(owner.get(f"/needs/{need.public_id}/edit/money")).submit("改好了，回去核对", amount="30万")
    page.submit("保存修改")
    summary = db.session.get(FinancingNeed, need.id).summary
    assert "奶茶店" not in summary and "老周" not in summary
    assert "进货周转" in summary


def test_withdrawing_asks_for_a_reason_and_ends_the_need(owner):
    need = owner.need()
    page = page_of(owner, need).follow("撤回需求")
    assert page.submit("撤回需求").error_of("为什么不谈了？") == "请选一个原因"
    page = page.submit("撤回需求", reason="K04")
    assert "需求已撤回" in page.text
    assert db.session.get(FinancingNeed, need.id).state is NeedState.WITHDRAWN
    late = owner.post(f"/needs/{need.public_id}/withdraw", data={"reason": "K04"})
    assert late.status_code == 409


def test_a_listed_draft_is_completed_and_confirmed_or_not_wanted(owner):
    need = owner.need(state=NeedState.AWAITING_OWNER, opened_at=None)
    other = owner.need(state=NeedState.AWAITING_OWNER, opened_at=None)
    page = page_of(owner, need).follow("看一看，再决定").follow("是我的，补全并确认")
    page.submit("确认并提交")
    assert db.session.get(FinancingNeed, need.id).state is NeedState.OPEN
    Page(owner.get(f"/needs/{other.public_id}/confirm")).submit("不需要")
    assert db.session.get(FinancingNeed, other.id).closing_code == "K12"


@pytest.mark.parametrize("page", ["", "/edit", "/edit/money", "/edit/about", "/withdraw", "/confirm"])
def test_another_owners_need_is_not_found(owner, page):
    theirs = factories.need()
    assert owner.get(f"/needs/{theirs.public_id}{page}").status_code == 404
    assert owner.get(f"/needs/{'2' * 20}{page}").status_code == 404


def test_the_page_asks_the_database_little(owner, count_queries):
    need = owner.need(opened_at=clock.now() - timedelta(minutes=1))
    pushed(need, 3)
    db.session.commit()
    with count_queries() as queries:
        page_of(owner, need)
    assert len(queries) <= 15, "\n".join(queries)


def test_a_refused_claim_is_told_where_its_need_waits(app, client_as):
    _, member = registered(1, None)
    owner = client_as(member)
    need = factories.need(
        owner=db.session.get(Organisation, member.organisation_id), state=NeedState.AWAITING_VERIFICATION
    )
    claim = db.session.scalar(sa.select(Claim).where(Claim.organisation_id == member.organisation_id))
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    assert "平台正在核对您的身份" in Page(owner.get(f"/needs/{need.public_id}")).text
    organisations.refuse(operator, claim, "名称和执照不一致，可打 13812345678 问")
    db.session.commit()
    for path in (f"/needs/{need.public_id}", "/needs"):
        page = Page(owner.get(path))
        assert "名称和执照不一致" in page.text and "13812345678" not in page.text
        assert "平台正在核对您的身份" not in page.text
        assert page.link("改好再提交")
        [entry] = [link for link in page.soup.find_all("a") if link.get("href") == "/organisation"][:1]
        assert "1" in entry.get_text()


def engaged(owner, **values) -> FinancingNeed:
    """A need whose owner has agreed to one institution."""
    need = owner.need(**values)
    agree(owner, need)
    return need


def agree(owner, need: FinancingNeed) -> None:
    """The owner applies to a product, which is consent to its institution."""
    bank = factories.institution()
    factories.membership(Role.BANK_MANAGER, at=bank)
    leads.apply(actor_of(owner.membership.id), need, factories.product(institution=bank))
    db.session.commit()


def test_applying_is_told_as_applying_and_once(owner):
    need = engaged(owner)
    while outbox.run_due():  # names a manager, which is no second acceptance
        pass
    page = page_of(owner, need)
    assert page.text.count("您申请了") == 1
    assert "您同意了" not in page.text


def test_a_withdrawn_need_has_no_talks_left_before_the_worker_comes(owner):
    need = engaged(owner)
    Page(owner.get(f"/needs/{need.public_id}/withdraw")).submit("撤回需求", reason="K04")
    page = page_of(owner, need)
    assert "企业同意" not in page.text
    assert "有效期至" not in page.text
    assert "首次联系" not in page.text


def test_with_all_slots_taken_nothing_is_offered_that_would_be_refused(owner):
    need = engaged(owner, max_talks=1)
    bank = factories.institution()
    lead = factories.lead(need=need, institution=bank, state=LeadState.INTERESTED)
    page = page_of(owner, need)
    assert "同意，让他们联系我" not in page.text
    assert page.link("在“和机构的对接”里收回不想谈的那一家的授权")
    assert page.soup.find("form", action=f"/leads/{lead.public_id}/decline")


def test_what_an_institution_relies_on_has_no_way_to_change_it(owner):
    need = engaged(owner, term_months=None)
    page = page_of(owner, need)
    assert "另提一条新需求" in page.text
    facts = page.soup.find(attrs={"aria-labelledby": "mine-heading"})
    assert "更改" not in facts.get_text()
    page = page.follow("补充")
    assert "更改" not in page.text
    assert "期限" in page.text and "没说，补上" in page.text


def test_only_what_was_not_said_is_asked_of_an_engaged_need(owner):
    need = engaged(owner, term_months=None, tags=("qr",))
    page = Page(owner.get(f"/needs/{need.public_id}/edit/money?amount=15万"))
    assert page.soup.find(attrs={"name": "amount"}) is None
    assert page.soup.find(attrs={"name": "purpose"}) is None
    forged = {"term": "18个月", "amount": "15万", "purpose": "U01"}
    assert owner.post(f"/needs/{need.public_id}/edit/money", data=forged).status_code == 303
    Page(owner.get(f"/needs/{need.public_id}/edit")).submit("保存修改")
    stored = db.session.get(FinancingNeed, need.id)
    assert (stored.term_months, stored.amount_max_fen) == (18, 20_000_000)
    page = Page(owner.get(f"/needs/{need.public_id}/edit/about")).submit("改好了，回去核对", tags=["invoice"])
    assert page.status == 422
    assert "勾过的不能再去掉" in page.error_of("下面哪些符合？（可不选）")
    page = page.submit("改好了，回去核对", tags=["qr", "invoice"]).submit("保存修改")
    assert set(db.session.get(FinancingNeed, need.id).tags) >= {"qr", "invoice"}


def test_an_edit_begun_before_an_acceptance_keeps_what_may_still_be_said(owner):
    need = owner.need(term_months=None)
    page = Page(owner.get(f"/needs/{need.public_id}/edit/money"))
    page.submit("改好了，回去核对", amount="30万", term="18个月")
    agree(owner, need)
    page = Page(owner.get(f"/needs/{need.public_id}/edit"))
    assert "30 万元" not in page.text
    page.submit("保存修改")
    stored = db.session.get(FinancingNeed, need.id)
    assert (stored.amount_max_fen, stored.term_months) == (20_000_000, 18)


def test_what_differs_from_bank_to_bank_is_never_asked(owner):
    """Whether somebody is "our own client" has another answer for each bank, and one would be told to all."""
    keys = ("tags:bankclient", "term_months")
    unknown = [{"key": key, "ask": "…", "worth": 5} for key in keys]
    asked = need_page._questions(factories.need(state=NeedState.DRAFT), {"questions": unknown})
    assert [question.key for question in asked] == ["term_months"]


def test_a_need_that_nothing_serves_reads_why_and_what_comes_nearest(owner, count_queries):
    bank = factories.institution()
    factories.product(institution=bank, name="示例外地贷", regions=("650000",))
    factories.product(institution=bank, name="示例外地养殖贷", regions=("650000",), industries=("03",))
    factories.product(institution=bank, name="示例押房贷", security_accepted=("real_estate",))
    need = owner.need(security=(), no_collateral=True)
    db.session.commit()
    index.rebuild()
    with count_queries() as statements:
        page = page_of(owner, need)
    assert len(statements) <= 17, "one more than others, and the session is written"
    why = " ".join(page.by_id("why-none").text.split())
    assert "比较了 3 款" in why
    assert "2 款不在您那里办" in why and "1 款不做您这一行" in why and "1 款要抵押或担保" in why
    assert "示例外地贷" in why and "示例外地养殖贷" not in why, "two things stand against that one"
    assert "示例押房贷" not in why and "提供房地产" in page.text, "a near miss stands with its way out"
    factories.product(institution=bank, name="示例小店贷")
    db.session.commit()
    index.rebuild()
    assert page_of(owner, need).by_id("why-none") is None
