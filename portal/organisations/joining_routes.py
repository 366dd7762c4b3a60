"""A second claim: the operator asks or hands over, those who act answer, the new one takes over."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.organisations import joining, joining_queries, queries, service

ANSWERS = {"yes": "已经告诉平台，这是你们的人。", "no": "已经告诉平台，这不是你们的人。"}


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/claims/<string:public_id>/ask", view_func=claim_ask, methods=["POST"])
    bp.add_url_rule("/claims/<string:public_id>/handover", view_func=claim_hand_over, methods=["POST"])
    bp.add_url_rule("/organisation/joining/<string:public_id>", view_func=joining_answer, methods=["POST"])
    bp.add_url_rule("/organisation/takeover", view_func=take_over, methods=["POST"])


@requires("claim:decide")
def claim_ask(public_id: str):
    form, claim = _form(), queries.claim_of(current_user, public_id) or abort(404)
    existing = joining_queries.existing_of(claim) or abort(404)
    here = url_for("organisations.claim_show", public_id=public_id)
    return _do(form, lambda: joining.ask(current_user, claim, existing), here, "已经去问现有经办，等他答复。")


@requires("claim:decide")
def claim_hand_over(public_id: str):
    form, claim = _form(), queries.claim_of(current_user, public_id) or abort(404)
    if joining_queries.existing_of(claim) is None:
        abort(404)
    said = "已经交接：原来的经办不能再进，等新的人确认接手。"
    done = lambda: service.hand_over(current_user, claim)
    return _do(
        form,
        done,
        url_for("organisations.claims"),
        said,
        url_for("organisations.claim_show", public_id=public_id),
    )


@requires("claim:file")
def joining_answer(public_id: str):
    form, row = _form(), joining_queries.joining_of(current_user, public_id) or abort(404)
    said = request.form.get("answer", "")
    if said not in ANSWERS:
        abort(400)
    done = lambda: joining.answer(current_user, row, ours=said == "yes")
    return _do(form, done, url_for("organisations.mine"), ANSWERS[said])


@requires("claim:file")
def take_over():
    form = _form()
    said = "已经由您接手，机构从现在起联系您。"
    return _do(form, lambda: joining.take_over(current_user), url_for("organisations.mine"), said)


def _form() -> ActionForm:
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    return form


def _do(form: ActionForm, act, to: str, said: str, back: str | None = None):
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    try:
        act()
    except service.CLAIM_ERRORS as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=back or to), 409
    flash(said)
    return idempotency.finish(to)
