"""Signing in and out, choosing for whom to act, a new password."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.accounts import (
    new_devices,
    paper_routes,
    proof_routes,
    queries,
    reset_routes,
    second_factor,
    second_routes,
    service,
    tries,
)
from portal.accounts import session as signing
from portal.accounts.actor import is_proven, login_manager
from portal.accounts.forms import PasswordForm, SignInForm
from portal.accounts.onward import onward
from portal.accounts.ways_in import Way
from portal.core import limits, security_log, sessions
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import Role, public, requires
from portal.core.security import SAFE, safe_next

bp = Blueprint("accounts", __name__)
for part in (second_routes, proof_routes, reset_routes, paper_routes):
    part.add_to(bp)
NO_MATCH = "账号或密码不对，请再看一遍。密码分大小写。"


@login_manager.unauthorized_handler
def to_sign_in():
    """A page that needs signing in; what a form had typed waits until then."""
    if g.get("lapsed"):
        return render_template("accounts/lapsed.html"), 403
    if request.method in SAFE:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    signing.stash()
    return redirect(url_for("accounts.sign_in"), code=303)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in():
    form = SignInForm()
    target = safe_next(request.args.get("next"))
    if form.validate_on_submit():
        try:
            tries.count(form.identifier.data)
        except limits.TooMany as error:
            form.fail("password", f"试得太多了。为了防止有人猜密码，请过 {error.minutes} 分钟再试。")
            return _sign_in_page(form, target, error.code)
        person = service.authenticate(form.identifier.data, form.password.data)
        given = person and person.password_hash
        mine = queries.active_memberships(person.id) if person else []
        if mine:
            new_devices.note(person.id)
            db.session.commit()
            tries.succeeded(form.identifier.data)
            mine.sort(key=lambda one: one.lapsed)  # what can be acted under first
            several = len(mine) > 1
            if not signing.enter(
                person.id, mine[0].id, mine[0].role, Way.PASSWORD, choose=several, given=given
            ):
                return second_routes.ask(target)
            security_log.note("sign_in.done", person=person.id, as_member=mine[0].id)
            return onward(target, several=several)
        security_log.note("sign_in.failed", person=person and person.id)
        form.fail("password", NO_MATCH if person is None else queries.why_nobody(person.id))
    return _sign_in_page(form, target, 422 if form.errors else 200)


def _sign_in_page(form: SignInForm, target: str | None, status: int):
    waiting = "stash" in session
    return render_template("accounts/sign_in.html", form=form, target=target, waiting=waiting), status


@bp.post("/sign-out")
@public
def sign_out():
    security_log.note("sign_out")
    signing.stop()
    flash("您已退出。")
    answer = redirect(url_for("public.home"), code=303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # nothing to find with the back button
    return answer


@bp.get("/account")
@requires("account:own")
def mine():
    memberships = queries.active_memberships(current_user.person_id)
    codes_left = second_factor.codes_left(current_user.person_id)
    return render_template(
        "accounts/mine.html",
        account=queries.own_account(current_user.person_id),
        ways=queries.ways(),
        memberships=memberships,
        codes_left=codes_left,
        two_steps=codes_left is not None or any(one.role is not Role.APPLICANT for one in memberships),
        sessions=queries.own_sessions(current_user.person_id, session.row_id),
        target=safe_next(request.args.get("next")),
    )


@bp.post("/account/sessions/end")
@requires("account:own")
def end_sessions():
    """One session by its handle, or, without one, all but this."""
    form, handle = ActionForm(), request.form.get("session", "")
    if not form.validate_on_submit():
        abort(400)
    if not handle:
        sessions.end_all_of(current_user.person_id, but=session.row_id)
    elif not sessions.end_named(current_user.person_id, handle):
        abort(404)
    security_log.note("sessions.ended", person=current_user.person_id, every=not handle)
    db.session.commit()
    flash("其他地方的登录都已退出。" if not handle else "那里的登录已退出。")
    return redirect(url_for(".mine"), code=303)


@bp.get("/account/acting-for")
@requires("account:own")
def choose():
    """For whom do you act this time?"""
    return render_template(
        "accounts/choose.html",
        memberships=queries.active_memberships(current_user.person_id),
        target=safe_next(request.args.get("next")),
    )


@bp.post("/account/acting-for/<string:public_id>")
@requires("account:own")
def act_as(public_id: str):
    form = ActionForm()
    mine = queries.active_memberships(current_user.person_id)
    chosen = next((one for one in mine if one.public_id == public_id), None)
    if chosen is None or not form.validate_on_submit():
        abort(404 if chosen is None else 400)
    target = safe_next(request.args.get("next"))
    if not is_proven(chosen.role, current_user.person_id):
        signing.owe(current_user.person_id, chosen.id)
        return second_routes.ask(target)
    signing.switch(current_user.person_id, chosen.id)
    security_log.note("acting_for.changed", as_member=chosen.id)
    return onward(target)


@bp.route("/account/password", methods=["GET", "POST"])
@requires("account:own")
def password():
    form = PasswordForm()
    if form.validate_on_submit():
        limits.hit("password.change", "10/15 minutes", current_user.person_id)
        try:
            service.change_password(
                current_user.person_id,
                form.old_password.data,
                form.password.data,
                keep_session=session.row_id,
            )
        except service.WrongPassword as error:
            db.session.rollback()
            security_log.note("password.refused")
            form.fail("old_password", str(error))
        else:
            db.session.commit()
            session.renew()
            security_log.note("password.changed")
            flash("密码已改好。其他地方的登录都已退出。")
            return redirect(url_for(".mine"), code=303)
    return render_template("accounts/password.html", form=form), 422 if form.errors else 200


@bp.get("/account/unsent")
@requires("account:own")
def unsent():
    """The form that arrived after its session had ended, with one button to send it again."""
    kept = signing.stashed(current_user.person_id)
    if kept is None:
        return redirect(url_for("public.home"))
    signing.mark_shown()
    return render_template("errors/expired.html", fields=kept["fields"], action=kept["action"])
