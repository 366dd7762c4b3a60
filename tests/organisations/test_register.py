"""Registering: the same page whatever is known, and never more than an applicant."""

import re

import pytest
import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import Role
from portal.organisations import service
from portal.organisations.models import Claim, Organisation, OrganisationState
from tests import factories
from tests.organisations.people import code, mobile, registered
from tests.page import Page

FORM = {
    "subject_code": "T06",
    "organisation_name": "示例奶茶铺",
    "representative": "示例·林",
    "region_code": "330105",
    "industry_code": "6239",
    "street": "示例路 1 号",
    "person_name": "林女士",
    "email": "",
    "password": "a password of ours",
}


def register(client, number=1, credit_code=None, **changed):
    data = {**FORM, "mobile": mobile(number), "credit_code": credit_code or code(number), **changed}
    return client.post("/register", data=data)


def test_account_claim_and_provisional_organisation_are_made_together(client, app):
    assert register(client).location == "/organisation"
    organisation = db.session.scalars(sa.select(Organisation)).one()
    claim = db.session.scalars(sa.select(Claim)).one()
    membership = db.session.scalars(sa.select(Membership)).one()
    assert (organisation.state, organisation.code_index) == (OrganisationState.PROVISIONAL, None)
    assert (organisation.name, organisation.credit_code) == ("示例奶茶铺", code(1))
    assert claim.code_index == service.code_index(code(1))
    assert membership.role is Role.APPLICANT
    kinds = db.session.scalars(sa.select(LedgerEvent.kind)).all()
    assert kinds == ["organisation.claimed"]


def test_a_refused_form_asks_for_the_password_again(client, app):
    again = "请再填一次"
    assert again not in Page(client.get("/register")).text
    assert again in Page(register(client, credit_code="91330100BAD")).text
    assert again in Page(client.post("/register", data={**FORM, "find": "region_code"})).text
    assert again not in Page(register(client, password="short")).text, "its own message says what to do"


def test_nothing_personal_is_stored_in_clear(client, app):
    register(client)
    for table in ("person", "organisation", "claim", "ledger_event"):
        rows = str(db.session.execute(sa.text(f"SELECT * FROM {table}")).all())
        for secret in (mobile(1), code(1), "示例·林", "示例路", "林女士"):
            assert secret not in rows, (table, secret)


@pytest.mark.parametrize("subject", ["T07", "T11"])
def test_no_licence_is_needed(client, app, subject):
    assert (
        register(client, subject_code=subject, credit_code=" ", representative="").location == "/organisation"
    )
    organisation = db.session.scalars(sa.select(Organisation)).one()
    assert organisation.credit_code is None
    assert organisation.name_clear is None
    assert organisation.name == "示例奶茶铺"


def page_after(app, number: int) -> str:
    """What somebody reads after registering, without what differs for each person."""
    client = app.test_client()
    register(client, number)
    html = client.get("/organisation").get_data(as_text=True)
    html = html.replace(code(number), "CODE")
    return re.sub(r'[\w-]{43}|(csrf_token|key)" value="[^"]*"|登记编号 \w+|\d\d-\d\d \d\d:\d\d', "", html)


def test_the_page_is_the_same_for_known_unclaimed_and_new_firms(app):
    factories.organisation(code_index=service.code_index(code(2)))
    factories.organisation(
        code_index=service.code_index(code(3)), verified=False, state=OrganisationState.UNCLAIMED
    )
    db.session.commit()
    new, known, unclaimed = (page_after(app, number) for number in (1, 2, 3))
    assert new == known == unclaimed


def test_twin_a_page_that_says_so_differs(app, monkeypatch):
    factories.organisation(code_index=service.code_index(code(2)))
    db.session.commit()
    from portal.organisations import queries, views

    def leaky(organisation):
        known = sa.select(Organisation.id).where(
            Organisation.code_index == service.code_index(organisation.credit_code)
        )
        return "已有这一家" if db.session.scalar(known) else None

    monkeypatch.setattr(views, "own_warning", leaky)
    assert page_after(app, 1) != page_after(app, 2)
    assert queries


