"""What every answer carries, errors included, and whom the site does not listen to.

Every route is asked by every role in tests/test_permissions.py, which looks at these headers, too.
"""

import pytest
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.core import security
from portal.core.config import from_environment
from portal.core.permissions import public
from tests.application import close_app, environment
from tests.header_rules import faults_of

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize("persona", [None, "signed in"])
def test_every_error_answers_with_the_headers(app, client_as, persona):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/breaks", view_func=public(_breaks))
    app.add_url_rule("/away", view_func=public(_away))
    client = client_as(_owner()) if persona else app.test_client()
    answers = {
        400: client.get("/?a=%00"),
        404: client.get("/nowhere"),
        405: client.delete("/sign-in", headers={"X-CSRFToken": client.csrf_token()}),
        500: client.get("/breaks"),
        503: client.get("/away"),
    }
    if persona:
        answers[403] = client.get("/claims")
    for code, answer in answers.items():
        assert answer.status_code == code
        assert faults_of(answer, signed_in=bool(persona)) == []


def _breaks():
    raise RuntimeError("qzsecret in an exception")


def _away():
    raise OperationalError("SELECT qzsecret", {}, Exception("no connection"))


def _owner():
    from portal.core.permissions import Role
    from tests import factories

    return factories.membership(Role.APPLICANT)


@pytest.mark.parametrize("path", ["/breaks", "/away"])
def test_an_error_says_nothing_of_its_cause(app, client, path):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/breaks", view_func=public(_breaks))
    app.add_url_rule("/away", view_func=public(_away))
    html = client.get(path).get_data(as_text=True)
    assert "qzsecret" not in html and "Traceback" not in html and "SELECT" not in html


def test_the_nonce_is_new_each_time(client):
    policies = {client.get("/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


@pytest.mark.parametrize(
    ("careless", "caught"),
    [
        (lambda response: response.headers.pop("Content-Security-Policy"), "Content-Security-Policy: None"),
        (lambda response: response.headers.set("Cache-Control", "public"), "Cache-Control: public"),
        (lambda response: response.set_data("<p onclick='x()'>x</p>"), "onclick on p"),
        (
            lambda response: response.set_data("<img src='https://cdn.example/x.png'>"),
            "src=https://cdn.example/x.png",
        ),
        (lambda response: response.set_data("<script>alert(1)</script>"), "script <script>alert(1)</script>"),
    ],
)
def test_twin_a_careless_answer_is_caught(app, client_as, careless, caught):
    response = client_as(_owner()).get("/account")
    assert faults_of(response, signed_in=True) == []
    careless(response)
    assert faults_of(response, signed_in=True) == [f"GET /account 200 {caught}"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", ""])
def test_a_host_that_is_not_ours_is_refused(app, client, host):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = client.get("/", headers={"Host": host})
    assert faults_of(response, signed_in=False) == []
    assert response.status_code == 400 and "evil" not in response.get_data(as_text=True)


def test_a_forwarded_host_is_not_believed_without_a_proxy(client):
    response = client.get(
        "/account", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    )
    assert "evil" not in response.headers["Location"] and "https" not in response.headers["Location"]


BAD_TARGETS = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/%5cevil.example\\",
]


@pytest.mark.parametrize("target", BAD_TARGETS)
def test_signing_in_leads_to_no_other_site(app, target):
    assert security.safe_next(target) is None


def test_signing_in_leads_to_a_page_of_ours(app):
    assert security.safe_next("/needs?tab=open") == "/needs?tab=open"


def test_the_cookie_is_for_the_server_alone(app, database, tmp_path):
    environ = environment(database.url, tmp_path, PUBLIC_URL="https://finance.example.cn")
    secure = create_app({**from_environment(environ), "TESTING": True})
    with secure.app_context():
        response = secure.test_client().get("/register", base_url="https://localhost")
        cookie = response.headers.get("Set-Cookie", "")
        close_app(secure)
    assert cookie.startswith("__Host-") and "Path=/" in cookie and "Domain" not in cookie
    assert "HttpOnly" in cookie and "Secure" in cookie and "SameSite=Lax" in cookie
    assert response.headers["Strict-Transport-Security"]
