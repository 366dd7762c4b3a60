"""More days for a need, or the same once more after it has ended."""

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.needs import service
from portal.needs.models import NeedState
from portal.needs.routes.blueprint import bp, own, perform

SEND = "send"


@bp.post("/needs/<string:public_id>/renew")
@requires("need:own")
def renew(public_id: str):
    need, form = own(public_id), ActionForm()
    if not form.validate_on_submit():
        abort(400)
    here = url_for("needs.show", public_id=public_id)
    return perform(form, lambda: service.renew(current_user, need), here, "已延长 90 天。")


@bp.post("/needs/<string:public_id>/again")
@requires("need:own")
def again(public_id: str):
    """A copy to look through before it is sent; what has merely expired may be sent as it is."""
    need, form = own(public_id), ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    send = request.form.get("then") == SEND and need.state is NeedState.EXPIRED
    try:
        copy = service.again(current_user, need, send=send)
    except service.NeedError as error:
        db.session.rollback()
        here = url_for("needs.show", public_id=public_id)
        return render_template("errors/409.html", message=str(error), back_href=here), 409
    onward = "needs.show" if send else "needs.edit"
    return idempotency.finish(url_for(onward, public_id=copy.public_id))
