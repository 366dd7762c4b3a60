"""Signing in and out, and what a person was typing when their session ended.

Call `start` and `stop` after the business transaction has committed: the session row refers to its rows.
"""

from datetime import datetime, timedelta

from flask import current_app, request, session
from flask_login import login_user, logout_user

from portal.accounts.actor import actor_of
from portal.accounts.queries import active_memberships
from portal.core import clock, security
from portal.core.sessions import whose_was

STASH_KEPT = timedelta(minutes=30)
STASH_MAX = 64 * 1024  # characters; a longer form is not kept


def start(person_id: int, membership_id: int) -> None:
    """Begin to act for one organisation after a password was given: new token, drafts and stash stay."""
    _act_as(person_id, membership_id)
    session.renew(proven=True)


def switch(person_id: int, membership_id: int) -> None:
    """Act for another organisation of the same person, under a new token."""
    _act_as(person_id, membership_id)
    session.renew()


def stop() -> None:
    """Forget everything; the row ends when the answer is sent."""
    logout_user()
    session.clear()
    session.renew()


def stash() -> None:
    """Keep the fields of the form that just arrived without a session, sealed, for whoever typed them."""
    fields = security.typed_fields()
    if sum(len(name) + len(value) for name, value in fields) > STASH_MAX:
        return
    session["stash"] = {
        "action": request.full_path.rstrip("?"),
        "fields": fields,
        "person_id": whose_was(request.cookies.get(current_app.config["SESSION_COOKIE_NAME"], "")),
        "at": clock.now().isoformat(),
        "shown": False,
    }


def stashed(person_id: int) -> dict | None:
    """What this person was sending, if it was them and lately: `{action, fields, shown, …}`."""
    kept = session.get("stash")
    if kept is None:
        return None
    late = datetime.fromisoformat(kept["at"]) < clock.now() - STASH_KEPT
    if late or kept["person_id"] not in {None, person_id}:
        del session["stash"]
        return None
    return kept


def mark_shown() -> None:
    """Signing in leads to the stash only once."""
    session["stash"] = {**session["stash"], "shown": True}


def _act_as(person_id: int, membership_id: int) -> None:
    actor = actor_of(membership_id, person_id)
    if actor is None:
        raise LookupError(f"membership {membership_id} has ended or is another person's")
    session["membership_id"] = membership_id
    session["several"] = len(active_memberships(person_id)) > 1
    session.pop("csrf_token", None)
    login_user(actor)
