"""The officer's pages and the owner's, as people meet them."""

import re

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed, NeedState
from portal.referrals.models import ListedFirm, ListingState, ReferralBatch
from tests import factories
from tests.page import Page
from tests.referrals.conftest import confirmed, known_firm, work

FIRM_NAME = "示例青禾纺织有限公司"


@pytest.fixture
def desk(department, client_as):
    return client_as(factories.membership(Role.OFFICER, at=department))


@pytest.fixture
def need(department):
    firm = known_firm(name=FIRM_NAME)
    confirmed(department, firm)
    return factories.need(owner=firm, amount_max_fen=23_000_000, amount_min_fen=23_000_000)


def text_of(response) -> str:
    """A page without what is fresh in every answer."""
    html = response.get_data(as_text=True)
    html = re.sub(r'name="(csrf_token|key)" value="[^"]*"|nonce="[^"]*"|\?v=\w+', "", html)
    return re.sub(r"[2-9a-hjkmnp-z]{20}", "ID", html)


def answers_to(desk, code: str) -> list[str]:
    """All that an officer gets to read after listing a code, before and after the worker's turn."""
    posted = desk.post("/referrals/codes", data={"codes": code, "list_name": ""})
    pages = [posted.headers["Location"], text_of(desk.get(posted.headers["Location"]))]
    work()
    pages += [text_of(desk.get("/referrals?tab=firms")), text_of(desk.get("/referrals"))]
    listed = db.session.scalars(sa.select(ListedFirm).order_by(ListedFirm.id.desc())).first()
    pages.append(text_of(desk.get(f"/referrals/new?firm={listed.public_id}")))
    pushed = desk.post("/referrals/new", data={"firm": listed.public_id, "remark": f"{FIRM_NAME}很好"})
    work()
    pages.append(text_of(desk.get(pushed.headers["Location"])))
    return [re.sub(r"[0-9A-Z]{18}|\b[0-9A-Z]{8}\b", "CODE", page) for page in pages]


@pytest.fixture
def two_departments(app, client_as):
    """Two alike, so that what one has listed is not on the other's pages."""
    rooms = [
        factories.organisation(
            factories.OrganisationKind.DEPARTMENT, name="示例商务局", areas=(factories.HANGZHOU,)
        )
        for _ in range(2)
    ]
    return [client_as(factories.membership(Role.OFFICER, at=room, of=factories.person())) for room in rooms]


def both_answers(two_departments):
    """Of a firm that is here with a need, and of a code that nobody has."""
    known = known_firm(name=FIRM_NAME)
    factories.need(owner=known, region_code="110101")
    unknown, here = factories.credit_code(), known.credit_code
    db.session.commit()
    names = [re.compile(r"示例·人\d+")]
    found = [answers_to(desk, code) for desk, code in zip(two_departments, (here, unknown), strict=True)]
    return [[names[0].sub("示例·人", page) for page in pages] for pages in found]


def test_a_known_and_an_unknown_code_get_the_same_answer(banks, two_departments):
    known, unknown = both_answers(two_departments)
    assert known == unknown


def test_twin_a_list_that_shows_whom_it_knows_is_found_out(banks, two_departments, monkeypatch):
    from portal.referrals.views import desk as views

    def telling(row):
        return {**honest(row), "note": "已在平台" if row.listed.need_id is None else ""}

    honest = views.list_row
    monkeypatch.setattr(views, "list_row", telling)
    known, unknown = both_answers(two_departments)
    assert known != unknown


def test_listing_a_known_code_asks_the_database_as_much_as_an_unknown_one(desk, firm, count_queries):
    counts = []
    for code in (factories.credit_code(), firm.credit_code, factories.credit_code()):
        with count_queries() as queries:
            desk.post("/referrals/codes", data={"codes": code, "list_name": ""})
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_wrong_codes_are_told_line_by_line_and_nothing_typed_is_lost(desk):
    good, bad = factories.credit_code(), factories.credit_code()[:-1]
    page = Page(desk.get("/referrals/codes")).submit("列入名单", codes=f"{good}\n{bad}", list_name="示例名单")
    assert page.status == 422
    assert "有 1 行要改" in page.error_of("统一社会信用代码")
    assert f"第 2 行“{bad}”：统一社会信用代码少了 1 位" in page.text
    assert page.control("统一社会信用代码").get_text().strip() == f"{good}\n{bad}"
    assert page.control("名单叫什么（可不填）")["value"] == "示例名单"
    assert db.session.scalar(sa.select(sa.func.count(ListedFirm.id))) == 0


