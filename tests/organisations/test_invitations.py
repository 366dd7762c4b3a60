"""Invitations: the one way to an institutional role, for one person, once, in time."""

import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership, Person
from portal.core import clock, passwords
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import invitations, service
from portal.organisations.models import Invitation, Organisation, OrganisationKind, OrganisationState
from tests import factories
from tests.accounts import second
from tests.addresses import routes
from tests.matrix import MATRIX
from tests.organisations.people import code
from tests.page import Page
from tests.races import race

MOBILE, EMAIL = "13800138000", "zhou@example.com"
PASSWORD = "a password of ours"
JOIN = {"person_name": "示例·周", "password": PASSWORD, "password_again": PASSWORD}
SQLITE = pytest.mark.sqlite


@pytest.fixture
def bank(app):
    return factories.institution(name="青岚示例银行")


@pytest.fixture
def admin(client_as, bank):
    return client_as(factories.membership(Role.BANK_ADMIN, at=bank))


def invited(client, where="/people/invite", contact=MOBILE, role="bank_manager", regions="拱墅区") -> str:
    """The link's path, as whoever made it reads it once."""
    data = {"contact": contact, "role": role, "regions": regions}
    answer = client.post(where, data=data)
    assert answer.status_code == 303, Page(answer).errors()
    page = client.get(answer.location).get_data(as_text=True)
    link = re.search(r"http://[^/]+(/invitation/\w+)", page)[1]
    assert link not in client.get(answer.location).get_data(as_text=True), "shown once"
    return link


def role_of(contact=MOBILE) -> list[tuple]:
    index = invitations._index(contact)
    mine = sa.select(Membership.role, Membership.organisation_id).join(
        Person, Person.id == Membership.person_id
    )
    which = sa.or_(Person.mobile_index == index, Person.email_index == index)
    return [tuple(row) for row in db.session.execute(mine.where(which))]


@pytest.mark.parametrize("contact", [MOBILE, EMAIL])
def test_somebody_new_comes_in_with_an_own_password(app, admin, bank, contact):
    link = invited(admin, contact=contact)
    row = db.session.scalars(sa.select(Invitation)).one()
    token = link.rsplit("/", 1)[1]
    stored = repr(db.session.execute(sa.text("SELECT * FROM invitation")).all())
    assert token not in stored and contact not in stored
    theirs = app.test_client()
    page = Page(theirs.get(link)).submit("下一步", contact=contact)
    done = page.submit("接受邀请", **JOIN)
    assert done.heading == "设置两步验证"
    secret = second.secret_on(done.html)
    done.submit("确认，打开两步验证", code=second.code_of(secret))
    assert theirs.get("/leads").status_code == 200
    assert role_of(contact) == [(Role.BANK_MANAGER, bank.id)]
    db.session.refresh(row)
    assert actor_of(row.member_id).regions == ("330105",)
    assert app.test_client().get(link).status_code == 404
    assert "已接受" in Page(admin.get("/people")).text


def test_an_account_there_is_keeps_its_password_and_gets_the_role(app, admin, bank):
    person = factories.person(mobile=MOBILE, password_hash=passwords.hashed(PASSWORD))
    factories.membership(Role.APPLICANT, of=person)
    theirs = app.test_client()
    page = Page(theirs.get(invited(admin))).submit("下一步", contact=MOBILE)
    wrong = page.submit("接受邀请", password="wrong")
    assert "密码不对" in wrong.error_of("密码")
    assert role_of() == [(Role.APPLICANT, role_of()[0][1])]
    wrong.submit("接受邀请", password=PASSWORD)
    assert (Role.BANK_MANAGER, bank.id) in role_of()
    again = admin.post(
        "/people/invite", data={"contact": MOBILE, "role": "bank_manager", "regions": "拱墅区"}
    )
    assert "已经在这里" in Page(again).error_of("对方的手机号或邮箱")


def test_the_contact_must_match_and_five_misses_end_it(app, admin):
    link, theirs = invited(admin), app.test_client()
    for _ in range(4):
        page = Page(theirs.post(link, data={"contact": "13900139000"}))
        assert "不是发给这个" in page.error_of("你的手机号或邮箱")
    assert theirs.post(link, data=JOIN).status_code == 422, "the second step does not open without the first"
    theirs.post(link, data={"contact": "13900139001"})
    assert theirs.post(link, data={"contact": MOBILE}).status_code == 404
    assert "已作废" in Page(admin.get("/people")).text


