"""Sessions are rows: they can be listed and ended, and a leaver's are dead at once.

The cookie holds a random token; the row holds its SHA-256, who it belongs to, and the data sealed under the
site key. Reading and saving use short transactions of their own, so that neither waits for business rows.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
import structlog
from flask import Flask, Request, Response, request
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import CallbackDict

from portal.core import clock, crypto, devices
from portal.core.db import Base, db

log = structlog.get_logger(__name__)
IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
ANONYMOUS = timedelta(hours=24)  # a draft typed before signing in is gone after this
LISTED = 20
HANDLE = 20  # characters of a digest: 80 bits
TOUCH = timedelta(minutes=1)
IN_FLIGHT = timedelta(minutes=10)
"""No request lasts longer. A row goes only then: SQLite may give its id to the next session, and a request
that began under the old one must not save into it."""


class AuthSession(Base):
    __tablename__ = "auth_session"

    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    data_sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    device: Mapped[str | None] = mapped_column(sa.String(40))  # families of browser and system, nothing more


class RowSession(CallbackDict, SessionMixin):
    """What `flask.session` is. `_user_id` (Flask-Login) is the person, `membership_id` whom they act for.

    `half` is who gave a password and owes a second factor: nobody yet, but ended with their sessions.
    """

    def __init__(
        self, initial=None, row_id: int | None = None, token: str = "", seen_at: datetime | None = None
    ):
        def changed(session: "RowSession") -> None:
            session.modified = True

        super().__init__(initial, changed)
        self.modified = False
        self.row_id, self.token, self.seen_at = row_id, token, seen_at
        self.renewed = self.proven = False
        self.given: str | None = None
        self.away = False  # the database did not answer: nobody knows whose session this is

    def renew(self, *, proven: bool = False, given: str | None = None) -> None:
        """A new token at sign-in and at change of role; the old row ends when this one is saved.

        `proven`: a password was given in this very request, so it does not matter whether the old row lives;
        `given`: its hash, looked at again when the new row is made, since checking it takes a while.
        """
        self.renewed = self.modified = True
        self.proven, self.given = proven, given


class RowSessionInterface(SessionInterface):
    def open_session(self, app: Flask, request: Request) -> RowSession:
        token = request.cookies.get(app.config["SESSION_COOKIE_NAME"], "")
        try:
            row = self._find(token) if token else None
        except OperationalError as error:  # an error here would leave the error page without a session
            log.error("database.away", exc_info=error)
            session = RowSession()
            session.away = True
            return session
        if row is None:
            return RowSession()
        try:
            data = crypto.loads_sealed(row.data_sealed, _bound_to(row.token_digest))
        except crypto.Unreadable:
            return RowSession()
        return RowSession(data, row.id, token, row.seen_at)

    def save_session(self, app: Flask, session: RowSession, response: Response) -> None:
        name = app.config["SESSION_COOKIE_NAME"]
        guarded = {"httponly": True, "secure": app.config["SESSION_COOKIE_SECURE"], "samesite": "Lax"}
        response.vary.add("Cookie")
        if not session.modified:
            self._touch(session)
            return
        if not (self._replace(session) if session.renewed else self._keep(session)):
            response.delete_cookie(name, **guarded)  # ended meanwhile: stays dead
            return
        response.set_cookie(name, session.token, **guarded)

    def _replace(self, session: RowSession) -> bool:
        """A new row for a renewed session; False when the old one, or the password, was ended meanwhile.

        What the old one held moves along: a draft typed before signing in must not outlive its person there.
        The person's row is held first: a new password waits for the new session and ends it, or is seen.
        """
        old, session.token = _digest(session.token), secrets.token_urlsafe(32)
        values = _values(session, _digest(session.token))
        emptied = crypto.dumps_sealed({}, _bound_to(old))
        with db.engine.begin() as connection:
            stored = values["person_id"] and connection.scalar(_password_of(values["person_id"]))
            alive = session.row_id is None or _end_one(connection, session.row_id, emptied)
            good = session.proven and session.given in {None, stored}
            if good or (alive and not session.proven):
                _insert(connection, values)
                return True
        return False

    def _keep(self, session: RowSession) -> bool:
        if session.row_id is None:
            session.token = secrets.token_urlsafe(32)
            values = _values(session, _digest(session.token))
            with db.engine.begin() as connection:
                _insert(connection, values)
            return True
        return self._update(session)

    def _find(self, token: str) -> sa.Row | None:
        now = clock.now()
        alive = sa.select(AuthSession.__table__).where(
            AuthSession.token_digest == _digest(token), AuthSession.ended_at.is_(None)
        )
        with db.engine.connect() as connection:
            row = connection.execute(alive).first()
        if row is None:
            return None
        oldest = ABSOLUTE if row.person_id else ANONYMOUS
        fresh = row.created_at > now - oldest and row.seen_at > now - (IDLE if row.person_id else ANONYMOUS)
        return row if fresh else None

    def _update(self, session: RowSession) -> bool:
        """False when the row was ended meanwhile: a request in flight must not revive it."""
        alive = sa.update(AuthSession).where(AuthSession.id == session.row_id, AuthSession.ended_at.is_(None))
        with db.engine.begin() as connection:
            values = _values(session, _digest(session.token))
            return connection.execute(alive.values(seen_at=clock.now(), **values)).rowcount == 1

    def _touch(self, session: RowSession) -> None:
        if session.row_id is None or session.seen_at > clock.now() - TOUCH:
            return
        with db.engine.begin() as connection:
            connection.execute(
                sa.update(AuthSession).where(AuthSession.id == session.row_id).values(seen_at=clock.now())
            )


def emptied(digest: str, person_id: int, membership_id: int, device: str) -> AuthSession:
    """A session that began now and holds nothing, for whoever only wants it listed."""
    now, sealed = clock.now(), crypto.dumps_sealed({}, _bound_to(digest))
    whose = {"person_id": person_id, "membership_id": membership_id, "device": device}
    return AuthSession(token_digest=digest, data_sealed=sealed, created_at=now, seen_at=now, **whose)


def end(row_id: int, leaving: bytes | None = None) -> bool:
    """End one session, in a transaction of its own; False when it had ended. `leaving`: its data then."""
    with db.engine.begin() as connection:
        return _end_one(connection, row_id, leaving)


def is_alive(row_id: int) -> bool:
    """Whether a session was not ended, as the caller's transaction sees it."""
    mine = sa.select(AuthSession.ended_at).where(AuthSession.id == row_id)
    row = db.session.execute(mine).first()
    return row is not None and row.ended_at is None


