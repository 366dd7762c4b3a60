"""Being somebody else on a demonstration site, so that both sides can be watched in one browser."""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user

from portal.accounts import asked
from portal.accounts import queries as accounts
from portal.accounts import session as signing
from portal.accounts.actor import actor_of
from portal.accounts.models import Membership
from portal.accounts.ways_in import Way
from portal.core.forms import ActionForm
from portal.core.permissions import public
from portal.demo import cast, queries, received

bp = Blueprint("demo", __name__)
GONE = "这个演示账号已经停用或注销，请换一个身份。"


@bp.post("/demo/act-as")
@public
def act_as():
    """Sign in as one of the cast without a password; 404 everywhere but on a demonstration."""
    if not _allowed():
        abort(404)
    form = ActionForm()
    account = cast.BY_KEY.get(request.form.get("account", ""))
    if account is None or not form.validate_on_submit():
        abort(400)
    membership = queries.membership_of(account.key)
    if membership is None or actor_of(membership.id) is None:
        return _cannot_act(membership)
    if current_user.is_authenticated:
        signing.stop()  # what one of them was typing is nothing for the next
    signing.start(membership.person_id, membership.id, Way.DEMO)
    return redirect(url_for("public.home"), code=303)


@bp.get("/demo/inbox")
@public
def inbox():
    """What would have arrived by text or mail; 404 everywhere but on a demonstration."""
    if not _allowed():
        abort(404)
    return render_template("demo/inbox.html", arrived=received.shown(asked.shown_in_demo()))


def _cannot_act(membership: Membership | None):
    """Somebody was frozen, stopped or erased meanwhile: what their own password would tell them."""
    said = accounts.why_nobody(membership.person_id) if membership else GONE
    back = url_for("accounts.sign_in")
    return render_template("demo/gone.html", message=said, back_href=back), 409


def _allowed() -> bool:
    return current_app.config["DEMO"]


def _stage() -> dict:
    """For the two templates that offer the accounts."""
    return {"demo_cast": _accounts, "demo_awaiting": queries.awaiting}


def _accounts() -> list[dict]:
    """`[{key, name, what, current}]`; none where there is nothing to be."""
    if not queries.is_on():
        return []
    me = _name_now() if current_user.is_authenticated else None
    return [
        {"key": one.key, "name": one.name, "what": one.what, "current": one.name == me}
        for one in cast.ACCOUNTS
    ]


def _name_now() -> str:
    """Under which name of the cast somebody acts: owners by their firm, others with their own name."""
    whole = f"{current_user.organisation_name} {current_user.person_name}"
    return whole if any(one.name == whole for one in cast.ACCOUNTS) else current_user.organisation_name


bp.app_context_processor(_stage)
