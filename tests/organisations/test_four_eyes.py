"""What needs two operators needs two people; and what an operator does in a bank, the bank reads."""

import re

import pytest
import sqlalchemy as sa

from portal.accounts import paper, second_factor
from portal.accounts.actor import actor_of
from portal.accounts.models import Membership, Person
from portal.accounts.standing import member_acts
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.freezing import service as freezing
from portal.freezing.models import FreezeReason
from portal.organisations import invitations, queries, service, staff
from portal.organisations.models import Invitation, Organisation, OrganisationKind
from tests import factories
from tests.accounts.second import phone_of
from tests.organisations.people import mobile
from tests.page import Page

SQLITE = pytest.mark.sqlite
ROLES = [Role.OPERATOR, Role.AUDITOR]


@pytest.fixture
def platform(app):
    return factories.organisation(OrganisationKind.OPERATOR, name="示例平台")


@pytest.fixture
def operator(client_as, platform):
    return client_as(factories.membership(Role.OPERATOR, at=platform))


def ways_to_a_second_self(operator, platform, role: Role) -> set[str]:
    """How one operator gets an account of that role into the site."""
    found, address = set(), f"/institutions/{platform.public_id}/invite"
    if operator.post(address, data={"contact": mobile(1), "role": role.value}).status_code == 303:
        found.add("page")
    actor, person = actor_of(operator.membership.id), factories.person(mobile=mobile(2))
    db.session.commit()
    row = Invitation(  # one that was made before this was forbidden
        organisation_id=platform.id, key_id=platform.key_id, role=role, contact_index="x",
        invited_by_id=actor.membership_id, expires_at=staff.clock.now() + invitations.VALID,
    )  # fmt: skip
    row.contact, row.token_digest = mobile(2), invitations._digest("x")
    db.session.add(row)
    db.session.flush()
    try:
        service.accept(row, person)
        found.add("invitation")
    except service.Gone:
        db.session.rollback()
    return found


@pytest.mark.parametrize("role", ROLES)
def test_no_operator_lets_in_whoever_runs_the_site(operator, platform, role):
    assert ways_to_a_second_self(operator, platform, role) == set()
    page = Page(operator.get(f"/institutions/{platform.public_id}"))
    assert "create-operator" in page.text and "邀请一个人" not in page.text


@SQLITE
@pytest.mark.parametrize("role", ROLES)
def test_twin_an_invitation_for_any_role_makes_one(operator, platform, role, monkeypatch):
    monkeypatch.setattr(invitations, "BY_COMMAND", frozenset())
    assert ways_to_a_second_self(operator, platform, role) == {"invitation"}


@pytest.mark.parametrize("role", ROLES)
def test_no_operator_ends_another_and_the_command_does(app, operator, platform, role):
    other = factories.membership(role, at=platform, of=factories.person(mobile=mobile(3)))
    other_id = other.id
    assert operator.post(f"/people/{other.public_id}/end", data={}).status_code == 409
    assert "停用示例" not in Page(operator.get(f"/institutions/{platform.public_id}")).text
    assert app.test_cli_runner().invoke(args=["end-operator", mobile(3)]).exit_code == 0
    db.session.expire_all()
    assert db.session.get_one(Membership, other_id).ended_at is not None
    assert app.test_cli_runner().invoke(args=["end-operator", mobile(3)]).exit_code == 2


def test_the_only_operator_is_not_ended(app, platform):
    only = factories.membership(Role.OPERATOR, at=platform, of=factories.person(mobile=mobile(4)))
    only_id = only.id
    db.session.commit()
    done = app.test_cli_runner().invoke(args=["end-operator", mobile(4)])
    assert (done.exit_code, "唯一的运营人员" in done.output) == (2, True)
    assert db.session.get_one(Membership, only_id).ended_at is None


def test_an_auditor_is_made_by_command(app):
    command = ["create-operator", "示例·审计", mobile(5), "--auditor", "--password", "a password of ours"]
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    assert db.session.scalars(sa.select(Membership.role)).all() == [Role.AUDITOR]


# What a bank reads of it


def news_of(person_id: int) -> int:
    """Messages that wait for this person."""
    wanted = OutboxMessage.payload.endswith(f'"person_id": {person_id}}}')
    rows = sa.select(sa.func.count(OutboxMessage.id)).where(OutboxMessage.topic == "person.news", wanted)
    return db.session.scalar(rows)


