"""Mail goes encrypted, to the server that it was meant for and to no other; what is not sent is kept."""

import base64
import ssl
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from portal.core import clock, mail, outbox
from portal.core.db import db
from portal.core.notices import NotSent
from portal.core.outbox import OutboxMessage
from tests.accounts.test_reset import member
from tests.core.certificates import ELSEWHERE, Authority
from tests.core.test_reaching import ADDRESS, MailServer, mail_server, served

SQLITE = pytest.mark.sqlite
pytestmark = SQLITE
PASSWORD = "pass/w@rd %7"
LOGIN = base64.b64encode(f"\0me\0{PASSWORD}".encode()).decode()
WAYS = pytest.mark.parametrize("way", ["smtps", "starttls"])
WRONG = ("another name", "run out", "unknown authority")


class SecureServer(MailServer):
    """Encrypted from the first byte, or once asked to; notes what it was told in clear and what not."""

    def setup(self):
        if self.server.way == "smtps":
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def say(self, line: str):
        told = self.server.told[-1:] or [""]
        if told[0].upper().startswith("EHLO") and line.startswith("250"):
            line = "250-here\r\n250-AUTH PLAIN" + ("\r\n250 STARTTLS" if self.may_ask() else "\r\n250 ok")
        if told[0].upper() == "STARTTLS":
            return self.begin_tls()
        if told[0].upper().startswith("AUTH"):
            line = "235 welcome"
        return super().say(line)

    def finish(self):
        super().finish()
        self.request.close()  # the server knows only the socket that was wrapped

    def may_ask(self) -> bool:
        return self.server.way == "starttls" and not isinstance(self.request, ssl.SSLSocket)

    def begin_tls(self):
        if self.server.context is None:
            return super().say("454 not now")
        super().say("220 go on")
        self.server.told.append("(from here on encrypted)")
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        return None


def secure_server(way: str, certificate=None):
    server = mail_server()
    server.RequestHandlerClass, server.way, server.failed, server.context = SecureServer, way, [], None
    server.handle_error = lambda request, address: server.failed.append(address)  # not onto stderr
    if certificate:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(certificate)
    return server


@pytest.fixture
def authority(app, tmp_path, monkeypatch):
    """Whom this machine trusts, as an operator would tell it to."""
    made = Authority(tmp_path, "示例 CA")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return made


def use(app, way: str, port: int) -> None:
    scheme, secret = "smtps" if way == "smtps" else "smtp", quote(PASSWORD, safe="")
    url = f"{scheme}://me:{secret}@127.0.0.1:{port}"
    app.config.update(INBOX=False, SMTP_URL=url, MAIL_FROM="noreply@example.cn")


def certificate(authority, tmp_path, fault: str | None):
    match fault:
        case "another name":
            return authority.vouch_for(ELSEWHERE)
        case "run out":
            return authority.vouch_for(days=-1)
        case "unknown authority":
            return Authority(tmp_path, "another CA").vouch_for()
        case _:
            return authority.vouch_for()


def in_clear(server) -> list[str]:
    """What anybody on the way could read."""
    told = server.told if server.way == "starttls" else []
    return told[: told.index("(from here on encrypted)")] if "(from here on encrypted)" in told else told


@WAYS
def test_a_mail_goes_encrypted_and_so_does_the_password(app, authority, way):
    server = secure_server(way, authority.vouch_for())
    with served(server) as port:
        use(app, way, port)
        mail.send(ADDRESS, "news")
    assert f"AUTH PLAIN {LOGIN}" in server.told and "rcpt TO:<shili@example.com>" in server.told
    assert {line.split()[0].upper() for line in in_clear(server)} <= {"EHLO", "STARTTLS"}


def refused(app, authority, tmp_path, way: str, fault: str) -> None:
    server = secure_server(way, certificate(authority, tmp_path, fault))
    with served(server) as port:
        use(app, way, port)
        with pytest.raises(NotSent) as error:
            mail.send(ADDRESS, "news")
    assert server.failed, "the server was reached, and left"
    assert not [line for line in server.told if line.upper().startswith(("AUTH", "RCPT", "MAIL"))]
    assert ADDRESS not in str(error.value) and PASSWORD not in str(error.value)


@WAYS
@pytest.mark.parametrize("fault", WRONG)
def test_a_server_that_is_another_is_told_nothing(app, authority, tmp_path, way, fault):
    refused(app, authority, tmp_path, way, fault)


@WAYS
def test_twin_whoever_looks_at_no_certificate_tells_it_all(app, authority, tmp_path, way, monkeypatch):
    monkeypatch.setattr(mail.ssl, "create_default_context", ssl._create_unverified_context)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        refused(app, authority, tmp_path, way, "another name")


def test_a_server_that_offers_encryption_and_then_does_not_is_told_nothing_in_clear(app, authority):
    server = secure_server("starttls")
    with served(server) as port:
        use(app, "starttls", port)
        with pytest.raises(NotSent):
            mail.send(ADDRESS, "news")
    assert {line.split()[0].upper() for line in server.told} <= {"EHLO", "STARTTLS", "QUIT"}


@WAYS
def test_what_was_not_sent_is_kept_and_goes_to_the_right_server_later(app, client, authority, tmp_path, way):
    member()
    use(app, way, 9)
    client.post("/password/forgotten", data={"identifier": ADDRESS})
    wrong = secure_server(way, certificate(authority, tmp_path, "another name"))
    with served(wrong) as port:
        use(app, way, port)
        outbox.run_due()
    [message] = db.session.scalars(sa.select(OutboxMessage))
    assert (message.attempts, message.error, message.dead_at) == (1, "NotSent", None)
    right = secure_server(way, authority.vouch_for())
    with served(right) as port:
        use(app, way, port)
        db.session.execute(sa.update(OutboxMessage).values(due_at=clock.now()))
        db.session.commit()
        outbox.run_due()
    assert f"rcpt TO:<{ADDRESS}>" in right.told
    assert db.session.scalar(sa.select(OutboxMessage.id)) is None
