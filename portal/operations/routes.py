"""For whoever runs the site: is it alive, can it do its work, what waits for a decision?"""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, url_for
from flask_login import current_user

from portal.core import idempotency, ledger, navigation, outbox
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import Role, public, requires
from portal.operations import health, queries

bp = Blueprint("operations", __name__)


@bp.get("/healthz")
@public
def healthz():
    """The process answers; asks nothing of the database."""
    return jsonify(alive=True)


@bp.get("/readyz")
@public
def readyz():
    """503 while the database, its migration, the index or the worker is not as it should be."""
    found = health.readiness()
    return jsonify(found), 200 if found["ready"] else 503


@bp.get("/system")
@requires("site:watch")
def state():
    """Dead letters, jobs and signs of life."""
    return render_template(
        "operations/state.html",
        facts=queries.facts(),
        letters=queries.dead_letters(),
        total=queries.dead_count(),
        jobs=queries.job_rows(),
    )


@bp.post("/system/messages/<public_id>/retry")
@requires("site:watch")
def retry(public_id: str):
    return _decide(public_id, outbox.revive, "message.retried", "已放回队列，几秒内会再试一次。")


@bp.post("/system/messages/<public_id>/discard")
@requires("site:watch")
def discard(public_id: str):
    return _decide(public_id, outbox.discard, "message.discarded", "已删除这条消息，并记下了是谁做的。")


def _decide(public_id: str, decision, kind: str, said: str):
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    here = url_for("operations.state")
    letter = queries.letter(public_id) or abort(404)
    what = {"handler": letter.handler, "topic": letter.topic, "error": letter.error}
    if not decision(letter.id):
        db.session.rollback()
        words = "这条消息刚刚已经处理过了。"
        return render_template("errors/409.html", message=words, back_href=here), 409
    ledger.record(kind, actor=current_user, message=letter.id, **what)
    flash(said)
    return idempotency.finish(here)


navigation.add("系统状态", "operations.state", {Role.OPERATOR}, 90, badge=queries.troubles)
