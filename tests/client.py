"""A test client that behaves like a browser of ours, and fails a test whose request forgot to commit."""

import contextvars
import secrets

from flask import Flask, has_app_context, request
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event

from portal.core.db import db

LEFT = "left-uncommitted"


class PortalClient(FlaskClient):
    """Requests run outside the test's own app context, as they do in a server.

    What the test has prepared is committed before a request, and its rows are read anew after it. A form
    given as a dict gets the CSRF token and the idempotency key every form of the site carries; data of any
    other kind, and no data, is sent as it is.
    """

    def open(self, *args, **kwargs):
        if not has_app_context():  # the client itself follows a redirect, inside the request it came from
            return super().open(*args, **kwargs)
        db.session.commit()
        if isinstance(kwargs.get("data"), dict):
            kwargs["data"] = {
                "csrf_token": self.csrf_token(),
                "key": secrets.token_urlsafe(18),
                **kwargs["data"],
            }
        response = contextvars.Context().run(super().open, *args, **kwargs)
        response.client = self
        db.session.expire_all()
        left = self.application.extensions.pop(LEFT, None)
        assert not left, f"the request {left} changed rows and answered without committing them"
        return response

    def csrf_token(self) -> str:
        """A token for this client's session, as a page of the site would have given it."""
        return contextvars.Context().run(self._csrf_token)

    def _csrf_token(self) -> str:
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        return URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw)


def guard_commits(app: Flask) -> None:
    """Note every request that answers well while its session holds changes nobody committed."""

    @app.after_request  # the last to be registered is the first to run: before the app itself rolls back
    def note(response):
        if response.status_code < 400 and (db.session.new or db.session.deleted or db.session.info.get(LEFT)):
            app.extensions[LEFT] = f"{request.method} {request.path}"
        return response


def watch_sessions() -> None:
    """Mark a session from its first write until it commits or rolls back."""

    @event.listens_for(db.session, "after_flush")
    def flushed(session, context):
        session.info[LEFT] = True

    @event.listens_for(db.session, "do_orm_execute")
    def executed(state):
        if state.is_insert or state.is_update or state.is_delete:
            state.session.info[LEFT] = True

    @event.listens_for(db.session, "after_commit")
    def committed(session):
        session.info.pop(LEFT, None)

    @event.listens_for(db.session, "after_rollback")
    def rolled_back(session):
        session.info.pop(LEFT, None)
