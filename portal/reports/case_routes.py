"""The operator's queue of reports, oldest first."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.reports import queries, service
from portal.reports.forms import ResolveForm
from portal.reports.models import OPEN, Outcome, Report


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases", view_func=cases)
    bp.add_url_rule("/cases/<string:public_id>", view_func=case)
    bp.add_url_rule("/cases/<string:public_id>/take", view_func=take, methods=["POST"])
    bp.add_url_rule("/cases/<string:public_id>/resolve", view_func=resolve, methods=["POST"])


@requires("report:handle")
def cases():
    resolved = request.args.get("state") == "resolved"
    number = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    page = queries.page(current_user, resolved=resolved, number=number)
    waiting = page.total if not resolved else queries.count(*queries.waiting(current_user))
    return render_template("reports/cases.html", page=page, resolved=resolved, waiting=waiting)


@requires("report:handle")
def case(public_id: str):
    return _page(_case(public_id), ResolveForm(formdata=None))


@requires("report:handle")
def take(public_id: str):
    form, report = ActionForm(), _case(public_id)
    if not form.validate_on_submit():
        abort(400)
    return _work(form, report, lambda: service.take(current_user, report), "由你来查。举报人会看到“正在查”。")


@requires("report:handle")
def resolve(public_id: str):
    form, report = ResolveForm(), _case(public_id)
    if not form.validate_on_submit():
        return _page(report, form)
    work = lambda: service.resolve(current_user, report, Outcome(form.outcome.data), form.words.data)
    return _work(form, report, work, "已告诉举报人。")


def _work(form, report: Report, work, said: str):
    here = url_for("reports.case", public_id=report.public_id)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        work()
    except service.OtherState as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=here), 409
    flash(said)
    return idempotency.finish(here)


def _case(public_id: str) -> Report:
    return queries.of_case(current_user, public_id) or abort(404)


def _page(report: Report, form: ResolveForm):
    shown = queries.case(current_user, report)
    page = render_template("reports/case.html", report=shown, form=form, open=report.state in OPEN)
    return page, 422 if form.errors else 200