@pytest.mark.parametrize("how", ["withdrawn", "expired", "inviter left", "bank left", "never made"])
def test_what_is_no_invitation_any_more_lets_nobody_in(app, admin, bank, how):
    link, theirs = invited(admin), app.test_client()
    theirs.post(link, data={"contact": MOBILE})
    row = db.session.scalars(sa.select(Invitation)).one()
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    if how == "withdrawn":
        assert admin.post(f"/invitations/{row.public_id}/withdraw", data={}).status_code == 303
    elif how == "expired":
        row.expires_at = clock.now() - timedelta(seconds=1)
    elif how == "inviter left":
        service.end_staff(operator, db.session.get_one(Membership, row.invited_by_id))
    elif how == "bank left":
        service.leave(operator, db.session.get_one(Organisation, bank.id))
    else:
        link += "0"
    answer = theirs.post(link, data=JOIN)
    assert answer.status_code == 404 and Page(answer).heading == "这个邀请不能用"
    assert role_of() == []


@pytest.mark.parametrize(
    ("changed", "label", "said"),
    [
        ({"contact": "138"}, "对方的手机号或邮箱", "少了 8 位"),
        ({"contact": ""}, "对方的手机号或邮箱", "请填写手机号"),
        ({"regions": ""}, "负责区域（客户经理必填）", "请填写负责区域"),
        ({"regions": "宁波市"}, "负责区域（客户经理必填）", "不在机构的服务区域以内"),
        ({"role": "operator"}, "岗位", "列表里没有这一项"),
    ],
)
def test_mistakes_are_told_at_their_field(admin, changed, label, said):
    data = {"contact": MOBILE, "role": "bank_manager", "regions": "拱墅区", **changed}
    page = Page(admin.post("/people/invite", data=data))
    assert said in page.error_of(label)
    assert page.control("对方的手机号或邮箱")["value"] == data["contact"]


def test_an_admin_invites_into_the_own_bank_only(app, admin, client_as):
    other = factories.institution()
    operator = client_as(Role.OPERATOR)
    assert admin.get(f"/institutions/{other.public_id}/invite").status_code == 403
    invited(operator, f"/institutions/{other.public_id}/invite")
    theirs = db.session.scalars(sa.select(Invitation)).one()
    assert admin.post(f"/invitations/{theirs.public_id}/withdraw", data={}).status_code == 404


def institutional_roles_gained(app) -> set[str]:
    """Public routes that, sent everything a person could think of, gave somebody an institutional role."""
    bank = factories.institution()
    fields = {
        **JOIN, "contact": MOBILE, "mobile": MOBILE, "email": EMAIL, "identifier": MOBILE, "code": "000000",
        "role": "bank_manager", "organisation": bank.public_id, "organisation_id": bank.id, "invited": "x",
        "account": "operator", "regions": "拱墅区", "subject_code": "T06", "organisation_name": "示例铺",
        "credit_code": code(1), "representative": "示例·周", "region_code": "330105", "industry_code": "6239",
    }  # fmt: skip
    found = set()
    for name, rule in routes(app):
        if None in MATRIX[name] and name.startswith("POST"):
            values = dict.fromkeys(rule.arguments, bank.public_id)
            path = app.url_map.bind("localhost").build(rule.endpoint, values)
            app.test_client().post(path, data=fields)
            if any(role is not Role.APPLICANT for role, _ in role_of()):
                found.add(name)
    return found


@SQLITE
def test_no_public_route_gives_an_institutional_role(app):
    assert institutional_roles_gained(app) == set()


@SQLITE
def test_twin_taking_the_role_from_the_form_is_noticed(app, monkeypatch):
    from flask import request

    from portal.accounts import service as accounts

    real = accounts.add_membership

    def careless(person_id, organisation_id, role, regions=()):
        return real(person_id, organisation_id, Role(request.form.get("role", role)), regions)

    monkeypatch.setattr("portal.organisations.claims.accounts.add_membership", careless)
    assert "POST organisations.register" in institutional_roles_gained(app)


