"""A clerk files for a member; nothing goes out before the owner says yes, in one of three ways."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from portal.accounts import sending
from portal.accounts.actor import actor_of
from portal.accounts.models import CodeUse, Membership
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.needs import service
from portal.needs.draft import Draft
from portal.needs.models import FinancingNeed, NeedState, SlipPicture
from portal.organisations import affiliating
from portal.organisations.models import Affiliation
from tests import factories
from tests.codes import newest_code
from tests.core.hostile_pictures import jpeg
from tests.organisations.test_licences import photo
from tests.page import Page
from tests.parks.conftest import firm_of, work

MONEY = {"amount": "30万", "purpose": "U01", "words": "开奶茶店，端午备货"}
DRAFT = Draft(
    subject_code="T06",
    industry_code="6239",
    region_code=factories.GONGSHU,
    amount_min_fen=30_000_000,
    amount_max_fen=30_000_000,
    purpose_code="U01",
    words="开奶茶店，端午备货",
)


def filed(clerk, owner) -> FinancingNeed:
    need = service.file_for(actor_of(clerk.id), owner.organisation_id, DRAFT)
    db.session.commit()
    return need


def only_need() -> FinancingNeed:
    return db.session.scalars(sa.select(FinancingNeed).execution_options(populate_existing=True)).one()


def how() -> str:
    return db.session.scalars(sa.select(LedgerEvent).filter_by(kind="need.confirmed")).one().values["how"]


def test_a_clerk_files_and_the_owner_confirms_on_the_phone(clerk, owner, client_as):
    desk, phone = client_as(clerk), client_as(owner)
    page = Page(desk.get("/members")).follow("示例奶茶铺").follow("替他填需求")
    assert page.heading == "示例奶茶铺需要多少资金"
    page = page.submit("下一步：做什么生意", **MONEY)
    page = page.submit("下一步：核对")
    assert page.heading == "请核对示例奶茶铺的需求" and "30 万元" in page.text
    page = page.submit("填好了，等本人确认")
    need = only_need()
    assert (need.state, need.intermediary_id) == (NeedState.AWAITING_OWNER, clerk.organisation_id)
    assert "金额 10–30 万元" in page.text, "what is stored, the park reads as a band"
    slip = Page(desk.get(f"/members/needs/{need.public_id}/slip"))
    assert "30 万元" in slip.text and "端午备货" in slip.text, "who signs reads it in full"
    page = Page(phone.get("/needs")).follow(Page(phone.get("/needs")).soup.select_one("td a").get_text())
    page = page.follow("看一看，再决定")
    assert "示例园区替您填了这条需求" in page.text
    page.follow("是我要的，核对并提交").submit("确认并提交")
    need = only_need()
    assert (need.state, need.filed_by_id) == (NeedState.OPEN, owner.person_id), (
        "the owner is called, not the clerk"
    )
    assert how() == "self"
    assert "待对接" in Page(desk.get(f"/members/needs/{need.public_id}")).text


def test_no_ends_the_clerks_sight(clerk, owner, client_as):
    need, desk = filed(clerk, owner), client_as(clerk)
    assert desk.get(f"/members/needs/{need.public_id}").status_code == 200
    Page(client_as(owner).get(f"/needs/{need.public_id}/confirm")).submit("不需要")
    assert desk.get(f"/members/needs/{need.public_id}").status_code == 404
    assert "替填的 1 条" in Page(desk.get("/members/needs")).text, "counted as filed, not as confirmed"


def test_the_owner_tells_a_code(clerk, owner, client_as):
    need, desk = filed(clerk, owner), client_as(clerk)
    mobile = db.session.get(factories.Person, owner.person_id).mobile
    page = Page(desk.get(f"/members/needs/{need.public_id}")).submit("发确认码到本人手机")
    work()
    code = newest_code(mobile)
    page = page.submit("本人同意，提交", code="000000" if code != "000000" else "111111")
    assert page.error_of("本人收到的确认码") and only_need().state is NeedState.AWAITING_OWNER
    page.submit("本人同意，提交", code=code)
    assert only_need().state is NeedState.OPEN and only_need().filed_by_id == owner.person_id
    assert how() == "text"
    again = desk.post(f"/members/needs/{need.public_id}/confirm", data={"code": code})
    assert again.status_code in {409, 422}, "a code is good once"


def test_a_code_is_the_yes_of_whom_it_reached(clerk, owner, client_as):
    need, desk = filed(clerk, owner), client_as(clerk)
    mobile = db.session.get(factories.Person, owner.person_id).mobile
    factories.membership(at=firm_of(owner))
    db.session.commit()
    page = Page(desk.get(f"/members/needs/{need.public_id}")).submit("发确认码到本人手机")
    work()
    db.session.get_one(Membership, owner.id).ended_at = clock.now()
    db.session.commit()
    assert "验证码不对" in page.submit("本人同意，提交", code=newest_code(mobile)).text
    assert only_need().state is NeedState.AWAITING_OWNER, "the colleague has said nothing"


def test_a_clerk_uses_up_no_code_of_the_owners_own(app, clerk, owner, client_as):
    need, desk = filed(clerk, owner), client_as(clerk)
    mobile = db.session.get(factories.Person, owner.person_id).mobile
    address = f"/members/needs/{need.public_id}/code"
    assert [desk.post(address, data={}).status_code for _ in range(6)] == [303] * 5 + [429]
    with app.test_request_context():
        sending.ask(CodeUse.SIGN_IN, mobile, mobile, person_id=owner.person_id)
    service.confirm_for(actor_of(clerk.id), need, "slip")
    db.session.commit()
    assert desk.post(address, data={}).status_code == 404, "nobody is asked any more"


def test_the_owner_signs_and_alone_sees_the_slip(clerk, owner, client_as):
    need, desk, phone = filed(clerk, owner), client_as(clerk), client_as(owner)
    here = f"/members/needs/{need.public_id}"
    assert Page(desk.post(f"{here}/signed", data={})).error_of("签好字的确认单照片")
    sent = desk.post(f"{here}/signed", data={"picture": photo(jpeg((60, 60)))})
    assert sent.status_code == 303 and only_need().state is NeedState.OPEN and how() == "slip"
    row = db.session.scalars(sa.select(SlipPicture)).one()
    assert row.key_id == firm_of(owner).key_id, "gone with the owner's key"
    assert phone.get(f"/needs/{need.public_id}/slip").mimetype == "image/jpeg"
    assert desk.get(f"/needs/{need.public_id}/slip").status_code == 404
    assert "看照片" in Page(phone.get(f"/needs/{need.public_id}")).text


@pytest.mark.parametrize("way", ["file", "edit", "confirm"])
def test_no_summary_names_whoever_acts_for_the_firm(clerk, owner, way):
    """The words of a clerk name the owner; who begins to act meanwhile, or writes last, is known as well."""
    here = db.session.get_one(factories.Person, owner.person_id)
    here.name = "青瓷" if way == "file" else here.name
    wrote = replace(DRAFT, words="青瓷要开奶茶店，端午备货")
    need = service.file_for(actor_of(clerk.id), owner.organisation_id, wrote)
    if way == "file":
        assert "青瓷" not in need.summary
        return
    assert "青瓷" in need.summary, "nobody of that name yet"
    here.name = "青瓷"
    db.session.flush()
    if way == "edit":
        service.edit(actor_of(owner.id), need, wrote, seen=need.updated_at)
    else:
        service.confirm_for(actor_of(clerk.id), need, "slip")
    assert "青瓷" not in need.summary and "奶茶店" in need.summary and need.words == wrote.words


def test_who_left_is_neither_filed_for_nor_confirmed(clerk, owner, client_as):
    need, desk = filed(clerk, owner), client_as(clerk)
    row = db.session.scalars(sa.select(Affiliation)).one()
    affiliating.end(actor_of(owner.id), row, by_firm=True)
    db.session.commit()
    assert desk.get(f"/members/needs/{need.public_id}").status_code == 404
    assert desk.get(f"/members/{row.public_id}/need/money").status_code == 404
    with pytest.raises(service.NotMember):
        service.confirm_for(actor_of(clerk.id), need, "slip", jpeg((9, 9)))
    with pytest.raises(service.NotMember):
        service.file_for(actor_of(clerk.id), owner.organisation_id, DRAFT)


def test_twin_a_membership_of_one_side_is_caught(clerk, owner, client_as, monkeypatch):
    def naive(intermediary_id: int, organisation_id: int):
        pair = {"intermediary_id": intermediary_id, "organisation_id": organisation_id}
        return db.session.scalar(sa.select(Affiliation).filter_by(**pair))

    monkeypatch.setattr(affiliating, "hold", naive)
    with pytest.raises(pytest.fail.Exception):
        test_who_left_is_neither_filed_for_nor_confirmed(clerk, owner, client_as)


def test_another_parks_clerk_confirms_nothing(clerk, owner, client_as):
    need = filed(clerk, owner)
    other = factories.membership(factories.Role.CLERK)
    factories.affiliation(other, owner)
    db.session.commit()
    address = f"/members/needs/{need.public_id}"
    assert client_as(other).get(address).status_code == 404
    with pytest.raises(service.OtherState):
        service.confirm_for(actor_of(other.id), need, "slip")
