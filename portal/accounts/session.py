"""Signing in and out, and what a person was typing when their session ended.

Call `start` and `stop` after the business transaction has committed: the session row refers to its rows.
"""

from datetime import datetime, timedelta

from flask import current_app, request, session
from flask_login import login_user, logout_user

from portal.accounts import asked, ways_in
from portal.accounts.actor import actor_of, is_proven
from portal.accounts.queries import active_memberships
from portal.accounts.ways_in import Way
from portal.core import clock, security
from portal.core.permissions import Role
from portal.core.sessions import whose_was

HALF_KEPT = timedelta(minutes=10)
STASH_KEPT = timedelta(minutes=30)
STASH_MAX = 64 * 1024  # characters; a longer form is not kept


def start(person_id: int, membership_id: int, way: Way, *, given: str | None = None) -> None:
    """Begin to act for one organisation after a password was given: new token, drafts and stash stay.

    `way` is for the list of sessions; `given`: the hash of that password; if it is the person's no more when
    the answer is sent, nobody is in.
    """
    _act_as(person_id, membership_id)
    session[ways_in.NAME] = way
    session.renew(proven=True, given=given)


def enter(
    person_id: int,
    membership_id: int,
    role: Role,
    way: Way,
    *,
    choose: bool = False,
    given: str | None = None,
) -> bool:
    """After a password: begin to act, or, where the role wants a second factor, note who owes it (False).

    `choose`: they act for several, and are asked for whom once they are in.
    """
    session.pop("second", None)
    if is_proven(role, person_id):
        start(person_id, membership_id, way, given=given)
        return True
    for name in ("_user_id", "membership_id", "several"):  # whoever was signed in here before is not any more
        session.pop(name, None)
    owe(person_id, membership_id, choose=choose)
    session[ways_in.NAME] = way
    session.pop("csrf_token", None)
    session.renew(proven=True, given=given)
    return False


def owe(person_id: int, membership_id: int, *, new_device: bool = False, choose: bool = False) -> None:
    """Note that a second factor is owed before this person acts under this membership.

    `new_device`: it was shown just now, and another one is to take its place.
    """
    session.pop("new_secret", None)  # whoever gave a password here before has seen it
    session["half"] = {
        "person_id": person_id,
        "membership_id": membership_id,
        "new_device": new_device,
        "choose": choose,
        "at": clock.now().isoformat(),
    }


def owed() -> dict | None:
    """`{person_id, membership_id, new_device, …}` of who gave a password lately and owes the rest."""
    half = session.get("half")
    if half and datetime.fromisoformat(half["at"]) < clock.now() - HALF_KEPT:
        forget_half()
        return None
    return half


def forget_half() -> None:
    session.pop("half", None)
    session.pop("new_secret", None)


def prove(half: dict) -> None:
    """The second factor was shown: begin to act, under a new token that only lives if the old one did."""
    session["second"] = half["person_id"]
    forget_half()
    switch(half["person_id"], half["membership_id"])


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
    forget_half()
    asked.forget()
    session["several"] = len(active_memberships(person_id)) > 1
    session.pop("csrf_token", None)
    login_user(actor)
