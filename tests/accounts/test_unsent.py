"""A form that arrives after its session has ended comes back after signing in, to whoever typed it only."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from portal.accounts import service
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.sessions import AuthSession
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business

PASSWORD = "a password of ours"
TYPED = {
    "old_password": "secret-old",
    "password": "secret-new",
    "password_again": "secret-new",
    "remark": "写到一半",
}
HERE = {"Origin": "http://localhost"}


@pytest.fixture
def people(app):
    made = [service.create_person(f"示例·{n}", f"1380013800{n}", None, PASSWORD) for n in (1, 2)]
    for person in made:
        factories.membership(Role.APPLICANT, of=person)
    db.session.commit()
    return made


def sign_in(client, number=1):
    return client.post("/sign-in", data={"identifier": f"1380013800{number}", "password": PASSWORD})


def session_ends(client):
    db.session.execute(sa.update(AuthSession).values(ended_at=clock.now()))
    db.session.commit()


def late_form(client):
    """Sent as it is: the client must not fetch a new token, and with it a new session, first."""
    body = urlencode(TYPED | {"csrf_token": "stale"})
    form = "application/x-www-form-urlencoded"
    return client.post("/account/password", data=body, content_type=form, headers=HERE)


def test_what_was_typed_waits_until_signing_in(client, people):
    sign_in(client)
    session_ends(client)
    assert late_form(client).location == "/sign-in"
    assert "您刚才填的都还在" in Page(client.get("/sign-in")).text
    assert sign_in(client).location == "/account/unsent"
    page = Page(client.get("/account/unsent"))
    form = page._button("再提交一次").find_parent("form")
    assert form["action"] == "/account/password"
    assert form.find("input", attrs={"name": "remark"})["value"] == "写到一半"
    assert "secret" not in page.html
    assert form.find("input", attrs={"name": "csrf_token"})["value"] != "stale"


def test_it_is_shown_once_after_signing_in(client, people):
    sign_in(client)
    session_ends(client)
    late_form(client)
    sign_in(client)
    client.get("/account/unsent")
    assert sign_in(client).location == "/"


def test_it_is_not_shown_to_somebody_else(client, people):
    sign_in(client, 1)
    session_ends(client)
    late_form(client)
    assert sign_in(client, 2).location == "/"
    assert client.get("/account/unsent").location == "/"


def test_twin_without_the_person_it_would_be(client, people, monkeypatch):
    monkeypatch.setattr("portal.accounts.session.whose_was", lambda token: None)
    sign_in(client, 1)
    session_ends(client)
    late_form(client)
    assert sign_in(client, 2).location == "/account/unsent"


def test_a_form_of_another_site_is_not_kept(client, people):
    response = client.post(
        "/account/password", data=TYPED | {"csrf_token": "x"}, headers={"Origin": "http://evil"}
    )
    assert response.status_code == 400
    assert sign_in(client).location == "/"


def test_it_is_forgotten_after_half_an_hour(client, people):
    sign_in(client)
    session_ends(client)
    late_form(client)
    with client.session_transaction() as session:
        session["stash"] = {**session["stash"], "at": (clock.now() - timedelta(minutes=31)).isoformat()}
    assert sign_in(client).location == "/"
