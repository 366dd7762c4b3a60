"""Signing in: one answer, the same work, a new session; signing out."""

import pytest
import sqlalchemy as sa

from portal.accounts import service
from portal.core import passwords, sessions
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.core.sessions import AuthSession
from tests import factories
from tests.page import Page

PASSWORD = "a password of ours"
MOBILE = "13800138000"


@pytest.fixture
def person(app):
    made = service.create_person("示例·林", MOBILE, "Lin@example.com", PASSWORD, email_proven=True)
    factories.membership(Role.APPLICANT, of=made)
    db.session.commit()
    return made


def sign_in(client, identifier=MOBILE, password=PASSWORD, **query):
    data = {"identifier": identifier, "password": password}
    return client.post("/sign-in", data=data, query_string=query)


@pytest.mark.parametrize("identifier", [MOBILE, "138 0013 8000", "lin@EXAMPLE.com", " Lin@example.com "])
def test_mobile_and_address_both_lead_in(client, person, identifier):
    assert sign_in(client, identifier).status_code == 303
    assert "示例·林" in client.get("/account").get_data(as_text=True)


def test_known_and_unknown_read_the_same(client, person):
    answers = [Page(sign_in(client, *tried)) for tried in [(MOBILE, "wrong"), ("13900139000", "wrong")]]
    assert [page.error_of("密码") for page in answers] == ["账号或密码不对，请再看一遍。密码分大小写。"] * 2
    assert [page.status for page in answers] == [422, 422]


def verifications(monkeypatch, matches, stored) -> int:
    """How often argon2 worked for one attempt."""
    seen = []
    hasher = passwords._hasher()

    class Counting:
        def verify(self, *given):
            seen.append(given)
            return hasher.verify(*given)

        hash = hasher.hash

    counting = Counting()
    monkeypatch.setattr(passwords, "_hasher", lambda: counting)
    matches(stored, "wrong")
    return len(seen)


def test_unknown_people_cost_as_much_as_known_ones(app, monkeypatch):
    stored = passwords.hashed(PASSWORD)
    assert verifications(monkeypatch, passwords.matches, stored) == 1
    assert verifications(monkeypatch, passwords.matches, None) == 1


def test_twin_an_early_answer_is_noticed(app, monkeypatch):
    def quick(stored, password):
        return stored is not None and passwords.matches(stored, password)

    assert verifications(monkeypatch, quick, None) == 0


def test_an_outdated_hash_is_made_anew(client, person, app):
    app.config["CHEAP_PASSWORDS"] = False
    assert sign_in(client).status_code == 303
    db.session.refresh(person)
    assert not passwords.is_outdated(person.password_hash)
    assert passwords.matches(person.password_hash, PASSWORD)


def test_the_session_gets_a_new_token_and_the_old_one_is_dead(client, person):
    client.get("/sign-in")
    client.csrf_token()
    before = client.get_cookie("rongqiao").value
    sign_in(client)
    after = client.get_cookie("rongqiao").value
    assert before != after
    client.set_cookie("rongqiao", before)
    assert "/sign-in" in client.get("/account").location


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/account", "/account"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_only_own_pages_follow(client, person, target, leads_to):
    assert sign_in(client, next=target).location == leads_to


def test_a_disabled_person_and_one_without_membership_stay_out(client, app):
    alone = service.create_person("示例·无", "13700137000", None, PASSWORD)
    gone = service.create_person("示例·离", "13600136000", None, PASSWORD)
    factories.membership(Role.APPLICANT, of=gone)
    gone.disabled_at = alone.created_at
    db.session.commit()
    assert "没有可用的身份" in Page(sign_in(client, "13700137000")).error_of("密码")
    assert "账号或密码不对" in Page(sign_in(client, "13600136000")).error_of("密码")


def test_signing_out_ends_the_row(client, person):
    sign_in(client)
    cookie = client.get_cookie("rongqiao").value
    row = db.session.scalar(
        sa.select(AuthSession.id).where(AuthSession.token_digest == sessions._digest(cookie))
    )
    assert client.post("/sign-out", data={}).status_code == 303
    assert db.session.get(AuthSession, row).ended_at is not None
    client.set_cookie("rongqiao", cookie)
    assert "/sign-in" in client.get("/account").location


def test_signing_out_is_no_link(client):
    assert client.get("/sign-out").status_code == 405


AGENTS = {
    "phone": "Mozilla/5.0 (Linux; Android 13) Chrome/120.0",
    "desk": "Mozilla/5.0 (Windows NT 10.0) Firefox/120.0",
}


def news_of_devices() -> int:
    told = sa.select(sa.func.count(OutboxMessage.id)).where(OutboxMessage.payload.contains("signed_in"))
    return db.session.scalar(told)


def test_a_new_kind_of_device_is_told_and_an_old_one_is_not(app, person):
    """The first of all is no news; neither is the same again."""
    told = []
    for kind in ("phone", "phone", "desk", "desk", "phone"):
        client = app.test_client()
        client.environ_base["HTTP_USER_AGENT"] = AGENTS[kind]
        assert sign_in(client).status_code == 303
        told.append(news_of_devices())
    assert told == [0, 0, 1, 1, 1]