def test_listing_says_what_stood_there_already_and_ticks_what_is_new(desk):
    old, new = factories.credit_code(), factories.credit_code()
    Page(desk.get("/referrals/codes")).submit("列入名单", codes=old)
    page = Page(desk.get("/referrals/codes")).submit("列入名单", codes=f"{old}\n{new}\n{new}")
    assert "列入 1 户" in page.html and "1 户已经在名单里" in page.html and "1 行重复" in page.html
    assert page.control(f"选 {new}").has_attr("checked")
    assert not page.control(f"选 {old}").has_attr("checked")


def test_from_the_desk_to_the_result(desk, banks, need):
    page = Page(desk.get("/referrals"))
    assert FIRM_NAME in page.text
    page = page.submit("下一步：选机构", {f"选 {FIRM_NAME}": True})
    assert "示例银行0" in page.text
    page = page.submit("推送 1 条，共 3 次对接", remark="请优先上门，电话 13812345678")
    assert "正在推送" in page.text
    work()
    page = Page(desk.get(page.response.request.path))
    assert page.text.count("已推送") >= 3
    assert "13812345678" in page.text  # the officer's own words
    assert "138" not in db.session.scalars(sa.select(ReferralBatch.remark_shown)).one()
    page = Page(desk.get("/referrals"))
    assert "已推送的结果" in page.text


def test_by_hand_shows_who_cannot_before_the_button(desk, banks, need):
    need.openness = "directed"
    page = Page(desk.get(f"/referrals/new?need={need.public_id}&mode=hand&at={banks[0].public_id}"))
    assert "企业只发给指定的机构，没有这一家" in page.text
    assert not [words for words in page.buttons() if words.startswith("推送")]


def test_by_hand_without_an_institution_says_so(desk, banks, need):
    page = Page(
        desk.post("/referrals/new", data={"need": need.public_id, "mode": "hand", "remark": "请尽快"})
    )
    assert page.status == 422
    assert "勾选 1 到 3 家" in page.error_of("可以选的机构")
    assert page.control("给机构的话（不要写电话和姓名）").get_text().strip() == "请尽快"


