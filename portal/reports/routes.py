"""Reporting somebody, and reading what came of it; the operator's queue is in `case_routes`."""

from datetime import datetime, timedelta

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.core import clock, idempotency, limits, navigation, work_codes
from portal.core.permissions import Role, public, requires
from portal.leads import queries as leads
from portal.referrals import queries as referrals
from portal.reports import case_routes, queries, service
from portal.reports.forms import ReportForm, StatusForm
from portal.reports.models import ReportKind

bp = Blueprint("reports", __name__)
case_routes.add_to(bp)
FILED = "filed"  # in the session: the report that was just filed, with its code
KEPT = timedelta(minutes=30)


@bp.route("/report", methods=["GET", "POST"])
@public
def file():
    """By whoever it happened to, signed in or not; `code` is a work code that was read out to them."""
    code = work_codes.normal(request.args.get("code", ""))
    code = code if work_codes.is_work_code(code) else ""
    shown = f"报出核验码 {work_codes.shown(code)} 的人" if code else ""
    return _file(lambda: service.target_of_code(code) if code else service.Target(), shown, code)


@bp.route("/report/leads/<string:public_id>", methods=["GET", "POST"])
@requires("lead:decide")
def lead(public_id: str):
    """The owner reports the institution of a lead and whoever looks after it."""
    found = leads.find(current_user, public_id) or abort(404)
    manager = found.assigned and found.assigned.person.name
    shown = found.institution.name + (f" 客户经理 {manager}" if manager else "")
    target = service.target_of_lead(found)
    return _file(lambda: target, shown)


@bp.route("/report/listings/<string:public_id>", methods=["GET", "POST"])
@requires("referral:confirm")
def listed(public_id: str):
    """A firm reports the department that put it on a list."""
    found = referrals.find_listed(current_user, public_id) or abort(404)
    target = service.Target(organisation_id=found.department_id)
    return _file(lambda: target, referrals.decision_of(found).department)


def _file(target, shown: str, code: str = ""):
    actor = current_user if current_user.is_authenticated else None
    form = ReportForm(known=bool(shown), signed_in=actor is not None, called=bool(code))
    if form.validate_on_submit():
        _limit(actor)
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        given = form.values()
        if code:
            given["about"] = "，".join(filter(None, (shown, form.caller.data)))
        report, receipt = service.file(actor, ReportKind(form.kind.data), form.words.data, target(), **given)
        number = report.case_number
        session[FILED] = {"number": number, "receipt": receipt, "at": clock.now().isoformat()}
        return idempotency.finish(url_for(".filed"))
    page = render_template("reports/file.html", form=form, whom=shown, action=request.full_path.rstrip("?"))
    return page, 422 if form.errors else 200


def _limit(actor) -> None:
    if actor:
        limits.hit("report.file", "10/day", "person", actor.person_id)
    else:
        limits.hit("report.file", "10/hour", "address", limits.address())


@bp.get("/report/filed")
@public
def filed():
    """The number, and for somebody signed out the code, both shown to this browser only."""
    kept = session.get(FILED)
    if not kept or datetime.fromisoformat(kept["at"]) < clock.now() - KEPT:
        return redirect(url_for(".file"))
    code = kept["receipt"] and work_codes.shown(kept["receipt"])
    return render_template("reports/filed.html", number=kept["number"], receipt=code)


@bp.get("/reports")
@requires("report:own")
def mine():
    return render_template("reports/mine.html", rows=queries.mine(current_user))


@bp.route("/report/status", methods=["GET", "POST"])
@public
def status():
    """What came of a report filed signed out; asking changes nothing, so it may be sent twice."""
    form, found = StatusForm(), None
    if form.validate_on_submit():
        limits.hit("report.status", "20/15 minutes", limits.address())
        found = queries.by_receipt(form.number.data, form.receipt.data)
        if found is None:
            form.fail("receipt", "编号和查询码对不上，请照举报时给您的再填一次。字母不分大小写。")
    shown = found and queries.row_view(found)
    page = render_template("reports/status.html", form=form, report=shown)
    return page, 422 if form.errors else 200


navigation.add("投诉举报", "reports.cases", {Role.OPERATOR}, order=14, badge=queries.waiting)
