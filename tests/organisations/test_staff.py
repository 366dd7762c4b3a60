"""Institutions, departments, partners and their people: the operator's work alone."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Membership, Person
from portal.core import passwords
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import service
from portal.organisations.models import Organisation, OrganisationKind
from portal.organisations.queries import institution_options
from portal.organisations.staff import ROLES
from tests import factories
from tests.accounts import second
from tests.page import Page

PERSON = {
    "person_name": "示例·周",
    "mobile": "13800138000",
    "email": "",
    "role": "bank_manager",
    "regions": "拱墅区",
}


@pytest.fixture
def operator(client_as):
    return client_as(Role.OPERATOR)


def made(operator, kind="institution", **more) -> Organisation:
    data = {"name": "青岚示例银行", "areas": "浙江省杭州市", "type_code": "I05", **more}
    response = operator.post(f"/institutions/new/{kind}", data=data)
    assert response.status_code == 303, Page(response).errors()
    return db.session.scalars(sa.select(Organisation).where(Organisation.name_clear == data["name"])).one()


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("institution", {}),
        ("department", {"sector_code": "D07"}),
        ("department", {"sector_code": ""}),
        ("intermediary", {"type_code": "M01"}),
        ("monitor", {}),
    ],
)
def test_each_kind_is_made_and_listed(operator, kind, more):
    organisation = made(operator, kind, **more)
    assert (organisation.kind.value, organisation.verified_at is not None) == (kind, True)
    page = Page(operator.get(f"/institutions?kind={kind}"))
    assert "青岚示例银行" in page.text
    assert "浙江省杭州市" in page.text


@pytest.mark.parametrize(
    ("changed", "label", "said"),
    [
        ({"areas": "杭州市\n某某区"}, "服务区域", "没有找到“某某区”"),
        ({"areas": "某某区"}, "服务区域", "没有找到“某某区”"),
        ({"areas": " "}, "服务区域", "请填写服务区域"),
        ({"type_code": ""}, "机构类型", "请选择机构类型"),
        ({"name": ""}, "名称", "请填写名称"),
    ],
)
def test_mistakes_are_told_at_their_field(operator, changed, label, said):
    data = {"name": "青岚示例银行", "areas": "杭州市", "type_code": "I05", **changed}
    page = Page(operator.post("/institutions/new/institution", data=data))
    assert said in page.error_of(label)


def test_the_same_name_is_not_made_twice(operator):
    made(operator)
    data = {"name": "青岚示例银行", "areas": "杭州市", "type_code": "I05"}
    page = Page(operator.post("/institutions/new/institution", data=data))
    assert "已经有一家" in page.error_of("名称")
    assert operator.get("/institutions/new/enterprise").status_code == 404


def test_a_manager_is_added_and_the_first_password_is_shown_once(operator, app):
    bank = made(operator)
    response = operator.post(f"/institutions/{bank.public_id}/people/new", data=PERSON)
    page = Page(operator.get(response.location))
    first = page.soup.select_one(".reference").get_text()
    manager = db.session.scalars(sa.select(Person).where(Person.mobile_index.is_not(None))).all()[-1]
    assert passwords.matches(manager.password_hash, first)
    assert first not in operator.get(response.location).get_data(as_text=True)
    signed_in = app.test_client()
    second.sign_in(signed_in, "13800138000", first)
    assert "客户经理" in signed_in.get("/account").get_data(as_text=True)
    membership = db.session.scalars(sa.select(Membership).where(Membership.person_id == manager.id)).one()
    assert actor_of(membership.id).regions == ("330105",)


def known(name: str = PERSON["person_name"]) -> Person:
    """Somebody with an account under the mobile that is typed."""
    person = factories.person(mobile=PERSON["mobile"], password_hash="kept")
    person.name = name
    db.session.flush()
    return person


def roles_of(person: Person) -> list[Role]:
    return list(db.session.scalars(sa.select(Membership.role).where(Membership.person_id == person.id)))


def offered(operator, bank: Organisation, **more) -> Page:
    return Page(operator.post(f"/institutions/{bank.public_id}/people/new", data=PERSON | more))


def test_somebody_known_gets_a_further_role_once_confirmed_and_keeps_the_password(operator):
    bank = made(operator)
    person = known()
    asked = offered(operator, bank)
    assert (asked.status, asked.heading, roles_of(person)) == (200, "确认是这个人", [])
    assert "138****8000" in asked.text and "客户经理（青岚示例银行）" in asked.text
    done = asked.submit("是这个人，再给这个岗位")
    assert "原来就有账号" in done.text
    assert roles_of(person) == [Role.BANK_MANAGER]
    assert actor_of(
        db.session.scalar(sa.select(Membership.id).where(Membership.person_id == person.id))
    ).regions
    assert db.session.get_one(Person, person.id).password_hash == "kept"
    assert "已经在这里担任" in offered(operator, bank).error_of("岗位")


@pytest.mark.parametrize("confirmed", [False, True])
def test_the_mobile_of_another_name_gives_nobody_a_role(operator, confirmed):
    bank = made(operator)
    person = known("示例·曹旭")
    page = offered(operator, bank, **({"confirmed": person.public_id} if confirmed else {}))
    assert page.status == 422
    said = page.error_of("手机号")
    assert "是别人的账号（示例**）" in said and "曹旭" not in page.html
    assert page.control("姓名")["value"] == PERSON["person_name"]
    assert roles_of(person) == []


def test_a_borrower_is_shown_as_one_before_becoming_an_admin(operator):
    bank = made(operator)
    person = known()
    firm = factories.organisation(name="示例谷雨茶铺")
    factories.membership(Role.APPLICANT, at=firm, of=person)
    asked = offered(operator, bank, role="bank_admin")
    assert "现在是借款的一方" in asked.text
    assert "示例**" in asked.text and "谷雨" not in asked.html
    back = asked.submit("不是，回去改")
    assert [back.control(label)["value"] for label in ("姓名", "手机号")] == ["示例·周", "13800138000"]
    assert back.status == 200 and "确认" not in back.heading
    assert roles_of(person) == [Role.APPLICANT]


def test_a_confirmation_holds_for_the_account_that_was_shown(operator):
    bank = made(operator)
    person = known()
    asked = offered(operator, bank, confirmed=factories.person().public_id)
    assert (asked.heading, roles_of(person)) == ("确认是这个人", [])


def test_twin_taking_any_account_of_the_mobile_is_noticed(operator, monkeypatch):
    bank = made(operator)
    person = known("示例·曹旭")
    monkeypatch.setattr("portal.organisations.hiring._folded", lambda name: "")
    offered(operator, bank).submit("是这个人，再给这个岗位")
    assert roles_of(person) == [Role.BANK_MANAGER]


def test_other_people_have_no_regions_of_their_own(operator):
    department = made(operator, "department", sector_code="D07")
    page = Page(operator.get(f"/institutions/{department.public_id}/people/new"))
    assert "负责区域（客户经理必填）" not in page.labels()
    shown = page.submit("开通", person_name="示例·何", mobile="13800138000").text
    assert "首次密码" in shown
    assert "主管部门" in shown


@pytest.mark.parametrize(("regions", "said"), [("", "请填写负责区域"), ("宁波市", "不在机构的服务区域以内")])
def test_a_manager_works_inside_the_service_area(operator, regions, said):
    bank = made(operator)
    page = Page(
        operator.post(f"/institutions/{bank.public_id}/people/new", data=PERSON | {"regions": regions})
    )
    assert said in page.error_of("负责区域（客户经理必填）")


@pytest.mark.parametrize("kind", ROLES)
def test_an_organisation_gives_its_own_roles_only(app, kind):
    organisation = factories.organisation(kind)
    for role in Role:
        person = factories.person()
        if role in ROLES[kind]:
            assert service.add_staff(None, organisation, person, role).role is role
        else:
            with pytest.raises(service.NotTheirs):
                service.add_staff(None, organisation, person, role)


def test_all_roles_but_the_applicants_can_be_given():
    assert {role for roles in ROLES.values() for role in roles} == set(Role) - {Role.APPLICANT}


def test_a_forged_role_is_refused(operator):
    bank = made(operator)
    page = operator.post(f"/institutions/{bank.public_id}/people/new", data=PERSON | {"role": "operator"})
    assert page.status_code == 422


def works_after_ending(app, operator, client_as) -> bool:
    bank = made(operator)
    membership = factories.membership(Role.BANK_MANAGER, at=bank)
    leaver = client_as(membership)
    assert leaver.get("/account").status_code == 200
    operator.post(f"/people/{membership.public_id}/end", data={})
    return leaver.get("/account").status_code == 200


def test_a_leaver_is_out_at_once(app, operator, client_as):
    assert not works_after_ending(app, operator, client_as)


def test_twin_forgetting_to_end_it_is_noticed(app, operator, client_as, monkeypatch):
    monkeypatch.setattr("portal.accounts.service.end_membership", lambda membership_id: False)
    assert works_after_ending(app, operator, client_as)


def test_somebody_who_left_can_come_back(app):
    bank = factories.institution()
    person = factories.person()
    operator = actor_of(factories.membership(Role.OPERATOR).id)
    first = service.add_staff(operator, bank, person, Role.BANK_MANAGER, ["330105"])
    assert service.end_staff(operator, first)
    assert not service.end_staff(operator, first)
    db.session.commit()
    db.session.expire_all()
    second = service.add_staff(operator, bank, person, Role.BANK_MANAGER, ["330109"])
    db.session.commit()
    assert second.id == first.id
    assert actor_of(second.id).regions == ("330109",)


def test_nobody_ends_the_own_membership(operator):
    response = operator.post(f"/people/{operator.membership.public_id}/end", data={})
    assert response.status_code == 409
    assert operator.get("/claims").status_code == 200


def test_applicants_are_not_staff(operator):
    member = factories.membership(Role.APPLICANT)
    assert operator.post(f"/people/{member.public_id}/end", data={}).status_code == 404
    firm = db.session.get_one(Organisation, member.organisation_id)
    assert operator.get(f"/institutions/{firm.public_id}").status_code == 404


def test_options_are_active_institutions(app):
    bank = factories.institution()
    factories.organisation(OrganisationKind.DEPARTMENT)
    assert [one.id for one in institution_options()] == [bank.id]
