"""The operator stops an account or an institution, and reads what is stopped."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency, security_log
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.freezing import alarm_routes, queries, service
from portal.freezing.forms import FreezeForm
from portal.freezing.models import Freeze, FreezeReason

bp = Blueprint("freezing", __name__)
alarm_routes.add_to(bp)


@bp.get("/freezing")
@requires("freeze")
def index():
    return render_template(
        "freezing/index.html",
        rows=queries.listed(current_user),
        has_colleague=service.has_colleague(current_user.person_id),
    )


@bp.route("/freezing/people/<string:public_id>", methods=["GET", "POST"])
@requires("freeze")
def person(public_id: str):
    """By one of their memberships; the account as a whole is stopped."""
    _, who, organisation = queries.person(current_user, public_id) or abort(404)
    frozen = queries.of_person(who.id)
    shown = {"name": queries.person_name(who), "what": queries.name_of(organisation), "is_person": True}
    shown["is_firm"] = queries.is_firm(organisation)
    return _page(frozen, shown, lambda reason: service.freeze_person(current_user, who, reason))


@bp.route("/freezing/institutions/<string:public_id>", methods=["GET", "POST"])
@requires("freeze")
def institution(public_id: str):
    """Or a firm."""
    organisation = queries.organisation(current_user, public_id) or abort(404)
    frozen = queries.of_organisation(organisation.id)
    shown = {"name": queries.name_of(organisation), "what": "", "is_person": False}
    shown["is_firm"] = queries.is_firm(organisation)
    return _page(
        frozen, shown, lambda reason: service.freeze_organisation(current_user, organisation, reason)
    )


def _page(frozen: Freeze | None, shown: dict, work: Callable[[FreezeReason], Freeze]):
    form = FreezeForm()
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        try:
            made = work(FreezeReason(form.reason.data))
        except service.CannotFreeze as error:
            db.session.rollback()
            return render_template("errors/409.html", message=str(error), back_href=url_for(".index")), 409
        security_log.note("frozen", person_frozen=made.person_id, organisation=made.organisation_id)
        flash("已冻结，从下一次点击起生效。")
        return idempotency.finish(url_for(".index"))
    page = render_template("freezing/freeze.html", form=form, frozen=frozen, action=request.path, **shown)
    return page, 422 if form.errors else 200


@bp.get("/freezing/<string:public_id>/lift")
@requires("freeze")
def check_lift(public_id: str):
    """What comes back, before it does."""
    freeze = queries.find(current_user, public_id) or abort(404)
    return render_template(
        "freezing/lift.html",
        freeze=queries.shown(current_user, freeze),
        awaits_another=service.awaits_another(current_user, freeze),
    )


@bp.post("/freezing/<string:public_id>/lift")
@requires("freeze")
def lift(public_id: str):
    freeze = queries.find(current_user, public_id) or abort(404)
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        service.lift(current_user, freeze)
    except service.CannotFreeze as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=url_for(".index")), 409
    security_log.note("unfrozen", person_frozen=freeze.person_id, organisation=freeze.organisation_id)
    flash("已恢复。")
    return idempotency.finish(url_for(".index"))
