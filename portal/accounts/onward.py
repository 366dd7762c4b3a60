"""Where signing in leads."""

from flask import redirect, url_for
from flask_login import current_user

from portal.accounts import session as signing


def onward(target: str | None, *, several: bool = False):
    """Choose for whom, then what was not sent, then the page asked for, then home."""
    if several:
        return redirect(url_for("accounts.choose", next=target), code=303)
    kept = signing.stashed(current_user.person_id)
    if kept and not kept["shown"]:
        return redirect(url_for("accounts.unsent"), code=303)
    return redirect(target or url_for("public.home"), code=303)
