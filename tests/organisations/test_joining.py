"""A second claim to a firm: nobody reads its needs by claiming it, and the claimant learns nothing of it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership, Person
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.leads.errors import ContactPaused
from portal.leads.models import LeadState
from portal.leads.service import revealing
from portal.needs.models import FinancingNeed
from portal.organisations import claims, joining, service
from portal.organisations.models import Joining, JoiningState, Organisation
from tests import factories
from tests.organisations.claiming import claim_of
from tests.organisations.people import code, mobile, registered
from tests.page import Page


@pytest.fixture
def operator(app):
    return factories.membership(Role.OPERATOR)


def two(operator):
    """(present owner, claimant) of one code: memberships, the first approved, the second waiting."""
    _, first = registered(1, code(1))
    firm = service.approve(actor_of(operator.id), claim_of(first))
    person = db.session.get_one(Person, first.person_id)
    factories.need(owner=firm, by=person, summary="第一家的秘密需求")
    _, second = registered(2, code(1), name="示例奶茶铺")
    db.session.commit()
    return first, second


def answered(operator, claim, firm, *, ours: bool) -> Joining:
    asked = joining.ask(actor_of(operator.id), claim, firm)
    joining.answer(actor_of(operator.id), asked, ours=ours)
    db.session.commit()
    return asked


def firm_of(membership) -> Organisation:
    return db.session.get_one(Organisation, membership.organisation_id)


def let_in(operator) -> bool:
    """Whether an approval alone opens the firm's needs to who claimed it second."""
    first, second = two(operator)
    try:
        service.approve(actor_of(operator.id), claim_of(second))
        db.session.commit()
    except service.SecondClaim:
        db.session.rollback()
    return db.session.get_one(Membership, second.id).organisation_id == first.organisation_id


def test_an_approval_alone_lets_nobody_into_a_firm_of_others(operator):
    assert not let_in(operator)


def test_twin_an_approval_that_merges_as_before_is_caught(operator, monkeypatch):
    monkeypatch.setattr(claims.joining, "check", lambda claim, existing: None)
    assert let_in(operator)


def test_the_owner_is_asked_and_says_yes_then_the_operator_lets_them_in(app, operator, client_as):
    first, second = two(operator)
    desk, owner = client_as(operator), client_as(first)
    address = f"/claims/{claim_of(second).public_id}"
    page = Page(desk.get(address))
    assert "第二个人来登记同一家" in page.text and f"{mobile(1)[:3]}****{mobile(1)[-4:]}" in page.text
    assert mobile(1) not in page.html and "核验通过" not in page.buttons()
    assert desk.post(f"{address}/approve", data={}).status_code == 409
    page = page.submit("加为另一位经办：先问现在的经办")
    assert "还没有答复" in page.text
    page = Page(owner.get("/organisation"))
    assert "有人也登记了您这家" in page.text and mobile(2) not in page.html
    assert page.soup.select_one("header .badge-count") is not None
    page = page.submit("是我们的人")
    assert "有人也登记了您这家" not in page.text
    assert "第一家的秘密需求" not in client_as(second).get("/needs").get_data(as_text=True)
    page = Page(desk.get(address)).submit("加为另一位经办")
    assert db.session.get_one(Membership, second.id).organisation_id == first.organisation_id
    kinds = sa.select(LedgerEvent.kind).where(LedgerEvent.kind.startswith("joining."))
    assert db.session.scalars(kinds.order_by(LedgerEvent.seq)).all() == ["joining.asked", "joining.answered"]


VARYING = re.compile(r'nonce="[^"]*"|name="(csrf_token|key)" value="[^"]*"|编号 \w{8}|\d\d:\d\d')


def claimants_page(client_as, second) -> str:
    html = client_as(second).get("/organisation").get_data(as_text=True)
    return VARYING.sub("", html).replace("示例·人3", "示例·人2")


