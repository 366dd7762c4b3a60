"""The second step of signing in, and setting up the app for it or another one."""

import segno
from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.accounts import queries, recovery_routes, second_factor, service
from portal.accounts import session as signing
from portal.accounts.forms import AgainForm, EnrolForm, SecondForm
from portal.accounts.onward import onward
from portal.core import limits, security_log, sessions
from portal.core.db import db
from portal.core.permissions import public, requires
from portal.core.security import safe_next

TRIES = "10/15 minutes"
DEVICE, CODES = "device", "codes"  # what is to change; each has its form, so that Enter does no other thing


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/sign-in/second", view_func=second, methods=["GET", "POST"])
    bp.add_url_rule("/sign-in/set-up", view_func=set_up, methods=["GET", "POST"])
    bp.add_url_rule("/account/second-factor", view_func=second_factor_own, methods=["GET", "POST"])
    recovery_routes.add_to(bp)


def ask(target: str | None):
    """The password was right; now the second factor."""
    return redirect(url_for("accounts.second", next=target), code=303)


def _take(person_id: int, typed: str) -> None:
    """Ten tries in a quarter of an hour: a million codes are then out of reach."""
    limits.hit("second_factor", TRIES, person_id)
    second_factor.use(person_id, typed)


def _failed(form, error: Exception) -> None:
    db.session.rollback()
    if isinstance(error, limits.TooMany):
        form.fail("code", f"试得太多了。为了防止有人猜，请过 {error.minutes} 分钟再试。")
        return
    security_log.note("second_factor.failed", person=(signing.owed() or {}).get("person_id"))
    form.fail("code", str(error))


def _start_over(target: str | None):
    return render_template("accounts/start_over.html", target=target), 409


@public
def second():
    """A code of the app or a recovery code; nobody is signed in before it was right."""
    target, half = safe_next(request.args.get("next")), signing.owed()
    if half is None:
        return _start_over(target)
    if not second_factor.is_set_up(half["person_id"]):
        return redirect(url_for("accounts.set_up", next=target))
    form = SecondForm()
    if form.validate_on_submit():
        try:
            _take(half["person_id"], form.code.data)
        except (limits.TooMany, second_factor.WrongCode) as error:
            _failed(form, error)
        else:
            db.session.commit()
            signing.prove(half)
            security_log.note("sign_in.done", person=half["person_id"], as_member=half["membership_id"])
            return onward(target, several=half["choose"])
    return render_template("accounts/second.html", form=form, target=target), 422 if form.errors else 200


@public
def set_up():
    """The QR code of a new secret, kept once the app has shown a code of it."""
    target, half = safe_next(request.args.get("next")), signing.owed()
    if half is None:
        return _start_over(target)
    if second_factor.is_set_up(half["person_id"]) and not half["new_device"]:
        return ask(target)
    secret = session.setdefault("new_secret", second_factor.new_secret())
    form = EnrolForm()
    if form.validate_on_submit():
        try:
            codes = second_factor.set_up(half["person_id"], secret, form.code.data)
        except second_factor.WrongCode as error:
            _failed(form, error)
        else:
            return _done(half, codes, target)
    account = queries.masked_login(half["person_id"])
    return render_template(
        "accounts/set_up.html",
        form=form,
        target=target,
        new_device=half["new_device"],
        secret=[secret[start : start + 4] for start in range(0, len(secret), 4)],
        picture=segno.make(second_factor.address_of(secret, account), error="m").svg_data_uri(scale=5),
    ), 422 if form.errors else 200


def _done(half: dict, codes: list[str], target: str | None):
    """From now on the factor is asked for everywhere; whoever is signed in elsewhere is out."""
    sessions.end_all_of(half["person_id"], but=session.row_id)
    db.session.commit()
    signing.prove(half)
    security_log.note("second_factor.set_up", person=half["person_id"])
    return recovery_routes.show(codes, target)


@requires("account:own")
def second_factor_own():
    """New recovery codes, or another phone: both want password and code once more."""
    me, form, asks = current_user.person_id, AgainForm(), request.args.get("then")
    asks = asks if asks in (DEVICE, CODES) else None
    if asks and second_factor.is_set_up(me) and form.validate_on_submit():
        try:
            limits.hit("second_factor", TRIES, me)  # a password is asked for here as well
            service.check_password(me, form.password.data)
            second_factor.use(me, form.code.data)
        except service.WrongPassword as error:
            form.fail("password", str(error))
        except (limits.TooMany, second_factor.WrongCode) as error:
            _failed(form, error)
        else:
            return _changed(me, asks)
    shown = {"form": form, "left": second_factor.codes_left(me), "asks": asks}
    return render_template("accounts/second_factor.html", **shown), 422 if form.errors else 200


def _changed(person_id: int, asks: str):
    if asks == DEVICE:
        db.session.commit()
        signing.owe(person_id, current_user.membership_id, new_device=True)
        return redirect(url_for("accounts.set_up"), code=303)
    codes = second_factor.renew_codes(person_id)
    db.session.commit()
    return recovery_routes.show(codes)
