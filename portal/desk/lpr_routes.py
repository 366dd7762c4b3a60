"""The page of the loan prime rate."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import clock, idempotency, lpr
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.desk import rates
from portal.desk.errors import DeskError
from portal.desk.forms import LprForm

FIELD_OF = {rates.NotTheDay: "day", rates.Unusual: "sure"}


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/desk/lpr", "rates", months, methods=["GET", "POST"])
    bp.add_url_rule("/desk/lpr/withdraw", "rates_withdraw", withdraw, methods=["POST"])


@requires("desk")
def months():
    form = LprForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.errors else 200
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        rates.add(current_user, form.day.data, *form.basis_points, sure=form.sure.data)
    except tuple(FIELD_OF) as error:
        db.session.rollback()
        form.fail(FIELD_OF[type(error)], str(error))
        return _page(form), 422
    flash("已录入，随 LPR 浮动的产品从现在起按它算。")
    return idempotency.finish(url_for(".rates"))


def _page(form: LprForm) -> str:
    return render_template(
        "desk/lpr.html",
        form=form,
        rows=rates.rows(current_user),
        missing=lpr.missing(clock.today()),
        history=rates.history(current_user),
    )


@requires("desk")
def withdraw():
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    here = url_for(".rates")
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        rates.withdraw(current_user, request.form.get("month", "")[:7])
    except DeskError as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=here), 409
    flash("已撤掉，利率按上一次公布的算。要改的话，重新录一条。")
    return idempotency.finish(here)
