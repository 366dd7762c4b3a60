"""For whom somebody acts, and a new password for oneself."""

import pytest
import sqlalchemy as sa

from portal.accounts import service
from portal.core import sessions
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.sessions import AuthSession
from tests import factories
from tests.page import Page

OLD, NEW = "the old password", "quite another one"


@pytest.fixture
def person(app):
    made = service.create_person("示例·林", "13800138000", None, OLD)
    for number in (1, 2):
        factories.membership(Role.APPLICANT, of=made, at=factories.organisation(name=f"示例铺{number}"))
    db.session.commit()
    return made


def signed_in(app, password=OLD):
    client = app.test_client()
    response = client.post("/sign-in", data={"identifier": "13800138000", "password": password})
    assert response.status_code == 303, response.get_data(as_text=True)
    client.landed = response.location
    return client


def test_who_acts_for_several_is_asked_and_the_token_changes(app, person):
    client = signed_in(app)
    assert client.landed == "/account/acting-for"
    before = client.get_cookie("rongqiao").value
    page = Page(client.get("/account/acting-for?next=/account")).submit("换成这一个示例铺2 融资主体")
    assert client.get_cookie("rongqiao").value != before
    assert "示例铺2" in page.soup.header.get_text()


def test_nobody_acts_under_anothers_membership(app, person):
    other = factories.membership(Role.BANK_MANAGER)
    client = signed_in(app)
    assert client.post(f"/account/acting-for/{other.public_id}", data={}).status_code == 404


def test_a_new_password_ends_all_other_sessions(app, person):
    here, elsewhere = signed_in(app), signed_in(app)
    page = Page(here.get("/account/password")).submit(
        "换成新密码", old_password=OLD, password=NEW, password_again=NEW
    )
    assert "其他地方的登录都已退出" in page.text
    assert here.get("/account").status_code == 200
    assert "/sign-in" in elsewhere.get("/account").location
    signed_in(app, NEW)


@pytest.mark.parametrize(
    ("typed", "label", "said"),
    [
        ((OLD + "!", NEW, NEW), "现在的密码", "现在的密码不对"),
        ((OLD, "short", "short"), "新密码", "至少 10 个字符，现在只有 5 个"),
        ((OLD, NEW, NEW + "!"), "再输一次新密码", "两次输入的新密码不一样"),
        ((OLD, OLD, OLD), "新密码", "和现在的一样"),
    ],
)
def test_a_password_that_does_not_do_changes_nothing(app, person, typed, label, said):
    client = signed_in(app)
    names = ("old_password", "password", "password_again")
    page = Page(client.post("/account/password", data=dict(zip(names, typed, strict=True))))
    assert said in page.error_of(label)
    signed_in(app)


def revived(app, person, monkeypatch) -> bool:
    """Whether a switch under way brings back a session that a new password ended meanwhile."""
    client, person_id = signed_in(app), person.id
    second = client.get("/account/acting-for").get_data(as_text=True).split("/account/acting-for/")[1][:20]
    real = sessions.RowSessionInterface._replace

    def late(interface, session):
        sessions.end_all_of(person_id)
        db.session.commit()
        return real(interface, session)

    monkeypatch.setattr(sessions.RowSessionInterface, "_replace", late)
    client.post(f"/account/acting-for/{second}", data={})
    alive = sa.select(sa.func.count(AuthSession.id)).where(
        AuthSession.person_id == person_id, AuthSession.ended_at.is_(None)
    )
    return db.session.scalar(alive) > 0


def test_no_request_in_flight_revives_a_session(app, person, monkeypatch):
    assert not revived(app, person, monkeypatch)


def test_twin_inserting_without_looking_revives_it(app, person, monkeypatch):
    def careless(interface, session):
        sessions.end(session.row_id)
        session.row_id = None
        return interface._keep(session)

    monkeypatch.setattr(sessions.RowSessionInterface, "_replace", careless)
    assert revived(app, person, monkeypatch)
