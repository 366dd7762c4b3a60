"""Branches, where managers work, and where an institution lends."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads import service as leads
from portal.leads.models import Channel
from portal.leads.outlet_words import outlet_view
from portal.organisations import areas, outlets
from portal.organisations.models import Organisation, Outlet
from portal.organisations.queries import team
from tests import factories
from tests.factories import GONGSHU, HANGZHOU
from tests.page import Page

ZHEJIANG, NINGBO, XIHU = "330000", "330200", "330106"


@pytest.fixture
def bank(app):
    return factories.institution()


@pytest.fixture
def admin(bank):
    return actor_of(factories.membership(Role.BANK_ADMIN, at=bank).id)


@pytest.fixture
def manager(bank):
    return factories.membership(Role.BANK_MANAGER, at=bank)


def sent(client, **fields) -> Page:
    """A new branch in Gongshu: the place is looked for, then picked."""
    found = Page(client.get("/outlets/new")).submit(
        "保存", name="示例支行", region_code_words=fields.pop("place")
    )
    return found.submit("保存", **fields)


def test_a_branch_is_made_changed_and_closed(client_as, admin, manager):
    client = client_as(db.session.get_one(Membership, admin.membership_id))
    db.session.commit()
    page = Page(client.get("/outlets"))
    assert "还没有网点" in page.text
    page = sent(client, place="拱墅", name="示例拱墅支行", region_code=GONGSHU, limit_fen="100")
    assert "自己批到 100 万元" in page.text
    outlet = db.session.scalars(sa.select(Outlet)).one()
    assert (outlet.name, outlet.region_code, outlet.limit_fen) == ("示例拱墅支行", GONGSHU, 100_000_000)
    again = sent(client, place="拱墅", name="示例拱墅支行", region_code=GONGSHU)
    assert "同名的网点" in again.error_of("网点名称")

    page = Page(client.get(f"/people/{manager.public_id}/work"))
    assert page.control("负责区域").text.strip() == "浙江省杭州市"
    page = page.submit("保存", regions="杭州市拱墅区\n杭州市西湖区", outlet=outlet.public_id)
    assert page.status == 200
    assert "示例拱墅支行" in page.text
    db.session.rollback()  # reads anew
    now = actor_of(manager.id)
    assert now.regions == (GONGSHU, XIHU)

    Page(client.get(f"/outlets/{outlet.public_id}")).submit("撤掉示例拱墅支行")
    db.session.rollback()  # reads anew
    assert db.session.get_one(Membership, manager.id).outlet_id is None
    kinds = db.session.scalars(sa.select(LedgerEvent.kind).order_by(LedgerEvent.seq)).all()
    assert kinds == ["outlet.opened", "organisation.member_changed", "outlet.closed"]


@pytest.mark.parametrize(
    ("typed", "label", "said"),
    [
        ({"name": ""}, "网点名称", "请填写网点名称"),
        ({"limit_fen": "很多"}, "自己能批到多少？（都要报上级批就留空）", "请写成 30 或 30万"),
        ({"limit_fen": "0"}, "自己能批到多少？（都要报上级批就留空）", "看不懂这个金额"),
        ({"limit_fen": "200000"}, "自己能批到多少？（都要报上级批就留空）", "请核对单位"),
    ],
)
def test_bad_input_is_told_at_its_field(client_as, admin, typed, label, said):
    client = client_as(db.session.get_one(Membership, admin.membership_id))
    db.session.commit()
    page = sent(client, place="拱墅", **({"region_code": GONGSHU} | typed))
    assert said in page.error_of(label)
    assert db.session.scalar(sa.select(sa.func.count(Outlet.id))) == 0


def test_a_branch_and_a_manager_stay_inside_the_service_area(client_as, admin, manager):
    client = client_as(db.session.get_one(Membership, admin.membership_id))
    db.session.commit()
    page = sent(client, place="海曙", region_code="330203")
    assert (page.status, "不在机构的服务区域以内" in page.text) == (422, True)
    page = Page(client.get(f"/people/{manager.public_id}/work")).submit("保存", regions="宁波市")
    assert "不在机构的服务区域以内" in page.error_of("负责区域")


def test_a_closed_branch_takes_nobody(admin, manager):
    outlet = outlets.open_outlet(admin, "示例支行", GONGSHU, None)
    outlets.close_outlet(admin, outlet)
    with pytest.raises(outlets.OutletClosed):
        outlets.set_work(admin, manager, (HANGZHOU,), outlet)
    again = outlets.open_outlet(admin, "示例支行", XIHU, 1_000_000)
    assert (again.id, again.region_code, again.closed_at) == (outlet.id, XIHU, None)


def test_others_managers_and_branches_are_not_there(client_as, admin, manager):
    outlet = outlets.open_outlet(admin, "示例支行", GONGSHU, None)
    stranger = actor_of(factories.membership(Role.BANK_ADMIN).id)
    assert team.outlet_of(stranger, outlet.public_id) is None
    assert team.manager_of(stranger, manager.public_id) is None
    with pytest.raises(outlets.NotTheirs):
        outlets.set_work(stranger, manager, (HANGZHOU,), None)


@pytest.mark.parametrize(
    ("limit", "said"),
    [(None, "报上级行批"), (10_000_000, "这笔要报上级行批"), (20_000_000, "自己批到 20 万元")],
)
def test_the_owner_reads_whether_the_branch_decides_the_sum(bank, admin, manager, limit, said):
    outlets.set_work(admin, manager, (HANGZHOU,), outlets.open_outlet(admin, "示例支行", GONGSHU, limit))
    need = factories.need()  # 20 万
    leads.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=1)
    lead = leads.claim(actor_of(manager.id), need)
    db.session.refresh(lead, ["assigned", "need"])
    db.session.refresh(lead.assigned, ["outlet"])
    view = outlet_view(lead)
    assert view["outlet"] == "示例支行"
    assert said in view["decides"]


def test_a_bank_does_not_read_the_sum_off_its_branchs_limit(client_as, bank, admin, manager):
    """Before consent the sum is a band: no sentence compares it with a figure."""
    outlets.set_work(admin, manager, (HANGZHOU,), outlets.open_outlet(admin, "示例支行", GONGSHU, 15_000_000))
    need = factories.need()
    leads.push(need.id, bank.id, product_id=None, channel=Channel.MATCH, score_bp=1)
    lead = leads.claim(actor_of(manager.id), need)
    db.session.commit()
    text = Page(client_as(manager).get(f"/leads/{lead.public_id}")).text
    assert ("示例支行" in text, "报上级" in text) == (True, False)


def test_the_operator_says_where_an_institution_lends(client_as, bank, admin, manager):
    product = factories.product(institution=bank, regions=(HANGZHOU,))
    operator = client_as(Role.OPERATOR)
    db.session.commit()
    address = f"/institutions/{bank.public_id}/areas"
    page = Page(operator.get(address)).submit("保存", areas="浙江省")
    assert "浙江省" in page.text
    assert actor_of(admin.membership_id).areas == (ZHEJIANG,)
    page = Page(operator.get(address)).submit("保存", areas="宁波市")
    assert f"产品“{product.name}”" in page.error_of("服务区域")
    told = Page(client_as(db.session.get_one(Membership, admin.membership_id)).get("/people"))
    assert "改了服务区域" in told.text


def test_what_would_be_cut_off_is_named(app, bank, manager):
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    bank = db.session.get_one(Organisation, bank.id)
    with pytest.raises(areas.StillReached, match=manager.work_code):
        areas.change(operator, bank, (NINGBO,))
    assert areas.change(operator, bank, (HANGZHOU,)) is False