def test_sending_the_same_form_twice_pushes_once(desk, banks, need):
    form = {"need": need.public_id, "remark": "", "key": "k" * 20}
    first, second = (desk.post("/referrals/new", data=dict(form)) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert db.session.scalar(sa.select(sa.func.count(ReferralBatch.id))) == 1


def test_rows_of_others_are_missing_rows(desk, banks, need, client_as):
    other = client_as(Role.OFFICER)
    listed = db.session.scalars(sa.select(ListedFirm)).one()
    desk.post("/referrals/new", data={"need": need.public_id, "remark": ""})
    batch = db.session.scalars(sa.select(ReferralBatch.public_id)).one()
    missing = text_of(other.get("/referrals/batches/" + "x" * 20))
    for address in (
        f"/referrals/batches/{batch}",
        f"/referrals/new?need={need.public_id}",
        f"/referrals/new?firm={listed.public_id}",
    ):
        answer = other.get(address)
        assert (answer.status_code, text_of(answer)) == (404, missing)
    assert client_as(Role.APPLICANT).get(f"/referrals/answers/{listed.public_id}").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_other_roles_do_not_push(client_as, role):
    client = client_as(role)
    for address in ("/referrals", "/referrals/codes", "/referrals/new", "/referrals/batches"):
        assert client.get(address).status_code == 403


def test_the_officer_reads_bands_and_no_contact_data(desk, banks, need):
    firm = db.session.get(factories.Organisation, need.owner_id)
    firm.representative, firm.street = "示例赵某某", "示例路 77 号"
    person = db.session.get(factories.Person, need.filed_by_id)
    secrets = [firm.representative, firm.street, person.mobile, person.name, "23 万", "230000", need.words]
    desk.post("/referrals/new", data={"need": need.public_id, "remark": ""})
    work()
    batch = db.session.scalars(sa.select(ReferralBatch.public_id)).one()
    addresses = [
        "/referrals",
        "/referrals?tab=firms",
        f"/referrals/new?need={need.public_id}",
        "/referrals/batches",
    ]
    pages = [
        desk.get(address).get_data(as_text=True) for address in [*addresses, f"/referrals/batches/{batch}"]
    ]
    assert all(FIRM_NAME in page for page in (pages[0], pages[1], pages[2], pages[4]))
    assert "10–30 万" in pages[0].replace("万元", "万")
    for secret in secrets:
        assert not [page for page in pages if secret in page], secret


def test_what_became_of_a_push_does_not_name_the_institution_that_asked(desk, banks, need):
    desk.post("/referrals/new", data={"need": need.public_id, "remark": ""})
    work()
    lead = db.session.scalars(sa.select(Lead).where(Lead.institution_id == banks[1].id)).one()
    lead.state = "interested"
    batch = db.session.scalars(sa.select(ReferralBatch.public_id)).one()
    page = Page(desk.get(f"/referrals/batches/{batch}"))
    assert "有意向" in page.text
    assert "示例银行" not in page.text


def test_pages_ask_the_database_a_bounded_number_of_times(desk, banks, department, count_queries):
    for _ in range(6):
        firm = known_firm()
        confirmed(department, firm)
        factories.need(owner=firm)
    needs = db.session.scalars(sa.select(FinancingNeed.public_id)).all()
    desk.get("/referrals")
    query = "&".join(f"need={one}" for one in needs)
    desk.post("/referrals/new", data={"need": needs, "remark": "请尽快"})
    work()
    batch = db.session.scalars(sa.select(ReferralBatch.public_id)).one()
    for address in (
        "/referrals",
        "/referrals?tab=firms",
        f"/referrals/new?{query}",
        "/referrals/batches",
        f"/referrals/batches/{batch}",
    ):
        with count_queries() as queries:
            assert desk.get(address).status_code == 200
        assert len(queries) <= 15, (address, len(queries), "\n".join(queries))


@pytest.mark.parametrize("page", ["0", "-1", "9" * 30, "9" * 5000, "x"])
def test_a_page_that_no_list_has_is_empty_or_the_first(desk, page):
    for address in ("/referrals", "/referrals?tab=firms", "/referrals/batches"):
        joined = "&" if "?" in address else "?"
        assert desk.get(f"{address}{joined}page={page}").status_code == 200


def test_the_owner_decides(department, desk, banks, client_as):
    firm = known_firm(name=FIRM_NAME)
    listed = factories.listed_firm(department, firm)
    factories.need(owner=firm)
    owner = client_as(factories.membership(Role.APPLICANT, at=firm))
    desk.post("/referrals/new", data={"firm": listed.public_id, "remark": "请优先"})
    work()
    assert db.session.scalar(sa.select(sa.func.count(Lead.id))) == 0
    page = Page(owner.get(f"/referrals/answers/{listed.public_id}"))
    assert "示例区经信局把您列入了名单" in page.heading
    assert {"同意被推送", "不同意"} <= set(page.buttons())
    assert "请优先" in page.text
    page.submit("同意被推送")
    work()
    assert db.session.scalar(sa.select(sa.func.count(Lead.id))) == 3
    page = Page(owner.get(f"/referrals/answers/{listed.public_id}"))
    page.submit("改为不同意")
    assert FIRM_NAME not in Page(desk.get("/referrals")).text


def test_agreeing_leads_to_the_draft(department, desk, client_as):
    firm = known_firm()
    desk.post("/referrals/codes", data={"codes": firm.credit_code, "list_name": "示例名单"})
    work()
    listed = db.session.scalars(sa.select(ListedFirm)).one()
    owner = client_as(factories.membership(Role.APPLICANT, at=firm))
    asking = Page(owner.get(f"/referrals/answers/{listed.public_id}"))
    assert "不用再回答一次" in asking.text
    page = asking.submit("同意被推送")
    draft = db.session.get(FinancingNeed, listed.need_id)
    assert page.response.request.path.startswith(f"/needs/{draft.public_id}/edit")
    assert "是您的吗" not in page.text
    assert "只差一步：补全金额和用途" in page.html
    assert listed.state is ListingState.CONFIRMED
    assert draft.state is NeedState.AWAITING_OWNER


def test_answering_after_somebody_else_is_a_friendly_409(department, client_as):
    firm = known_firm()
    listed = factories.listed_firm(department, firm, state=ListingState.CONFIRMED)
    owner = client_as(factories.membership(Role.APPLICANT, at=firm))
    assert owner.post(f"/referrals/answers/{listed.public_id}", data={"answer": "yes"}).status_code == 409


def test_other_firms_are_counted_and_rounded(desk, department):
    for _ in range(8):
        factories.need(owner=factories.organisation())
    page = Page(desk.get("/referrals"))
    assert "约 10 户有需求，其中少于 5 户对接中" in page.text


def test_my_needs_show_who_waits_for_a_word(department, client_as):
    firm = known_firm()
    listed = factories.listed_firm(department, firm)
    owner = client_as(factories.membership(Role.APPLICANT, at=firm))
    page = Page(owner.get("/needs"))
    assert page.link("看一看，同意或不同意：示例区经信局") == f"/referrals/answers/{listed.public_id}"
    assert "1件待处理" in page.soup.header.get_text().replace(" ", "")
    page.follow("看一看，同意或不同意：示例区经信局").submit("不同意")
    page = Page(owner.get("/needs"))
    assert page.link("看看，或改主意：示例区经信局") == f"/referrals/answers/{listed.public_id}"


def listed_name(desk, code: str, name: str) -> tuple[Page, str]:
    """The page after listing a code under this name, and the name that is kept."""
    page = Page(desk.get("/referrals/codes")).submit("列入名单", codes=code, list_name=name)
    return page, db.session.scalars(sa.select(ListedFirm.list_name).order_by(ListedFirm.id.desc())).first()


def test_contacts_in_the_name_of_a_list_are_taken_out_and_it_is_said(desk, firm, client_as):
    page, kept = listed_name(desk, firm.credit_code, "十一月名单 联系13800138000")
    assert "138" not in kept and kept.startswith("十一月名单")
    assert f"企业看到的是“{kept}”" in page.text
    work()
    listed = db.session.scalars(sa.select(ListedFirm)).one()
    owner = client_as(factories.membership(Role.APPLICANT, at=firm))
    assert "13800138000" not in owner.get(f"/referrals/answers/{listed.public_id}").get_data(as_text=True)


@pytest.mark.parametrize("name", ["2026 年第三批专精特新", "区技改重点企业名单", ""])
def test_the_name_of_a_list_stays_as_typed_otherwise(desk, name):
    page, kept = listed_name(desk, factories.credit_code(), name)
    assert kept == name
    assert "企业看到的是" not in page.text


def test_a_list_does_not_name_one_of_its_firms_to_another(department, client_as):
    factories.listed_firm(department, known_firm(name=FIRM_NAME), list_name="示例青禾纺织上下游")
    firm = known_firm()
    listed = factories.listed_firm(department, firm, list_name="示例青禾纺织上下游")
    owner = client_as(factories.membership(Role.APPLICANT, at=firm))
    text = Page(owner.get(f"/referrals/answers/{listed.public_id}")).text
    assert "青禾" not in text and "上下游" in text


def by_hand(desk, needs, banks, **more) -> Page:
    """The page after comparing these needs with banks ticked by hand."""
    chosen = {"mode": "hand", "at": [bank.public_id for bank in banks], "then": "compare", "remark": "请尽快"}
    answer = desk.post("/referrals/new", data={"need": [one.public_id for one in needs], **chosen, **more})
    return Page(answer)


def push_buttons(page: Page) -> list[str]:
    return [words for words in page.buttons() if words.startswith(("推送", "给已有的"))]


def test_more_than_three_by_hand_is_said_at_the_institutions_and_nothing_is_offered(desk, banks, need):
    for then in ("compare", None):  # compared, and pressed nevertheless
        page = (
            by_hand(desk, [need], banks[:6], then=then)
            if then
            else Page(
                desk.post(
                    "/referrals/new",
                    data={
                        "need": need.public_id,
                        "mode": "hand",
                        "at": [bank.public_id for bank in banks[:6]],
                        "remark": "请尽快",
                    },
                )
            )
        )
        assert page.status == 422
        assert "一次最多指定 3 家，现在勾了 6 家：请去掉 3 家" in page.error_of("可以选的机构")
        assert push_buttons(page) == []
        assert all(page.control(bank.name).has_attr("checked") for bank in banks[:6])
        assert page.control("给机构的话（不要写电话和姓名）").get_text().strip() == "请尽快"
    assert db.session.scalar(sa.select(sa.func.count(ReferralBatch.id))) == 0


def test_a_firm_that_waits_is_not_offered_with_a_wrong_number_either(desk, banks, department):
    listed = factories.listed_firm(department, known_firm())
    db.session.commit()
    for at in ([], banks[:4]):
        assert push_buttons(by_hand(desk, [], at, firm=listed.public_id)) == []
    assert push_buttons(by_hand(desk, [], banks[:3], firm=listed.public_id)) == ["推送 1 户，等企业确认"]


def test_comparing_keeps_the_remark_and_pushing_does_what_was_compared(desk, banks, need):
    page = by_hand(desk, [need], banks[3:5])
    assert page.status == 200
    assert push_buttons(page) == ["推送 1 条，共 2 次对接"]
    changed = page.submit("推送 1 条，共 2 次对接", at=[banks[4].public_id])
    assert "机构改过了，还没有推送" in changed.error_of("可以选的机构")
    assert db.session.scalar(sa.select(sa.func.count(ReferralBatch.id))) == 0
    assert changed.control("给机构的话（不要写电话和姓名）").get_text().strip() == "请尽快"
    changed.submit("推送 1 条，共 1 次对接")
    work()
    assert db.session.scalars(sa.select(Lead.institution_id)).all() == [banks[4].id]


def test_who_has_the_need_already_is_no_new_talk(desk, banks, need):
    factories.lead(need=need, institution=banks[0])
    db.session.commit()
    page = by_hand(desk, [need], banks[:2])
    assert push_buttons(page) == ["推送 1 条，共 1 次对接；给已有的 1 次对接加上推送来源"]
    assert "这家已经有这条需求：不算新的对接" in page.text
    assert "1 条已有" in page.text
    assert push_buttons(by_hand(desk, [need], banks[:1])) == ["给已有的 1 次对接加上推送来源"]


def able_of(page: Page, name: str) -> str:
    [row] = [tr for tr in page.soup.select(".grid-table tbody tr") if name in tr.get_text()]
    return row.td.get_text()


def test_the_page_counts_whom_the_service_accepts(desk, need):
    """A narrow miss may be chosen by hand, so it is no 0; who fails a hard rule is."""
    need.no_collateral, need.security = True, ()
    near, never = (factories.institution(name=name) for name in ("示例差一点银行", "示例做不了银行"))
    for bank in (near, never):
        factories.membership(Role.BANK_MANAGER, at=bank)
    factories.product(institution=near, security_accepted=("real_estate",))
    factories.product(institution=never, amount_min_fen=100_000_000, amount_max_fen=900_000_000)
    db.session.commit()
    page = by_hand(desk, [need], [near, never])
    assert able_of(page, near.name).startswith("1/1") and "差一点" in able_of(page, near.name)
    assert able_of(page, never.name) == "0/1"
    factories.lead(need=need, institution=never, state="accepted", slot=1)
    need.max_talks = 1  # full: nobody new can take it
    full = by_hand(desk, [need], [near])
    assert able_of(full, near.name) == "0/1"
    assert push_buttons(full) == []
    assert push_buttons(page) == ["推送 1 条，共 1 次对接"]
