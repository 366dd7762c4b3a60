"""Institutions, departments, partners and their people: the operator's work alone."""

import pytest
import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import service
from portal.organisations.models import Organisation, OrganisationKind
from portal.organisations.queries import institution_options
from portal.organisations.staff import ROLES
from tests import factories
from tests.page import Page


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
    assert (organisation.kind.value, organisation.verified_at is not None) == (kind, False)
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