def end_all_of(person_id: int, but: int | None = None) -> None:
    """End a person's sessions but one row, in the caller's transaction (new password, account disabled)."""
    _end_all(AuthSession.person_id == person_id, AuthSession.id != (but or 0))


def end_all_under(membership_id: int) -> None:
    """End every session that acts under a membership, in the caller's transaction."""
    _end_all(AuthSession.membership_id == membership_id)


def of_person(person_id: int) -> list[AuthSession]:
    """The living sessions in which somebody is signed in, the one seen last first."""
    now = clock.now()
    mine = sa.select(AuthSession).where(
        AuthSession.person_id == person_id,
        AuthSession.membership_id.is_not(None),
        AuthSession.ended_at.is_(None),
        AuthSession.created_at > now - ABSOLUTE,
        AuthSession.seen_at > now - IDLE,
    )
    return list(db.session.scalars(mine.order_by(AuthSession.seen_at.desc()).limit(LISTED)))


def data_of(row: AuthSession) -> dict:
    """What a session holds, as far as it can be read."""
    try:
        return crypto.loads_sealed(row.data_sealed, _bound_to(row.token_digest))
    except crypto.Unreadable:
        return {}


def handle_of(row: AuthSession) -> str:
    """What names a session on its owner's page: part of a digest, of which nobody makes the token."""
    return row.token_digest[:HANDLE]


def end_named(person_id: int, handle: str) -> bool:
    """End this person's session of this handle, in the caller's transaction; False when none is."""
    named = sa.update(AuthSession).where(
        AuthSession.person_id == person_id,
        sa.func.substr(AuthSession.token_digest, 1, HANDLE) == handle,
        AuthSession.ended_at.is_(None),
    )
    return db.session.execute(named.values(ended_at=clock.now())).rowcount > 0


def whose_was(token: str) -> int | None:
    """The person of a session that may have ended: whoever was filling in the form it sends."""
    return db.session.scalar(
        sa.select(AuthSession.person_id).where(AuthSession.token_digest == _digest(token))
    )


def sweep() -> int:
    """Remove dead sessions, and drafts of a day ago, in the caller's transaction; how many.

    Those of persons stay a while: a form that was being filled in when its session ended is still theirs.
    """
    over, unknown = clock.now() - IN_FLIGHT, AuthSession.person_id.is_(None)
    dead = sa.or_(
        AuthSession.created_at < over - 2 * ABSOLUTE,
        sa.and_(unknown, AuthSession.created_at < over - ANONYMOUS),
    )
    return db.session.execute(sa.delete(AuthSession).where(dead)).rowcount


def _insert(connection: sa.Connection, values: dict) -> None:
    now, device = clock.now(), devices.family(request.user_agent.string)
    row = sa.insert(AuthSession).values(created_at=now, seen_at=now, device=device, **values)
    connection.execute(row)


def _end_one(connection: sa.Connection, row_id: int, leaving: bytes | None) -> bool:
    alive = sa.update(AuthSession).where(AuthSession.id == row_id, AuthSession.ended_at.is_(None))
    left = {} if leaving is None else {"data_sealed": leaving}
    return connection.execute(alive.values(ended_at=clock.now(), **left)).rowcount == 1


def _password_of(person_id: int) -> sa.Select:
    """The hash as it is now, held against a change until the transaction ends."""
    person = db.metadata.tables["person"]  # the core knows of people by name alone
    return sa.select(person.c.password_hash).where(person.c.id == person_id).with_for_update(read=True)


def _end_all(*which: sa.ColumnElement[bool]) -> None:
    alive = sa.update(AuthSession).where(*which, AuthSession.ended_at.is_(None))
    db.session.execute(alive.values(ended_at=clock.now()))


def _values(session: RowSession, digest: str) -> dict:
    person = session.get("_user_id") or session.get("half", {}).get("person_id")
    return {
        "token_digest": digest,
        "person_id": int(person) if person else None,
        "membership_id": session.get("membership_id"),
        "data_sealed": crypto.dumps_sealed(dict(session), _bound_to(digest)),
    }


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _bound_to(digest: str) -> str:
    return f"auth_session:{digest}"
