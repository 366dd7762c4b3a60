"""Off-boarding: every way out ends sessions at once; and who still works here is said every ninety days."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts import second_factor
from portal.accounts import service as accounts
from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.core import clock, sessions
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.core.sessions import AuthSession, RowSessionInterface
from portal.organisations import service
from portal.organisations.models import Organisation
from tests import factories
from tests.accounts.second import phone_of
from tests.page import Page


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行")


@pytest.fixture
def admin(client_as, bank):
    return client_as(factories.membership(Role.BANK_ADMIN, at=bank))


@pytest.fixture
def operator(client_as):
    return client_as(Role.OPERATOR)


WAYS = {
    "ended by the admin": lambda one, admin, operator: admin.post(f"/people/{one.public_id}/end", data={}),
    "ended by the operator": lambda one, admin, operator: operator.post(
        f"/people/{one.public_id}/end", data={}
    ),
    "the bank left": lambda one, admin, operator: operator.post(
        f"/institutions/{db.session.get_one(Organisation, one.organisation_id).public_id}/leave", data={}
    ),
    "factor taken off": lambda one, admin, operator: admin.post(
        f"/people/{one.public_id}/factor-off", data={}
    ),
    "disabled": lambda one, admin, operator: (accounts.disable(one.person_id), db.session.commit()),
}


def still_in(way: str, admin, operator, leaver, monkeypatch) -> bool:
    """Whether somebody is in after they left, or gets back in by a request that was under way meanwhile."""
    member, row = leaver.membership, _row_of(leaver)
    if way == "factor taken off":
        phone_of(member.person_id)
    real = RowSessionInterface.save_session

    def left_meanwhile(interface, app, session, response):
        if session.row_id == row and not done:
            done.append(True)
            WAYS[way](member, admin, operator)
        return real(interface, app, session, response)

    done = []
    monkeypatch.setattr(RowSessionInterface, "save_session", left_meanwhile)
    leaver.post("/account/acting-for/" + member.public_id, data={})  # a new token is on its way
    assert done
    monkeypatch.setattr(RowSessionInterface, "save_session", real)
    alive = sa.select(AuthSession.id).where(
        AuthSession.person_id == member.person_id, AuthSession.ended_at.is_(None)
    )
    return leaver.get("/leads").status_code == 200 or db.session.scalar(alive) is not None


def _row_of(client) -> int:
    digest = sessions._digest(client.get_cookie("rongqiao").value)
    return db.session.scalar(sa.select(AuthSession.id).where(AuthSession.token_digest == digest))


@pytest.mark.parametrize("way", WAYS)
def test_every_way_out_is_at_once_and_nothing_in_flight_comes_back(
    bank, admin, operator, client_as, monkeypatch, way
):
    leaver = client_as(factories.membership(Role.BANK_MANAGER, at=bank))
    assert leaver.get("/leads").status_code == 200
    assert not still_in(way, admin, operator, leaver, monkeypatch)


@pytest.mark.parametrize("way", WAYS)
def test_twin_forgetting_the_sessions_is_noticed(bank, admin, operator, client_as, monkeypatch, way):
    leaver = client_as(factories.membership(Role.BANK_MANAGER, at=bank))
    monkeypatch.setattr(sessions, "_end_all", lambda *which: None)
    assert still_in(way, admin, operator, leaver, monkeypatch)


def test_nobody_ends_the_own_membership(admin):
    assert admin.post(f"/people/{admin.membership.public_id}/end", data={}).status_code == 409
    assert admin.get("/people").status_code == 200


def test_what_ends_is_said_before_it_does(bank, admin, client_as):
    leaver = factories.membership(Role.BANK_MANAGER, at=bank)
    client_as(leaver).get("/leads")
    factories.lead(institution=bank, assigned_id=leaver.id)
    db.session.commit()
    assert Page(admin.get("/people")).html.count(f"/people/{leaver.public_id}/end") == 1
    page = Page(admin.get(f"/people/{leaver.public_id}/end"))
    assert "1 条" in page.text and "1 处" in page.text and "0 份还没接受" in page.text
    assert page.submit(page.heading).response.status_code == 200
    assert "之前已经停用" in Page(admin.get(f"/people/{leaver.public_id}/end")).text


def test_what_waits_for_an_approval_comes_first(operator, client_as):
    made = [factories.institution(name=f"示例排序银行{number}") for number in range(21)]
    asked = service.create_institution(actor_of(operator.membership.id), "示例待批银行", "I06", ("330100",))
    waiting, ready = (f"/institutions/{one.public_id}" for one in (asked, made[0]))
    db.session.commit()
    second = client_as(Role.OPERATOR)
    page = Page(second.get("/institutions"))
    assert page.text.index("示例待批银行") < page.text.index("示例排序银行0") and "待批准" in page.text
    assert "冻结这家单位" not in Page(second.get(waiting)).text
    assert "冻结这家单位" in Page(second.get(ready)).text


def test_an_institution_that_left_shows_no_products(app, bank, operator):
    from portal.core import outbox
    from portal.products.models import Product, ProductState

    product_id = factories.product(institution=bank).id
    operator.post(f"/institutions/{bank.public_id}/leave", data={})
    outbox.run_due()
    assert db.session.get_one(Product, product_id).state is ProductState.SUSPENDED


def test_talks_with_an_institution_that_left_end_and_their_needs_are_free(app, bank, operator):
    from portal.core import outbox
    from portal.leads.models import Lead, LeadState

    open_one, ended = factories.lead(institution=bank), factories.lead(institution=bank)
    ended.state = LeadState.BANK_DECLINED
    other, ids = factories.lead(), (open_one.id, ended.id)
    operator.post(f"/institutions/{bank.public_id}/leave", data={})
    while outbox.run_due():
        pass
    states = [db.session.get_one(Lead, number).state for number in (*ids, other.id)]
    assert states == [LeadState.ENDED, LeadState.BANK_DECLINED, LeadState.PUSHED]
    freed = sa.select(LedgerEvent.facts).where(LedgerEvent.lead_id == ids[0])
    assert "institution_left" in db.session.scalars(freed).all()[-1]


# A lost phone


def test_a_factor_is_taken_off_by_whoever_may(bank, admin, operator, client_as):
    manager = factories.membership(Role.BANK_MANAGER, at=bank)
    for member in (manager, admin.membership, operator.membership):
        phone_of(member.person_id)
    off = "/people/{}/factor-off".format
    assert operator.post(off(manager.public_id), data={}).status_code == 409, "the bank's own affair"
    assert operator.post(off(operator.membership.public_id), data={}).status_code == 409
    assert admin.post(off(admin.membership.public_id), data={}).status_code == 409
    assert "停用他的两步验证" in Page(admin.get("/people")).text
    assert admin.post(off(manager.public_id), data={}).status_code == 303
    assert not second_factor.is_set_up(manager.person_id)
    assert operator.post(off(admin.membership.public_id), data={}).status_code == 303
    assert not second_factor.is_set_up(admin.membership.person_id)
    told = sa.select(LedgerEvent).where(LedgerEvent.kind == "account.factor_removed")
    assert [event.values["person"] for event in db.session.scalars(told)] == [
        manager.person_id,
        admin.membership.person_id,
    ]
    assert admin.get("/people").status_code == 302, "their sessions are over"


# Ninety days


def confirmed_ago(member: Membership, days: float) -> None:
    member.attested_at = clock.now() - timedelta(days=days)
    db.session.commit()


@pytest.mark.parametrize(("days", "badge", "works"), [(74, False, True), (76, True, True), (91, True, False)])
def test_people_are_confirmed_every_ninety_days(bank, admin, client_as, days, badge, works):
    manager = client_as(factories.membership(Role.BANK_MANAGER, at=bank))
    confirmed_ago(manager.membership, days)
    assert (manager.get("/leads").status_code == 200) == works
    page = Page(admin.get("/people"))
    assert (page.soup.select_one("a[href='/people'] .badge-count") is not None) == badge
    assert ("该确认了" in page.text) == badge
    done = admin.post("/people/confirm", data={"person": manager.membership.public_id})
    assert "已确认 1 人在职" in Page(admin.get(done.location)).text
    assert manager.get("/leads").status_code == 200
    db.session.refresh(manager.membership)
    assert manager.membership.attested_by_id == admin.membership.id


def test_whoever_lapsed_reads_whom_to_ask(bank, client_as):
    manager = client_as(factories.membership(Role.BANK_MANAGER, at=bank))
    confirmed_ago(manager.membership, 90.1)
    answer = manager.get("/leads")
    page = Page(answer)
    assert (answer.status_code, page.heading) == (403, "等单位确认你还在职")
    assert "管理员" in page.text
    assert manager.post(f"/leads/{'z' * 20}/contacted", data={}).status_code == 403


def test_twin_a_lapse_without_effect_is_noticed(bank, admin, client_as, monkeypatch):
    monkeypatch.setattr("portal.accounts.actor.has_lapsed", lambda role, attested_at: False)
    with pytest.raises(AssertionError):
        test_whoever_lapsed_reads_whom_to_ask(bank, client_as)


def test_nobody_confirms_themself_or_strangers(bank, admin, operator, client_as):
    colleague = factories.membership(Role.BANK_ADMIN, at=bank)
    manager = factories.membership(Role.BANK_MANAGER, at=bank)
    stranger = factories.membership(Role.BANK_MANAGER)
    may = {
        (name, one): client.post("/people/confirm", data={"person": member.public_id}).status_code == 303
        for name, client in {"admin": admin, "operator": operator}.items()
        for one, member in {
            "self": client.membership, "colleague": colleague, "manager": manager, "stranger": stranger,
        }.items()
    }  # fmt: skip
    assert {who for who, allowed in may.items() if allowed} == {
        ("admin", "colleague"),
        ("admin", "manager"),
        ("operator", "colleague"),
    }


def test_an_admin_without_a_colleague_waits_for_the_operator(bank, admin, operator):
    confirmed_ago(admin.membership, 80)
    assert Page(operator.get("/claims")).soup.select_one("a[href='/institutions'] .badge-count")
    colleague = factories.membership(Role.BANK_ADMIN, at=bank)
    assert not Page(operator.get("/claims")).soup.select_one("a[href='/institutions'] .badge-count")
    service.end_staff(actor_of(operator.membership.id), colleague)
    assert Page(operator.get("/claims")).soup.select_one("a[href='/institutions'] .badge-count")