def memberships_won(app, bank, look_first: bool) -> int:
    """Two people at once with one invitation."""
    inviter = actor_of(factories.membership(Role.BANK_ADMIN, at=bank).id)
    made = invitations.invite(inviter, bank, MOBILE, Role.BANK_MANAGER, ("330105",))
    made_id, people = made.id, [factories.person().id for _ in range(2)]
    db.session.commit()
    both_looked = threading.Barrier(2)

    def act(person_id):
        row = db.session.get_one(Invitation, made_id)
        if look_first:
            assert row.used_at is None
            db.session.rollback()
            both_looked.wait(30)
        try:
            service.accept(db.session.get_one(Invitation, made_id), db.session.get_one(Person, person_id))
        except service.Gone:
            db.session.rollback()
            return False
        db.session.commit()
        return True

    return sum(race(app, [lambda one=one: act(one) for one in people]))


def test_of_two_who_accept_at_once_one_gets_in(app, bank):
    assert memberships_won(app, bank, look_first=True) == 1


def test_twin_looking_before_writing_lets_both_in(app, bank, monkeypatch):
    monkeypatch.setattr(invitations, "_usable", lambda: ())
    assert memberships_won(app, bank, look_first=True) == 2


# Mail


def test_an_invitation_to_an_address_is_mailed_and_one_to_a_mobile_is_not(app, admin, monkeypatch):
    from portal.core import mail, outbox

    sent = []
    monkeypatch.setattr(mail, "send", lambda *to, **parameters: sent.append((*to, parameters["link"])))
    app.config["INBOX"], app.config["PUBLIC_URL"] = True, "http://localhost"
    invited(admin)
    link = invited(admin, contact=EMAIL)
    payloads = repr(db.session.execute(sa.text("SELECT payload FROM outbox_message")).all())
    assert EMAIL not in payloads and link.rsplit("/", 1)[1] not in payloads
    outbox.run_due()
    assert sent == [(EMAIL, "invitation", f"http://localhost{link}")]


# A second operator


def proposed(client, **more) -> Organisation:
    data = {"name": "示例新开银行", "areas": "浙江省杭州市", "type_code": "I05", **more}
    assert client.post("/institutions/new/institution", data=data).status_code == 303
    made = sa.select(Organisation).where(Organisation.name_clear == data["name"])
    return db.session.scalars(made.order_by(Organisation.id.desc())).first()


@pytest.fixture
def operators(client_as):
    platform = factories.organisation(OrganisationKind.OPERATOR)
    return [client_as(factories.membership(Role.OPERATOR, at=platform)) for _ in range(2)]


def works(bank: Organisation, client_as) -> bool:
    """Whether anybody can be invited into it or act for it, or it is offered to anybody."""
    member = factories.membership(Role.BANK_MANAGER, at=bank)
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    db.session.commit()
    try:
        service.invite(operator, bank, MOBILE, Role.BANK_MANAGER)
        can_invite = True
    except service.NotWorking:
        can_invite = False
    db.session.rollback()
    can_act = client_as(member).get("/leads").status_code == 200
    from portal.organisations.queries import institution_options

    return can_invite or can_act or bank.id in [one.id for one in institution_options()]


def test_another_operator_approves_and_nobody_their_own(operators, client_as):
    first, other = operators
    bank = proposed(first)
    assert "等另一位运营人员批准" in Page(first.get(f"/institutions/{bank.public_id}")).text
    assert first.post(f"/institutions/{bank.public_id}/approve", data={}).status_code == 409
    assert not works(bank, client_as)
    Page(other.get(f"/institutions/{bank.public_id}")).submit("批准")
    assert bank.state is OrganisationState.ACTIVE and bank.verified_at
    assert works(bank, client_as)
    assert other.post(f"/institutions/{bank.public_id}/decline", data={}).status_code == 409


def test_what_is_not_approved_never_works_and_its_name_is_free(operators, client_as):
    first, other = operators
    bank = proposed(first)
    other.post(f"/institutions/{bank.public_id}/decline", data={})
    assert not works(bank, client_as)
    assert proposed(first).id != bank.id


def test_a_site_with_one_operator_says_what_to_do(client_as):
    alone = client_as(Role.OPERATOR)
    page = Page(alone.get(f"/institutions/{proposed(alone).public_id}"))
    assert "只有你一位运营人员" in page.text and "create-operator" in page.text


def test_twin_active_from_the_start_is_noticed(operators, client_as, monkeypatch):
    monkeypatch.setattr("portal.organisations.staff.propose", lambda actor, organisation: None)
    assert works(proposed(operators[0]), client_as)
