"""Vouching: the claimant names somebody, and who was named answers."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from portal.core import idempotency, navigation
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import Role, requires
from portal.organisations import queries, vouch_queries, vouching
from portal.organisations.forms import VouchAskForm, VouchForm
from portal.organisations.models import Claim, ClaimState, Organisation

HERE = "organisations.vouches"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/vouches", view_func=vouches)
    bp.add_url_rule("/vouches/<string:public_id>", view_func=vouch, methods=["GET"])
    bp.add_url_rule("/vouches/<string:public_id>", view_func=vouch_answer, methods=["POST"])
    bp.add_url_rule("/organisation/vouch", view_func=vouch_ask, methods=["POST"])
    own = "/organisation/vouch/<string:public_id>/withdraw"
    bp.add_url_rule(own, view_func=vouch_withdraw, methods=["POST"])


@requires("vouch:give")
def vouches():
    return render_template("organisations/vouches.html", rows=vouch_queries.vouch_rows(current_user))


@requires("vouch:give")
def vouch(public_id: str):
    return _page(public_id, VouchForm())


@requires("vouch:give")
def vouch_answer(public_id: str):
    form, row = VouchForm(), vouch_queries.vouch_of(current_user, public_id) or abort(404)
    if not form.validate_on_submit():
        return _page(public_id, form)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    try:
        vouching.answer(current_user, row, *form.said())
    except vouching.AlreadyAnswered as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=url_for(HERE)), 409
    flash("已经答复，平台核验时会看到。")
    return idempotency.finish(url_for(HERE))


@requires("claim:file")
def vouch_ask():
    claim = queries.latest_claim(current_user.organisation_id, current_user.person_id)
    if claim is None or claim.state is not ClaimState.PENDING:
        flash("这份登记已经处理完，不用再请人作证。")
        return redirect(url_for("organisations.mine"), code=303)
    offered = {row.public_id: row for row in _offered()}
    form = VouchAskForm(offered.values())
    if not form.validate_on_submit():
        return render_template("organisations/vouch_ask.html", form=form), 422
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    return _ask(claim, offered[form.voucher.data])


def _ask(claim: Claim, voucher: Organisation):
    try:
        vouching.ask(current_user, claim, voucher)
    except vouching.CannotVouch as error:
        db.session.rollback()
        flash(str(error), "warning")
        return redirect(url_for("organisations.mine"), code=303)
    flash(f"已经请{voucher.name}作证，他们答复后平台会看到。")
    return idempotency.finish(url_for("organisations.mine"))


@requires("claim:file")
def vouch_withdraw(public_id: str):
    form, row = ActionForm(), vouch_queries.own_vouch(current_user, public_id)
    if row is None or not form.validate_on_submit():
        abort(404 if row is None else 400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    back = url_for("organisations.mine")
    try:
        vouching.withdraw(current_user, row)
    except vouching.AlreadyAnswered as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=back), 409
    flash("不再请他们作证，他们那里也看不到了。")
    return idempotency.finish(back)


def panel(claim: Claim | None) -> dict | None:
    """For the page of one's own firm: whom one has asked, and the form to ask one more if anybody is left."""
    if claim is None or claim.state is not ClaimState.PENDING:
        return None
    named = vouch_queries.named_by(claim)
    known = {row["public_id"] for row in named}
    left = [row for row in _offered() if row.public_id not in known]
    form = VouchAskForm(left) if left and len(named) < vouching.MOST else None
    return {"named": named, "form": form} if named or form else None


def _offered() -> list[Organisation]:
    return vouch_queries.vouchers_for(queries.own(current_user.organisation_id).region_code)


def _page(public_id: str, form: VouchForm):
    row = vouch_queries.vouch_of(current_user, public_id) or abort(404)
    shown = vouch_queries.vouch_row(current_user, row)
    answered = row.state.value != "asked"
    page = render_template("organisations/vouch.html", vouch=shown, form=form, answered=answered)
    return page, 422 if form.errors else 200


navigation.add("作证", HERE, {Role.CLERK, Role.OFFICER}, order=20, badge=vouch_queries.waiting_vouches)