def test_two_sends_at_once_are_one(client, app, monkeypatch):
    """The second has read its session before the first one ended it."""
    data = {**FORM, "mobile": mobile(1), "credit_code": code(1), "key": "the same key"}
    token = client.csrf_token()
    row = app.session_interface._find(client.get_cookie("rongqiao").value)
    monkeypatch.setattr(app.session_interface, "_find", lambda token: row)
    answers = [client.post("/register", data=data | {"csrf_token": token}) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/organisation"] * 2
    assert len(db.session.scalars(sa.select(Person)).all()) == 1


def test_a_mobile_that_has_an_account_is_told_to_sign_in(client, app):
    registered(1, code(1))
    page = Page(register(client, 1, code(2)))
    assert page.error_of("手机号") == "这个手机号已经有账号了，请直接登录。"
    assert page.control("名称")["value"] == "示例奶茶铺"
    assert page.link("用这个手机号登录") == "/sign-in?next=/register"
    assert len(db.session.scalars(sa.select(Organisation)).all()) == 1


@pytest.mark.parametrize(
    ("changed", "label", "said"),
    [
        ({"mobile": "138 0013 800"}, "手机号", "手机号少了 1 位，应是 11 位数字"),
        ({"credit_code": "9200000"}, "统一社会信用代码", "少了 11 位，应是 18 位"),
        ({"credit_code": " "}, "统一社会信用代码", "还没有执照，请在上面选“未登记个体经营者”"),
        ({"subject_code": "T07"}, "统一社会信用代码", "有执照的，请在上面改选"),
        ({"representative": ""}, "法定代表人、经营者或负责人", "请填写执照上的"),
        ({"password": "short"}, "设一个密码", "至少 10 个字符"),
        ({"email": "nonsense"}, "邮箱（可不填）", "邮箱地址里要有 @"),
        ({"organisation_name": ""}, "名称", "请填写名称"),
    ],
)
def test_each_mistake_stands_at_its_field_and_nothing_typed_is_lost(client, app, changed, label, said):
    page = Page(register(client, **changed))
    assert page.status == 422
    assert said in page.error_of(label)
    kept = page.control("怎么称呼您")["value"]
    assert kept == "林女士"
    assert db.session.scalars(sa.select(Person)).all() == []


def test_a_region_that_no_longer_exists_names_its_successor(client, app):
    page = Page(register(client, region_code="330103"))
    assert any("拱墅区" in error for error in page.errors()), page.errors()


def test_looking_up_judges_nothing(client, app):
    page = Page(register(client, find="industry_code", industry_code="", industry_code_words="奶茶店"))
    assert page.status == 200
    assert page.errors() == []
    assert "其他饮料及冷饮服务" in page.text


def test_somebody_with_an_account_registers_another_firm(client_as, app):
    client = client_as(Role.APPLICANT)
    assert register(client, 7).location == "/organisation"
    assert "示例奶茶铺" in Page(client.get("/organisation")).text
    again = Page(register(client, 7))
    assert again.error_of("统一社会信用代码") == "您已经登记过这个代码，不用再登记一次。"


def test_no_public_route_yields_an_institutional_role(app):
    """Whatever a signed-out visitor sends to whatever form, nobody becomes more than an applicant."""
    assert forged_roles(app) <= {Role.APPLICANT}


def test_twin_a_form_that_takes_the_role_is_noticed(app, monkeypatch):
    from flask import request

    from portal.accounts import service as accounts

    real = accounts.add_membership

    def trusting(person_id, organisation_id, role, regions=()):
        return real(person_id, organisation_id, Role(request.form.get("role", role)), regions)

    monkeypatch.setattr(accounts, "add_membership", trusting)
    assert Role.BANK_ADMIN in forged_roles(app)


def forged_roles(app) -> set[Role]:
    forged = {
        "role": "bank_admin",
        "roles": "operator",
        "kind": "institution",
        "organisation_kind": "operator",
    }
    open_posts = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and None in getattr(app.view_functions[rule.endpoint], "may_use", ())
    ]
    for number, path in enumerate(open_posts, 1):
        data = {**FORM, **forged, "mobile": mobile(number), "credit_code": code(number)}
        app.test_client().post(re.sub("<[^>]*>", "x", path), data=data)
    return set(db.session.scalars(sa.select(Membership.role)))


def test_a_forged_subject_is_refused(client, app):
    for subject in ("T16", "T14", "I05", ""):
        page = Page(register(client, subject_code=subject))
        assert page.status == 422
        assert not subject or "列表里没有这一项，请从列表里选一个" in page.text
    assert db.session.scalars(sa.select(Organisation)).all() == []
