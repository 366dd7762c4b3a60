"""Sessions: rows that can be ended, and that nobody revives."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import session

from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.core import clock, crypto, sessions
from portal.core.db import db
from portal.core.permissions import Role, public
from portal.core.sessions import AuthSession, RowSessionInterface


@pytest.fixture
def pages(app):
    """Two pages: one says who is signed in, one changes the session."""

    @public
    def who():
        return str(session.get("_user_id", "nobody"))

    @public
    def touch():
        session["seen"] = session.get("seen", 0) + 1
        return "ok"

    app.add_url_rule("/test/who", view_func=who)
    app.add_url_rule("/test/touch", view_func=touch)
    return app


def rows() -> list[AuthSession]:
    return list(db.session.scalars(sa.select(AuthSession).order_by(AuthSession.id)))


def test_a_session_is_a_row_without_its_token(pages, client_as):
    client = client_as(Role.APPLICANT)
    row = rows()[0]
    token = client.get_cookie("rongqiao").value
    assert token not in row.token_digest
    assert row.person_id == client.membership.person_id
    assert b"_user_id" not in row.data_sealed
    assert client.get("/test/who").text == str(client.membership.person_id)


def test_an_ended_session_is_dead_at_once(pages, client_as):
    client = client_as(Role.APPLICANT)
    sessions.end_all_of(client.membership.person_id)
    db.session.commit()
    assert client.get("/test/who").text == "nobody"


def test_a_request_in_flight_does_not_revive_an_ended_session(pages, client_as, monkeypatch):
    client = client_as(Role.APPLICANT)
    real = RowSessionInterface._find

    def found_then_ended(self, token):
        row = real(self, token)
        sessions.end(row.id)
        return row

    monkeypatch.setattr(RowSessionInterface, "_find", found_then_ended)
    client.get("/test/touch")
    monkeypatch.undo()
    assert client.get("/test/who").text == "nobody"
    assert all(row.ended_at for row in rows() if row.person_id)


def test_a_save_that_does_not_look_would_revive_it(pages, client_as, monkeypatch):
    """The broken twin: saving without the condition on `ended_at` brings the session back."""
    client = client_as(Role.APPLICANT)

    def careless(self, session):
        with db.engine.begin() as connection:
            connection.execute(
                sa.update(AuthSession).where(AuthSession.id == session.row_id).values(ended_at=None)
            )
        return True

    real = RowSessionInterface._find
    monkeypatch.setattr(RowSessionInterface, "_update", careless)
    monkeypatch.setattr(
        RowSessionInterface, "_find", lambda self, token: (row := real(self, token), sessions.end(row.id))[0]
    )
    client.get("/test/touch")
    monkeypatch.undo()
    assert client.get("/test/who").text != "nobody"


@pytest.mark.parametrize(("column", "age"), [("seen_at", sessions.IDLE), ("created_at", sessions.ABSOLUTE)])
def test_an_old_session_is_over(pages, client_as, column, age):
    client = client_as(Role.APPLICANT)
    db.session.execute(sa.update(AuthSession).values({column: clock.now() - age - timedelta(seconds=1)}))
    assert client.get("/test/who").text == "nobody"


def test_reading_a_page_makes_no_session(pages, client):
    client.get("/test/who")
    assert rows() == []


def test_somebody_disabled_is_nobody(pages, client_as):
    client = client_as(Role.APPLICANT)
    assert actor_of(client.membership.id).person_id == client.membership.person_id
    db.session.execute(sa.update(Person).values(disabled_at=clock.now()))
    assert actor_of(client.membership.id) is None


def test_a_renewed_session_leaves_nothing_behind(app, client, client_as):
    """A draft typed before signing in moves along; the old row must not keep it where nobody looks."""
    with client.session_transaction() as session:
        session["draft"] = "示例原话"
    with client.session_transaction() as session:
        session.renew()
    rows = db.session.execute(sa.select(AuthSession.__table__)).all()
    held = [crypto.loads_sealed(row.data_sealed, f"auth_session:{row.token_digest}") for row in rows]
    assert [bool(row.ended_at) for row in rows] == [True, False]
    assert [one.get("draft") for one in held] == [None, "示例原话"]
