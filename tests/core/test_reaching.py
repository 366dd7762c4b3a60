"""Texts and mail: numbered templates only, against a real gateway and a real mail server of our own."""

import json
import socketserver
import stat
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from portal.core import inbox, mail, texts
from portal.core.config import ConfigError, from_environment
from portal.core.notices import NOTICES, NotSent, NoWay
from tests.application import environment

MOBILE, ADDRESS, CODE = "10000000777", "shili@example.com", "482913"
SQLITE = pytest.mark.sqlite
pytestmark = SQLITE


@contextmanager
def served(server):
    """The port of a server that runs beside the test."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def gateway(seen: list, status: int = 200) -> HTTPServer:
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, self.headers["Authorization"], json.loads(body)))
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    Answer.do_GET = Answer.do_POST  # a redirect that is followed would arrive so
    return HTTPServer(("127.0.0.1", 0), Answer)


def use_gateway(app, port: int, body: str = "") -> None:
    more = {
        "TEXTS_URL": f"http://127.0.0.1:{port}/send",
        "TEXTS_TOKEN": "a-secret-of-the-gateway",
        "TEXTS_TEMPLATES": "code:1001, news:1002",
        "TEXTS_BODY": body,
    }
    config = from_environment(environment("sqlite://", app.config["DATA_DIR"], **more))
    app.config.update({name: config[name] for name in config if name.startswith("TEXTS")}, INBOX=False)


def test_a_text_is_a_number_of_a_template_and_its_parameters(app):
    seen = []
    with served(gateway(seen)) as port:
        use_gateway(app, port)
        texts.send(MOBILE, "code", code=CODE)
        use_gateway(app, port, '{"phone": "{to}", "id": "{template}", "list": ["{code}"], "sign": "示例"}')
        texts.send(MOBILE, "code", code=CODE)
    ours = {"to": MOBILE, "template": "1001", "parameters": {"code": CODE}}
    theirs = {"phone": MOBILE, "id": "1001", "list": [CODE], "sign": "示例"}
    assert seen == [("/send", "Bearer a-secret-of-the-gateway", body) for body in (ours, theirs)]


@pytest.mark.parametrize("status", [302, 307, 400, 503])
def test_any_other_answer_is_tried_again_later_and_followed_nowhere(app, status):
    seen = []
    with served(gateway(seen, status)) as port:
        use_gateway(app, port)
        with pytest.raises(NotSent) as failed:
            texts.send(MOBILE, "news")
    assert len(seen) == 1
    assert MOBILE not in str(failed.value)
    with pytest.raises(NotSent):  # nobody listens any more
        texts.send(MOBILE, "news")


@pytest.mark.parametrize("name", NOTICES)
def test_nothing_but_codes_and_own_links_can_be_said(app, name):
    app.config["PUBLIC_URL"] = "https://example.cn"
    for value in (
        "您的贷款批了",
        "48291",
        "482913 ",
        "https://evil.example/x",
        "https://example.cn.evil.example/",
    ):
        with pytest.raises(ValueError):
            mail.send(ADDRESS, name, **dict.fromkeys(NOTICES[name].parameters or {"words"}, value))
    assert inbox.arrived() == []


def test_a_link_is_never_texted(app):
    app.config["PUBLIC_URL"] = "https://example.cn"
    with pytest.raises(ValueError):
        texts.send(MOBILE, "invitation", link="https://example.cn/invitation/x")
    mail.send(ADDRESS, "invitation", link="https://example.cn/invitation/x")
    assert "https://example.cn/invitation/x" in inbox.arrived()[0].words


def test_the_inbox_is_a_file_for_its_owner_alone(app):
    texts.send(MOBILE, "news")
    mail.send(ADDRESS, "code", code=CODE)
    newest, oldest = inbox.arrived()
    assert (newest.kind, newest.to, CODE in newest.words) == ("mail", ADDRESS, True)
    assert (oldest.kind, oldest.to) == ("text", MOBILE)
    file = app.config["DATA_DIR"] / "inbox.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_site_without_a_gateway_says_so(app):
    app.config["INBOX"] = False
    assert not texts.available() and not mail.available()
    for port, to in ((texts, MOBILE), (mail, ADDRESS)):
        with pytest.raises(NoWay):
            port.send(to, "news")


class MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as a delivery needs; what it was told is kept on the server."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            self.server.told.append(line)
            match line.split()[0].upper():
                case "EHLO":
                    self.say("250 here")
                case "DATA":
                    self.say("354 go on")
                    self.take()
                case "QUIT":
                    return self.say("221 bye")
                case "RCPT" if self.server.refuses:
                    self.say("550 no")
                case _:
                    self.say("250 ok")
        return None

    def take(self):
        while (line := self.rfile.readline().decode()) != ".\r\n":
            self.server.told.append(line.strip())
        self.say("250 taken")

    def say(self, line: str):
        self.wfile.write(f"{line}\r\n".encode())


def mail_server(*, refuses: bool = False):
    server = socketserver.TCPServer(("127.0.0.1", 0), MailServer)
    server.told, server.refuses = [], refuses
    return server


def test_a_mail_is_delivered_by_smtp(app):
    server = mail_server()
    with served(server) as port:
        app.config.update(INBOX=False, SMTP_URL=f"smtp://127.0.0.1:{port}", MAIL_FROM="noreply@example.cn")
        mail.send(ADDRESS, "news")
    assert "rcpt TO:<shili@example.com>" in server.told
    assert any(line.startswith("From: noreply@example.cn") for line in server.told)


def test_a_refused_mail_and_an_unencrypted_password_are_not_sent(app):
    server = mail_server(refuses=True)
    with served(server) as port:
        app.config.update(INBOX=False, SMTP_URL=f"smtp://127.0.0.1:{port}", MAIL_FROM="noreply@example.cn")
        with pytest.raises(NotSent) as refused:
            mail.send(ADDRESS, "news")
        app.config["SMTP_URL"] = f"smtp://me:pass@127.0.0.1:{port}"
        with pytest.raises(NotSent):
            mail.send(ADDRESS, "news")
    assert ADDRESS not in str(refused.value)
    assert not any(line.upper().startswith("AUTH") for line in server.told)


@pytest.mark.parametrize(
    "given",
    [
        {"TEXTS_URL": "http://gateway.example/send", "TEXTS_TEMPLATES": "code:1,news:2"},
        {"TEXTS_URL": "file:///etc/passwd", "TEXTS_TEMPLATES": "code:1,news:2"},
        {"TEXTS_URL": "https://gateway.example/send", "TEXTS_TEMPLATES": "code:1"},
        {"TEXTS_URL": "https://a.example/b", "TEXTS_TEMPLATES": "code:1,news:2", "TEXTS_BODY": "{to}"},
        {"SMTP_URL": "http://mail.example", "MAIL_FROM": "noreply@example.cn"},
        {"SMTP_URL": "smtp://mail.example"},
        {"SMTP_URL": "smtps://me:%E7%A4%BA@mail.example", "MAIL_FROM": "noreply@example.cn"},
    ],
)
def test_a_wrong_configuration_is_refused_at_the_start(app, given):
    with pytest.raises(ConfigError):
        from_environment(environment("sqlite://", app.config["DATA_DIR"], **given))
