"""A batch in the park's own name; an institution that takes it up gets one need a member, each confirmed."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Channel, Lead, LeadState
from portal.matching import index
from portal.needs import service as needs
from portal.needs.models import FinancingNeed, NeedState, Openness, Scope
from portal.organisations.models import Organisation
from portal.parks import handlers, service
from tests import factories
from tests.page import Page
from tests.parks.conftest import firm_of, member, work

MONEY = {"members": "12", "amount": "30万", "purpose": "U01", "words": "市场里的奶茶摊，端午一起备货"}


def bank(name: str):
    at = factories.institution(name=name)
    manager = factories.membership(Role.BANK_MANAGER, at=at)
    factories.product(institution=at)
    return manager


def batch_of(clerk) -> FinancingNeed:
    by = db.session.get(factories.Person, clerk.person_id)
    return factories.need(owner=firm_of(clerk), by=by, scope=Scope.BATCH, member_count=12)


def taken_up(clerk, batch, manager) -> Lead:
    lead = leads.claim(actor_of(manager.id), batch)
    leads.accept(actor_of(clerk.id), lead)
    db.session.commit()
    return lead


def parts() -> list[FinancingNeed]:
    rows = sa.select(FinancingNeed).where(FinancingNeed.batch_id.is_not(None)).order_by(FinancingNeed.id)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def test_a_batch_is_filed_and_browsed_and_agreed_to(clerk, client_as):
    manager = bank("示例银行甲")
    db.session.commit()
    index.rebuild()
    desk, staff = client_as(clerk), client_as(manager)
    page = Page(desk.get("/needs"))
    assert "还没有批量需求" in page.text
    page = page.follow("填一批").submit("下一步：做什么生意", **{**MONEY, "members": ""})
    assert page.error_of("大约几家会员要？") == "请填写有多少家会员要，例如 12"
    page = page.submit("下一步：做什么生意", **MONEY)
    page = page.submit("查找行业", industry_words="奶茶")
    page = page.submit("查找地方", region_words="拱墅", industry="6239")
    page = page.submit("下一步：核对", region=factories.GONGSHU)
    assert "12 家" in page.text and "每家 30 万元" in page.text
    page = page.submit("提交需求")
    need = db.session.scalars(sa.select(FinancingNeed)).one()
    assert (need.scope, need.member_count, need.state) == (Scope.BATCH, 12, NeedState.OPEN)
    work()
    lead = db.session.scalars(sa.select(Lead)).one()
    page = Page(staff.get(f"/leads/{lead.public_id}"))
    assert "12 家会员" in page.heading and "每家 10–30" in page.text and "示例园区" not in page.text
    leads.claim(actor_of(manager.id), need)
    db.session.commit()
    page = Page(desk.get("/needs"))
    assert page.soup.select_one("header .badge-count") is not None
    Page(desk.get(f"/needs/{need.public_id}")).submit("同意，让他们联系我")
    assert "示例园区" in Page(staff.get(f"/leads/{lead.public_id}")).text
    assert "选参加的会员" in Page(desk.get(f"/needs/{need.public_id}")).text


def test_each_member_confirms_a_part_of_its_own(clerk, client_as):
    batch, manager, other = batch_of(clerk), bank("示例银行甲"), bank("示例银行乙")
    owners = [member(clerk, f"示例摊位{number}") for number in range(3)]
    index.rebuild()
    taken_up(clerk, batch, manager)
    desk = client_as(clerk)
    here = f"/needs/{batch.public_id}/members"
    page = Page(desk.get(here))
    assert page.status == 200
    page = page.submit("请他们确认")
    assert page.error_of("哪些会员参加？")
    rows = [one["value"] for one in page.soup.select("input[name=members]")]
    desk.post(here, data={"lead": page.soup.select_one("input[name=lead]")["value"], "members": rows[:2]})
    assert [need.state for need in parts()] == [NeedState.AWAITING_OWNER] * 2
    assert {need.openness for need in parts()} == {Openness.DIRECTED}
    assert "示例摊位0" in Page(desk.get(here)).text
    work()
    assert db.session.scalar(sa.select(sa.func.count(Lead.id))) == 1, "nothing went out yet"
    mine = next(need for need in parts() if need.owner_id == owners[0].organisation_id)
    page = Page(client_as(owners[0]).get(f"/needs/{mine.public_id}/confirm"))
    assert "确认后只发给这一家" in page.text and "示例银行甲" in page.text
    page.follow("是我要的，核对并提交").submit("确认并提交")
    work()
    found = db.session.scalars(sa.select(Lead).where(Lead.need_id == mine.id)).all()
    assert [(lead.institution_id, lead.state) for lead in found] == [
        (manager.organisation_id, LeadState.PUSHED)
    ]
    assert other.organisation_id not in {lead.institution_id for lead in found}
    assert found[0].channel in {Channel.REFERRAL, Channel.MATCH}


def test_twice_is_once_and_a_talk_that_is_over_opens_nothing(clerk):
    batch, manager = batch_of(clerk), bank("示例银行甲")
    owner = member(clerk)
    lead = taken_up(clerk, batch, manager)
    for _ in range(2):
        service.spread(actor_of(clerk.id), batch, lead, [owner.organisation_id])
    assert len(parts()) == 1
    lead.state = LeadState.ENDED
    db.session.flush()
    try:
        service.spread(actor_of(clerk.id), batch, lead, [member(clerk, "示例别家").organisation_id])
    except needs.OtherState:
        return
    raise AssertionError("the talk is over")


def test_no_part_is_for_a_bank_that_has_nobody_there(clerk, client_as):
    batch, manager = batch_of(clerk), bank("示例银行甲")
    near, far = member(clerk, "示例近处"), member(clerk, "示例远处")
    firm_of(far).region_code = "330203"  # another city
    lead = taken_up(clerk, batch, manager)
    page = Page(client_as(clerk).get(f"/needs/{batch.public_id}/members"))
    assert "没有人管这些会员所在的区县，不能请：示例远处" in page.text
    assert len(page.soup.select("input[name=members]")) == 1
    [part] = service.spread(actor_of(clerk.id), batch, lead, [near.organisation_id, far.organisation_id])
    assert part.owner_id == near.organisation_id


@pytest.mark.parametrize("row", [Organisation, Person])
def test_a_part_waits_until_the_bank_is_unfrozen(clerk, row):
    batch, manager, owner = batch_of(clerk), bank("示例银行甲"), member(clerk)
    lead = taken_up(clerk, batch, manager)
    [part] = service.spread(actor_of(clerk.id), batch, lead, [owner.organisation_id])
    stopped = db.session.get_one(row, manager.organisation_id if row is Organisation else manager.person_id)
    stopped.frozen_at = clock.now()
    needs.confirm(actor_of(owner.id), part)
    service.push_part(part.id)
    sent = sa.select(sa.func.count(Lead.id)).where(Lead.need_id == part.id)
    assert db.session.scalar(sent) == 0
    stopped.frozen_at = None
    db.session.flush()
    handlers.push_waiting(person_id=None, organisation_id=manager.organisation_id)
    handlers.push_waiting(person_id=None, organisation_id=manager.organisation_id)
    assert db.session.scalar(sent) == 1
