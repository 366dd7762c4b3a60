"""What every answer carries, errors included, and whom the site does not listen to."""

import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.core import security
from portal.core.config import from_environment
from portal.core.permissions import public
from tests import world as worlds
from tests.addresses import all_addresses
from tests.application import close_app, environment

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
POLICY_OF_PICTURES = {"default-src": "'none'", "frame-ancestors": "'none'", "sandbox": ""}
POLICY_OF_FILES = {"default-src": "'none'", "style-src": "'self'", "frame-ancestors": "'none'"}
NONCE = re.compile(r"'nonce-([\w-]{20,})'")
PERSONAS = ("signed_out", "owner", "accepted", "operator")


def faults_of(response, *, signed_in: bool) -> list[str]:
    """What an answer lacks."""
    headers = response.headers
    faults = [f"{name}: {headers.get(name)}" for name, value in EXACT.items() if headers.get(name) != value]
    policy = _policy(headers.get("Content-Security-Policy", ""))
    nonce = NONCE.fullmatch(policy.pop("script-src", ""))
    is_file = response.request.path.startswith("/static/") and policy == POLICY_OF_FILES
    is_picture = response.mimetype == "image/jpeg" and policy == POLICY_OF_PICTURES
    if not (is_file or is_picture) and (policy != POLICY or nonce is None):
        faults.append(f"Content-Security-Policy: {headers.get('Content-Security-Policy')}")
    if signed_in and headers.get("Cache-Control") != "no-store":
        faults.append(f"Cache-Control: {headers.get('Cache-Control')}")
    if "Server" in headers and "Python" in headers["Server"]:
        faults.append(f"Server: {headers['Server']}")
    if response.mimetype == "text/html":
        faults += _loads(response.get_data(as_text=True), nonce and nonce[1])
    return [
        f"{response.request.method} {response.request.path} {response.status_code} {each}" for each in faults
    ]


def _policy(text: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in text.split(";") if part.strip())
    return {name: value for name, _, value in parts}


def _loads(html: str, nonce: str | None) -> list[str]:
    """Scripts without this answer's nonce, anything inline, any other host."""
    soup = BeautifulSoup(html, "html.parser")
    faults = ["inline style"] * (len(soup.find_all(style=True)) + len(soup.find_all("style")))
    for script in soup.find_all("script"):
        if script.get("type") != "application/json" and (
            not script.get("src") or script.get("nonce") != nonce
        ):
            faults.append(f"script {script}")
    for tag in soup.find_all():
        faults += [f"{name} on {tag.name}" for name in tag.attrs if name.startswith("on")]
        faults += [
            f"{name}={tag[name]}"
            for name in ("href", "src", "action", "formaction")
            if _foreign(tag.get(name))
        ]
    return faults


def _foreign(address: str | None) -> bool:
    parts = urlsplit(address or "")
    return bool(parts.netloc) or parts.scheme not in {"", "data"}


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_route_answers_with_the_headers(app, client_as, persona):
    world = worlds.build()
    member = world.members[persona]
    first = {address.name: address for address in all_addresses(app, world)}
    faults = []
    for name, address in first.items():
        client = client_as(member) if member else app.test_client()
        data = {"data": {}} if address.method == "POST" else {}
        with client.open(address.path, method=address.method, **data) as response:
            response.get_data()
        left = name in {"POST accounts.sign_out", "GET static"}
        faults += faults_of(response, signed_in=member is not None and not left)
    assert faults == []


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
