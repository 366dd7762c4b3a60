"""The operator's list of who opened many contacts, with a way to freeze and one to say that all is well."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.freezing import alarms


def add_to(bp: Blueprint) -> None:
    bp.get("/freezing/alarms", endpoint="alarms")(index)
    bp.post("/freezing/alarms/<string:public_id>/looked")(looked)


@requires("freeze")
def index():
    return render_template("freezing/alarms.html", rows=alarms.rows(current_user))


@requires("freeze")
def looked(public_id: str):
    alarm = alarms.find(current_user, public_id) or abort(404)
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    done = alarms.look(current_user, alarm)
    flash("已记下：你看过了。" if done else "刚刚有同事看过了。")
    return idempotency.finish(url_for("freezing.alarms"))
