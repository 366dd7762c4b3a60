"""消息: what was told to whoever is signed in, and how they want to be told."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency, navigation
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import SIGNED_IN, requires
from portal.notifications import choices, choosing, queries, service, views
from portal.notifications.forms import ReadForm
from portal.notifications.words import EMPTY

bp = Blueprint("notifications", __name__)


@bp.get("/inbox")
@requires("inbox:own")
def inbox():
    """A look marks nothing: reading the list on a bus is not yet having opened what it is about."""
    number = max(1, request.args.get("page", 1, type=int))
    page, unread, elsewhere = queries.page(current_user, min(number, 10_000))
    rows = queries.about(current_user, page.rows)
    return render_template(
        "notifications/inbox.html",
        days=views.days(current_user, page.rows, rows),
        page=page,
        unread=unread,
        elsewhere=elsewhere,
        nothing=EMPTY[current_user.role],
        read_form=ReadForm(formdata=None, newest=page.rows[0].public_id if page.rows else ""),
    )


@bp.post("/inbox/read")
@requires("inbox:own")
def read_all():
    form = ReadForm()
    newest = queries.find(current_user, form.newest.data or "")
    if not form.validate_on_submit() or newest is None:
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    service.read_all(queries.up_to(current_user, newest))
    flash("已全部标为看过。")
    return idempotency.finish(url_for(".inbox"))


@bp.post("/inbox/<string:public_id>")
@requires("inbox:own")
def open_notice(public_id: str):
    """Mark it as read and go where it leads: a button, as a link would change a row by GET."""
    notice = queries.find(current_user, public_id) or abort(404)
    if not ActionForm().validate_on_submit():
        abort(400)
    service.read(notice)
    onward = views.href_of(current_user, notice, queries.about(current_user, [notice]))
    db.session.commit()
    return redirect(onward or url_for(".inbox"), code=303)


@bp.route("/account/notices", methods=["GET", "POST"])
@requires("inbox:own")
def choose():
    form = choices.form_for(current_user)
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        choosing.choose(current_user.person_id, **choices.chosen(form, current_user))
        flash("已保存，从下一条消息起照这样发。")
        return idempotency.finish(url_for("accounts.mine"))
    page = render_template("notifications/choose.html", form=form, **choices.about(current_user))
    return page, 422 if form.errors else 200


navigation.add("消息", "notifications.inbox", SIGNED_IN, order=85, badge=queries.unread)