def test_the_claimant_is_not_told_that_the_firm_is_here(app, operator, client_as):
    first, second = two(operator)
    _, alone = registered(3, code(3), name="示例奶茶铺")
    unknown = claimants_page(client_as, alone).replace(code(3), code(1))
    assert claimants_page(client_as, second) == unknown
    answered(operator, claim_of(second), firm_of(first), ours=False)
    assert claimants_page(client_as, second) == unknown


def test_twin_a_page_that_tells_it_is_caught(app, operator, client_as, monkeypatch):
    from portal.organisations import views

    _, second = two(operator)
    _, alone = registered(3, code(3), name="示例奶茶铺")
    real = views.own_warning

    def talkative(organisation):
        known = service.code_index(organisation.credit_code) == service.code_index(code(1))
        return "这家已经有人登记" if known else real(organisation)

    unknown = claimants_page(client_as, alone).replace(code(3), code(1))
    monkeypatch.setattr(views, "own_warning", talkative)
    assert claimants_page(client_as, second) != unknown


@pytest.mark.parametrize(
    ("said", "days", "may"),
    [(None, 0, False), (None, 9, True), ("no", 0, False), ("no", 9, True), ("yes", 9, False)],
)
def test_a_firm_is_handed_over_days_after_a_no_or_after_silence(operator, said, days, may):
    first, second = two(operator)
    claim = claim_of(second)
    if said:
        answered(operator, claim, firm_of(first), ours=said == "yes")
    else:
        joining.ask(actor_of(operator.id), claim, firm_of(first))
    with clock.at(clock.now() + timedelta(days=days)):
        try:
            service.hand_over(actor_of(operator.id), claim)
        except service.TooEarly:
            assert not may
            return
    assert may
    assert db.session.get_one(Membership, first.id).ended_at is not None


def test_nobody_is_handed_a_firm_without_asking(operator):
    _, second = two(operator)
    with pytest.raises(service.TooEarly):
        service.hand_over(actor_of(operator.id), claim_of(second))


def talk_of(firm):
    """(lead, manager) under consent, of the firm's one need."""
    bank = factories.institution()
    manager = factories.membership(Role.BANK_MANAGER, at=bank)
    need = db.session.query(FinancingNeed).filter_by(owner_id=firm.id).one()
    lead = factories.lead(need=need, institution=bank, state=LeadState.ACCEPTED, assigned_id=manager.id)
    return lead, actor_of(manager.id)


def test_after_a_handover_the_old_are_out_and_contacts_wait(app, operator, client_as, monkeypatch):
    first, second = two(operator)
    firm, old, new = firm_of(first), client_as(first), client_as(second)
    lead, manager = talk_of(firm)
    monkeypatch.setattr(revealing.consents, "live", lambda lead_id: object())
    monkeypatch.setattr(revealing, "_spend", lambda *args: None)
    assert revealing.reveal(manager, lead, "visit").mobile == mobile(1)
    said = answered(operator, claim_of(second), firm, ours=False)
    address = f"/claims/{claim_of(second).public_id}"
    page = Page(client_as(operator).get(address))
    assert "不是我们的人" in page.text and "交接给新的人，停掉原来的经办" not in page.buttons()
    said.answered_at -= timedelta(days=9)
    db.session.commit()
    page = Page(client_as(operator).get(address))
    page.submit("交接给新的人，停掉原来的经办")
    assert "/sign-in" in old.get("/organisation").location
    with pytest.raises(ContactPaused):
        revealing.reveal(manager, lead, "visit")
    page = Page(new.get("/organisation"))
    assert "请确认由您接手" in page.text
    page.submit("由我接手，机构联系我")
    assert revealing.reveal(manager, lead, "visit").mobile == mobile(2)
    assert db.session.scalars(sa.select(Joining.state)).all() == [JoiningState.TAKEN_OVER]
    assert client_as(second).post("/organisation/takeover", data={}).status_code == 409
