"""The officer's pages from the desk to the result: who reads them, and what they do not say."""

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed
from portal.referrals.models import ListedFirm, ReferralBatch
from tests import factories
from tests.page import Page
from tests.referrals.conftest import FIRM_NAME, confirmed, known_firm, text_of, work

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


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


def test_other_firms_are_counted_and_rounded(desk, department):
    for _ in range(8):
        factories.need(owner=factories.organisation())
    page = Page(desk.get("/referrals"))
    assert "约 10 户有需求，其中少于 5 户对接中" in page.text


def test_a_list_sent_without_the_field_of_its_name_is_a_list_without_a_name(desk):
    answer = desk.post("/referrals/codes", data={"codes": factories.credit_code()})
    assert answer.status_code == 303
    assert db.session.scalars(sa.select(ListedFirm.list_name)).all()[-1:] == [""]
