"""People of a served site: a session made beside it, requests over HTTP, and nothing but the answers."""

import contextvars
import http.client
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from portal.accounts.models import Membership
from tests.servers import Server

TOKEN = "0123456789abcdef0123456789abcdef01234567"
PATIENCE = 20  # seconds
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    html: str


@dataclass(frozen=True)
class Visitor:
    """Somebody with a session; `raw` is its cookie."""

    server: Server
    raw: str
    token: str

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, key: str = "", **fields) -> Answer:
        """As the page's own form would; OSError or HTTPException when no answer came."""
        sent = {"csrf_token": self.token, "key": key or secrets.token_urlsafe(18), **fields}
        return self._ask("POST", path, urlencode(sent, doseq=True), {"Content-Type": FORM})

    def _ask(self, method: str, path: str, body: str | None, headers: dict) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {**headers, "Cookie": f"rongqiao={self.raw}"})
            answer = connection.getresponse()
            text = answer.read().decode()
            return Answer(answer.status, answer.headers.get("Location") or "", text)
        finally:
            connection.close()


def visitor(app: Flask, server: Server, member: Membership | None, **data) -> Visitor:
    """A session row as signing in would have left it, on the site that `app` and `server` share."""
    return contextvars.Context().run(_visitor, app, server, member, data)  # outside the caller's app context


def _visitor(app: Flask, server: Server, member: Membership | None, data: dict) -> Visitor:
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf_token"] = TOKEN
        if member:
            session.update({"_user_id": str(member.person_id), "membership_id": member.id, "_fresh": True})
            session["second"] = member.person_id
        session.update(data)
    token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(TOKEN)
    return Visitor(server, client.get_cookie("rongqiao").value, token)
