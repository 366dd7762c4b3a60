"""A person proves the mobile they gave, or puts another mobile or address in its place."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.accounts import codes, proving, queries, sending, service
from portal.accounts.contact_forms import CHANGE_FORMS, CodeForm
from portal.accounts.models import CodeUse
from portal.core import idempotency, limits
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.core.security import safe_next

NAMES = {"mobile": "手机号", "email": "邮箱"}
REACHED_BY = {"mobile": "texts", "email": "mail"}


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/account/mobile-code", view_func=prove, methods=["GET", "POST"])
    bp.add_url_rule("/account/mobile-code/send", view_func=send_code, methods=["POST"])
    bp.add_url_rule("/account/change/<string:field>", view_func=change, methods=["GET", "POST"])
    bp.add_url_rule("/account/change/<string:field>/code", view_func=change_code, methods=["GET", "POST"])
    bp.app_context_processor(lambda: {"new_code_form": lambda: CodeForm(formdata=None)})


@requires("account:own")
def prove():
    """The code, typed here or on the page of a need that waits for it."""
    form, onward = CodeForm(), _onward()
    if form.validate_on_submit():
        if done := _sent_before(form):
            return done
        sending.guess(current_user.person_id)
        try:
            found = proving.find(CodeUse.PROVE, current_user.person_id, form.code.data)
            if prior := idempotency.begin(form.key.data):
                return redirect(prior, code=303)
            proving.prove(current_user, found)
        except codes.WrongCode as error:
            db.session.rollback()
            form.fail("code", str(error))
        else:
            flash("手机号验证好了。")
            return idempotency.finish(onward)
    page = {"proof": queries.proof_of(current_user.person_id), "onward": onward}
    return render_template("accounts/prove.html", form=form, **page), 422 if form.errors else 200


@requires("account:own")
def send_code():
    """Another code to one's own mobile."""
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if done := _sent_before(form):
        return done
    try:
        sending.ask_for_proof(current_user.person_id)
    except limits.TooMany as error:
        flash(f"要得太勤了。请再等等收到的那一个，或过 {error.minutes} 分钟再要。", "error")
        return redirect(_onward(), code=303)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    return idempotency.finish(_onward())


@requires("account:own")
def change(field: str):
    """A new mobile or address: first the password, then a code that has reached it."""
    if field not in CHANGE_FORMS or not queries.ways()[REACHED_BY[field]]:
        abort(404)
    form = CHANGE_FORMS[field](data={"contact": queries.to_prove(current_user.person_id, field)})
    if form.validate_on_submit():
        limits.hit("password.change", "10/15 minutes", current_user.person_id)
        try:
            service.check_password(current_user.person_id, form.old_password.data)
        except service.WrongPassword as error:
            form.fail("old_password", str(error))
        else:
            return _ask_to_change(form, field)
    return render_template("accounts/change.html", form=form, **_page(field)), 422 if form.errors else 200


def _ask_to_change(form, field: str):
    me = {"person_id": current_user.person_id, "by_mail": field == "email", "contact": form.contact.data}
    sending.ask(proving.CHANGES[field], current_user.person_id, form.contact.data, **me)
    db.session.commit()
    return redirect(url_for(".change_code", field=field), code=303)


@requires("account:own")
def change_code(field: str):
    if field not in CHANGE_FORMS:
        abort(404)
    contact = codes.pending_contact(proving.CHANGES[field], current_user.person_id)
    form, onward = CodeForm(), url_for(".mine")
    if form.validate_on_submit():
        if done := _sent_before(form):
            return done
        sending.guess(current_user.person_id)
        try:
            return _change(form, field, onward)
        except codes.WrongCode as error:
            db.session.rollback()
            form.fail("code", str(error))
    elif contact is None:
        return redirect(url_for(".change", field=field), code=303)
    page = {**_page(field), "contact": contact}
    return render_template("accounts/change_code.html", form=form, **page), 422 if form.errors else 200


def _change(form, field: str, onward: str):
    found = proving.find(proving.CHANGES[field], current_user.person_id, form.code.data)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        proving.change(current_user, field, found, here=session.row_id)
    except (service.MobileTaken, service.EmailTaken) as error:
        flash(str(error), "error")  # the code is used up all the same
        return idempotency.finish(onward)
    flash(f"{NAMES[field]}改好了，下次用它登录。其他地方的登录都已退出。")
    return idempotency.finish(onward)


def _page(field: str) -> dict:
    return {"field_name": field, "what": NAMES[field]}


def _onward() -> str:
    return safe_next(request.args.get("next")) or url_for("accounts.mine")


def _sent_before(form):
    """Where an earlier send of this form led: a code that counted is not asked for again."""
    prior = idempotency.begin(form.key.data)
    db.session.rollback()
    return redirect(prior, code=303) if prior else None