def test_a_banks_admins_read_what_an_operator_did_among_their_people(operator, client_as):
    bank = factories.institution()
    admin, colleague = (client_as(factories.membership(Role.BANK_ADMIN, at=bank)) for _ in range(2))
    assert "平台运营在本机构做过的事" not in Page(admin.get("/people")).text
    phone_of(colleague.membership.person_id)
    operator.post(f"/people/{colleague.membership.public_id}/factor-off", data={})
    data = {"contact": mobile(6), "role": "bank_admin"}
    assert operator.post(f"/institutions/{bank.public_id}/invite", data=data).status_code == 303
    page = Page(admin.get("/people"))
    who = db.session.get_one(Person, operator.membership.person_id).name
    assert re.search(rf"平台运营{who}邀请了机构管理员 138\*{{4}}", page.text)
    assert f"平台运营{who}停用了两步验证：机构管理员 " in page.text and mobile(6) not in page.html
    assert [news_of(one.membership.person_id) for one in (admin, colleague)] == [2, 2]


def test_the_banks_own_acts_are_not_told(client_as):
    admin = client_as(Role.BANK_ADMIN)
    admin.post("/people/invite", data={"contact": mobile(6), "role": "bank_admin"})
    assert "平台运营在本机构" not in Page(admin.get("/people")).text


# A factor that guards something else, too


def taken_off(admin, other_role: Role, other_at: Organisation | None = None) -> bool:
    who = factories.person()
    here = db.session.get_one(Organisation, admin.membership.organisation_id)
    member = factories.membership(Role.BANK_MANAGER, at=here, of=who)
    factories.membership(other_role, of=who, at=other_at)
    phone_of(member.person_id)
    person_id, public_id = member.person_id, member.public_id
    shown = public_id + "/factor-off" in admin.get("/people").get_data(as_text=True)
    done = admin.post(f"/people/{public_id}/factor-off", data={}).status_code == 303
    assert shown == done != second_factor.is_set_up(person_id)
    return done


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.BANK_MANAGER, False), (Role.MONITOR, False), (Role.OPERATOR, False), (Role.APPLICANT, True)],
)
def test_a_factor_that_guards_a_role_elsewhere_stays(client_as, role, may):
    assert taken_off(client_as(Role.BANK_ADMIN), role) is may


@SQLITE
def test_twin_looking_at_the_own_people_alone_is_noticed(client_as, monkeypatch):
    monkeypatch.setattr(queries.factors, "strong_elsewhere", lambda actor, person_ids: set())
    assert taken_off(client_as(Role.BANK_ADMIN), Role.OPERATOR)


def test_the_operator_helps_an_admin_who_is_a_manager_there_and_no_other_manager(client_as, operator):
    admin = factories.membership(Role.BANK_ADMIN)
    who = db.session.get_one(Person, admin.person_id)
    here = db.session.get_one(Organisation, admin.organisation_id)
    factories.membership(Role.BANK_MANAGER, at=here, of=who)
    actor = actor_of(operator.membership.id)
    assert queries.may_take_off(actor, admin)
    factories.membership(Role.BANK_MANAGER, of=who)
    assert not queries.may_take_off(actor, admin)


# What somebody who was stopped had issued


def still_good(how: str) -> set[str]:
    """What a person issued that opens something after they were stopped in some way."""
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    admin, clerk = factories.membership(Role.BANK_ADMIN), factories.membership(Role.CLERK)
    bank, market = (db.session.get_one(Organisation, one.organisation_id) for one in (admin, clerk))
    made = invitations.invite(actor_of(admin.id), bank, mobile(7), Role.BANK_MANAGER, (factories.GONGSHU,))
    [code] = paper.issue(actor_of(clerk.id), 1)
    token, clerk_id = invitations.token_of(made), clerk.id
    if how == "frozen":
        for member in (admin, clerk):
            freezing.freeze_person(
                operator, db.session.get_one(Person, member.person_id), FreezeReason.IMPOSTOR
            )
    elif how == "their organisation frozen":
        for one in (bank, market):
            freezing.freeze_organisation(operator, one, FreezeReason.OTHER)
    elif how == "ended":
        for member in (admin, clerk):
            service.end_staff(operator, member)
    elif how == "left":
        for one in (bank, market):
            service.leave(operator, one)
    found = {"invitation"} if invitations.find(token) else set()
    found |= {"paper"} if paper.find(paper.PaperUse.PROVE, code) else set()
    if how not in {"nothing", "left"}:
        db.session.refresh(made)
        assert made.withdrawn_at and paper.counts_of(clerk_id)["open"] == 0, "void for good, not for now"
    return found


WAYS = ["frozen", "their organisation frozen", "ended", "left"]


@pytest.mark.parametrize("how", WAYS)
def test_what_somebody_issued_ends_with_them(app, how):
    assert still_good(how) == set()


@SQLITE
def test_twin_rows_that_do_not_ask_for_the_issuer_are_noticed(app, monkeypatch):
    for module in (invitations, paper):
        monkeypatch.setattr(module, "member_acts", lambda key: sa.true())
    monkeypatch.setattr("portal.freezing.service._recall", lambda whose: None)
    with pytest.raises(AssertionError, match="void for good"):
        still_good("frozen")
    db.session.rollback()
    assert still_good("nothing") == {"invitation", "paper"}
    assert member_acts is not invitations.member_acts
