"""The owner is asked, and answers."""

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed, NeedState
from portal.referrals.models import ListedFirm, ListingState
from tests import factories
from tests.page import Page
from tests.referrals.conftest import FIRM_NAME, known_firm, work


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
