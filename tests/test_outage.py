"""What people see when a part is away, and that nothing is called stored that is not."""

import shutil

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.exc import OperationalError

from portal.core.db import db
from portal.core.permissions import Role
from portal.matching import index
from portal.organisations.models import Organisation
from tests import factories
from tests.addresses import all_addresses
from tests.application import make_app
from tests.matrix import MATRIX
from tests.page import Page

DEAD = {
    "sqlite": "sqlite:////nowhere/at/all/portal.db",
    "postgresql": "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2",
}


@pytest.fixture(params=DEAD)
def dead_app(request, tmp_path):
    return make_app(DEAD[request.param], tmp_path, TESTING=False)


@pytest.mark.parametrize("path", ["/", "/products", "/sign-in", "/register", "/leads", "/nowhere"])
@pytest.mark.parametrize("cookie", [None, "a-session-of-before"])
def test_without_the_database_a_plain_page_says_so(dead_app, path, cookie):
    client = dead_app.test_client()
    if cookie:
        client.set_cookie("rongqiao", cookie)
    response = client.get(path)
    html = response.get_data(as_text=True)
    if response.status_code != 503:  # a page that asks nothing of the database may still be served
        assert not cookie and response.status_code in {200, 302, 404}
    assert not any(word in html for word in ("Traceback", "sqlalchemy", "OperationalError", "nowhere/at"))
    assert "Content-Security-Policy" in response.headers
    assert len(BeautifulSoup(html, "html.parser").find_all("h1")) == 1 or response.status_code == 302


def test_the_process_answers_without_the_database_and_is_not_ready(dead_app):
    client = dead_app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_form_sent_while_the_database_goes_away_is_not_acknowledged(app, client, monkeypatch):
    """The commit fails: the answer is the plain 503, and nothing is there afterwards."""
    before = db.session.query(Organisation).count()

    def fail(*arguments):
        raise OperationalError("COMMIT", {}, Exception("the connection is gone"))

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("portal.core.idempotency.db.session.commit", fail)
    token = client.csrf_token()
    with monkeypatch.context():
        answer = post_plain(client, "/register", {**REGISTRATION, "csrf_token": token, "key": "outage" * 4})
    monkeypatch.undo()
    assert answer.status_code == 503 and "Location" not in answer.headers
    assert db.session.query(Organisation).count() == before


REGISTRATION = {
    "subject_code": "T07",
    "organisation_name": "示例早点摊",
    "region_code": "330105",
    "industry_code": "6231",
    "person_name": "林女士",
    "mobile": "19957310244",
    "password": "correct horse battery",
}


def post_plain(client, path: str, data: dict):
    """Past the client's own commit, which this test has broken."""
    from flask.testing import FlaskClient

    return FlaskClient.open(client, path, method="POST", data=data)


@pytest.mark.parametrize(
    "database",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])],
    indirect=True,
)
def test_without_the_index_lists_are_made_from_the_database(app, world, client_as):
    """Nothing but the database is truth: the index folder is gone, words cannot be searched, all else can.

    Who may not use a route is turned away before anything is searched, so only the others ask.
    """
    index.ensure()
    index.close()
    shutil.rmtree(app.config["DATA_DIR"])
    app.config["DATA_DIR"].mkdir()
    for persona in ("signed_out", "owner", "accepted", "browsing", "operator"):
        member = world.members[persona]
        client = client_as(member) if member else app.test_client()
        role = member.role if member else None
        for address in all_addresses(app, world):
            if address.method == "GET" and address.name != "GET static" and role in MATRIX[address.name]:
                answer = client.get(address.path)
                assert answer.status_code < 500 or answer.request.path == "/readyz", address.path
    assert "示例周转贷A" in app.test_client().get("/products").get_data(as_text=True)
    assert Page(app.test_client().get("/products?q=周转")).status == 200


def test_an_expired_form_loses_nothing_and_keeps_no_password(app, client):
    """What was typed comes back with one button, a password never."""
    sent = {**REGISTRATION, "csrf_token": "of yesterday", "key": "k" * 24, "note": 'a "quoted" <b>&'}
    answer = client.post("/register", data=sent, headers={"Origin": "http://localhost"})
    assert answer.status_code == 400
    kept = fields_of(answer)
    assert REGISTRATION["password"] not in answer.get_data(as_text=True)
    assert {name: value for name, value in kept.items() if name != "csrf_token"} == {
        name: value for name, value in sent.items() if name not in {"csrf_token", "password"}
    }
    assert kept["csrf_token"] != sent["csrf_token"]


def test_an_expired_form_of_a_session_that_ended_waits_behind_signing_in(app, client, client_as):
    """Signed out meanwhile: what was typed is sealed into the session and shown after signing in."""
    from portal.accounts import service as accounts

    member = factories.membership(Role.APPLICANT)
    accounts.set_password(member.person_id, "correct horse battery") if hasattr(
        accounts, "set_password"
    ) else None
    answer = client.post(
        "/account/password", data={"csrf_token": "of yesterday"}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://["])
def test_a_forged_form_is_refused_without_its_fields(client, origin):
    data = {"csrf_token": "x", "organisation_name": "qzforged"}
    answer = client.post("/register", data=data, headers={"Origin": origin})
    assert answer.status_code == 400 and "qzforged" not in answer.get_data(as_text=True)


def fields_of(answer) -> dict[str, str]:
    form = BeautifulSoup(answer.data, "html.parser").main.find("form")
    return {tag["name"]: tag.get("value", "") for tag in form.find_all("input")}
