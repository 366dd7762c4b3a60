"""On one's account: taking the data along, and being forgotten."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from portal.accounts import session as signing
from portal.accounts.queries import active_memberships
from portal.core import clock, idempotency, ledger, limits, security_log, wording
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.rights import export, queries, service, stop_routes
from portal.rights.forms import EraseForm, ExportForm

bp = Blueprint("rights", __name__)
stop_routes.add_to(bp)
bp.app_context_processor(lambda: {"leaving": lambda: queries.leaving(current_user)})
TRIES = "10/15 minutes"
EXPORTS = "3/1 day"


@bp.route("/account/data", methods=["GET", "POST"])
@requires("account:own")
def data():
    """The password again, then the file; or the same as a page, where a browser lets nobody save files."""
    form = ExportForm()
    if form.validate_on_submit() and _is_proven(form):
        limits.hit("export", EXPORTS, current_user.person_id)
        if idempotency.begin(form.key.data) is None:  # the same form again gets the file again
            ledger.record("person.exported", actor=current_user, person=current_user.person_id)
        sections = export.collect(current_user.person_id)
        answer = _as_page(sections) if request.form.get("as") == "page" else _as_file(sections)
        idempotency.finish(url_for(".data"))
        security_log.note("data.exported")
        return answer
    in_wechat = "MicroMessenger" in request.headers.get("User-Agent", "")
    page = render_template("rights/data.html", form=form, in_wechat=in_wechat)
    return page, 422 if form.errors else 200


@bp.route("/account/erase", methods=["GET", "POST"])
@requires("account:own")
def erase():
    """What goes, what stays; the password and a typed word; then at once or after three days."""
    several = len(active_memberships(current_user.person_id)) > 1
    form = EraseForm(current_user.organisation_name, several=several)
    if form.validate_on_submit() and _is_proven(form):
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        try:
            wish = service.ask(current_user, account=form.whole_account)
        except (service.StillEmployed, service.AlreadyAsked) as error:
            db.session.rollback()
            return render_template("errors/409.html", message=str(error), back_href=url_for(".erase")), 409
        return _asked(wish)
    due_at, person_id = queries.due_at(current_user.person_id), current_user.person_id
    reach = queries.reach(person_id)
    page = render_template(
        "rights/erase.html",
        form=form,
        due_at=due_at and wording.moment_in_sentence(due_at),
        firms=[firm.name for firm in reach.firms],
        shared=[firm.name for firm in reach.shared],
        jobs=[firm.name for firm in reach.jobs],
        waits=queries.has_agreed_to_any(person_id, reach.firms),
        days=service.WAIT.days,
    )
    return page, 422 if form.errors else 200


@bp.post("/account/erase/undo")
@requires("account:own")
def undo():
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        service.take_back(current_user)
    except service.TooLate as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=url_for("accounts.mine")), 409
    security_log.note("erasure.cancelled")
    flash("已撤销注销，账号照常使用。撤回了的需求要用的话，请再提一条。")
    return idempotency.finish(url_for("accounts.mine"))


def _asked(wish):
    security_log.note("erasure.asked")
    if wish.due_at > clock.now():
        flash("已收到注销申请。需求都已撤回，机构从现在起看不到您。")
        return idempotency.finish(url_for(".erase"))
    answer = idempotency.finish(url_for("public.home"))
    signing.stop()
    flash("已注销，几秒钟以后资料就删除干净。")
    return answer


def _is_proven(form) -> bool:
    """Whether the password is this person's; a wrong one is said at its field."""
    try:
        limits.hit("account.prove", TRIES, current_user.person_id)
        service.prove(current_user.person_id, form.password.data)
    except limits.TooMany as error:
        form.fail("password", f"试得太多了。为了防止有人猜密码，请过 {error.minutes} 分钟再试。")
    except service.WrongPassword as error:
        security_log.note("password.refused")
        form.fail("password", str(error))
    else:
        return True
    return False


def _as_page(sections):
    return render_template("rights/export_page.html", sections=sections)


def _as_file(sections):
    answer = make_response(export.packed(sections))
    answer.mimetype = "application/zip"
    name = f"rongqiao-data-{clock.today().isoformat()}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
