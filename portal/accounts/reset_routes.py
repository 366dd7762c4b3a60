"""Without the password: a new one by code, and, for applicants, signing in by code."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from portal.accounts import asked, codes, new_devices, proving, queries, resetting, sending, service, tries
from portal.accounts import session as signing
from portal.accounts.contact_forms import CodeSignInForm, ForgottenForm, ResetForm
from portal.accounts.models import CodeUse
from portal.accounts.onward import onward
from portal.accounts.ways_in import Way
from portal.core import idempotency, limits, passwords, security_log, texts
from portal.core.db import db
from portal.core.permissions import public
from portal.core.security import safe_next

CLAIMED = (
    "手机号验证好了。在这以前设的密码和邮箱已作废，别处的登录也都退出了；要用密码登录，请在“我的账号”里设一个。"
    "请看看名下的需求是不是您填的，不是的请撤回。"
)
TOO_OFTEN = "要得太勤了。请再等等收到的那一个，或过 {} 分钟再要。"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/password/forgotten", view_func=forgotten, methods=["GET", "POST"])
    bp.add_url_rule("/password/new", view_func=new_password, methods=["GET", "POST"])
    bp.add_url_rule("/sign-in/code", view_func=code_sign_in, methods=["GET", "POST"])
    bp.app_context_processor(lambda: {"may_text": texts.available})


@public
def forgotten():
    """Which mobile or address; the next page is the same whether or not somebody signs in with it."""
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            resetting.ask(form.identifier.data)
        except limits.TooMany as error:
            form.fail("identifier", TOO_OFTEN.format(error.minutes))
        else:
            db.session.commit()
            asked.keep(CodeUse.RESET, form.identifier.data)
            return redirect(url_for(".new_password"), code=303)
    return render_template("accounts/forgotten.html", form=form), 422 if form.errors else 200


@public
def new_password():
    to = asked.whom(CodeUse.RESET)
    if to is None:
        return redirect(url_for(".forgotten"), code=303)
    form = ResetForm()
    if form.validate_on_submit():
        renewed = passwords.hashed(form.password.data)  # before any transaction, and for everybody
        sending.guess_for(CodeUse.RESET, to, form.code.data)
        try:
            return _reset(form, to, renewed)
        except codes.WrongCode as error:
            db.session.rollback()
            form.fail("code", str(error))
    page = {"to": to, "by_mail": "@" in to, "ways": queries.ways()}
    return render_template("accounts/new_password.html", form=form, **page), 422 if form.errors else 200


def _reset(form: ResetForm, to: str, renewed: passwords.Hashed):
    """Sent twice, the second leads where the first did."""
    prior = idempotency.begin(form.key.data)
    db.session.rollback()
    if not prior:
        person_id, found = resetting.find(to, form.code.data)
        prior = idempotency.begin(form.key.data)
    if prior:
        return redirect(prior, code=303)
    resetting.reset(person_id, found, renewed, by_mail="@" in to)
    answer = idempotency.finish(url_for(".sign_in"))
    tries.forgive(service.logins_of(person_id))
    flash("新密码设好了，请用它登录。所有地方的登录都已退出。")
    return answer


@public
def code_sign_in():
    """Mobile and a code by text; for applicants only, everybody else reads the same and is sent nothing."""
    if not texts.available():
        abort(404)
    form = CodeSignInForm()
    form.sending = request.form.get("then") == "send"
    target = safe_next(request.args.get("next"))
    answer = form.validate_on_submit() and (_send if form.sending else _enter)(form, target)
    if answer:
        return answer
    sent_to = asked.whom(CodeUse.SIGN_IN)
    if not form.is_submitted():
        form.mobile.data = sent_to
    page = {"target": target, "sent_to": sent_to}
    return render_template("accounts/code_sign_in.html", form=form, **page), 422 if form.errors else 200


def _send(form: CodeSignInForm, target: str | None):
    to = form.mobile.data
    try:
        person_id = resetting.may_sign_in_by_code(service.find(to))
        sending.ask(CodeUse.SIGN_IN, to, to, person_id=person_id)
    except limits.TooMany as error:
        form.fail("mobile", TOO_OFTEN.format(error.minutes))
        return None
    db.session.commit()
    asked.keep(CodeUse.SIGN_IN, to)
    return redirect(url_for(".code_sign_in", next=target), code=303)


def _enter(form: CodeSignInForm, target: str | None):
    to = form.mobile.data
    sending.guess_for(CodeUse.SIGN_IN, to, form.code.data)
    found = codes.spend_try(CodeUse.SIGN_IN, to, form.code.data)
    person = service.find(to)
    person_id = resetting.may_sign_in_by_code(person)
    try:
        if found is None or person_id is None or found.person_id != person_id:
            raise codes.WrongCode
        codes.use_up(found)
    except codes.WrongCode as error:
        db.session.rollback()
        security_log.note("sign_in.failed", person=person_id)
        form.fail("code", str(error))
        return None
    first = proving.claim(person_id, found)
    mine = queries.active_memberships(person_id)
    new_devices.note(person_id)
    db.session.commit()
    signing.start(person_id, mine[0].id, Way.TEXT)
    security_log.note("sign_in.done", person=person_id, as_member=mine[0].id)
    if first:
        flash(CLAIMED)
    return onward(target, several=len(mine) > 1)
