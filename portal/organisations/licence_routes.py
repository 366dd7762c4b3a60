"""The picture of a licence: shown to whoever decides, and to its owner, who may hand in another."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from portal.core import idempotency, pictures
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.organisations import licence_forms, licences, queries
from portal.organisations.forms import LicenceForm
from portal.organisations.models import Claim, ClaimState

OWN = "organisations.licence"


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/claims/<string:public_id>/picture", view_func=claim_picture)
    bp.add_url_rule("/organisation/licence", view_func=licence)
    bp.add_url_rule("/organisation/licence", view_func=licence_send, methods=["POST"])
    bp.add_url_rule("/organisation/licence/withdraw", view_func=licence_withdraw, methods=["POST"])


@requires("claim:decide")
def claim_picture(public_id: str):
    """Not of one's own claim: nobody decides on that."""
    claim = queries.claim_of(current_user, public_id)
    return _shown(claim)


@requires("claim:file")
def licence():
    return _shown(_own_claim())


@requires("claim:file")
@pictures.accepted
def licence_send():
    form, claim = LicenceForm(), _own_claim()
    if claim is None or claim.state is not ClaimState.PENDING:
        flash("这份登记已经处理完，不用再传照片。")
        return redirect(url_for("organisations.mine"), code=303)
    if not form.validate_on_submit():
        return render_template("organisations/licence.html", form=form), 422
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    licences.hand_in(claim, form.picture.data, actor=current_user)
    flash("照片已经收到，和登记一起核对。")
    return idempotency.finish(url_for("organisations.mine"))


@requires("claim:file")
def licence_withdraw():
    """Before the decision; afterwards it is gone anyway."""
    form, claim = ActionForm(), _own_claim()
    if not form.validate_on_submit():
        abort(400)
    if claim is None or claim.state is not ClaimState.PENDING:
        flash("这份登记已经处理完，照片已经销毁。")
        return redirect(url_for("organisations.mine"), code=303)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    licences.destroy(claim.id, "withdrawn", actor=current_user)
    flash("照片已经撤回并销毁。")
    return idempotency.finish(url_for("organisations.mine"))


def panel(claim: Claim | None) -> dict | None:
    """For the page of one's own firm: `{there, form}` as long as the claim waits."""
    if claim is None or claim.state is not ClaimState.PENDING:
        return None
    return {"there": queries.has_picture(claim), "form": LicenceForm()}


def _own_claim() -> Claim | None:
    return queries.latest_claim(current_user.organisation_id, current_user.person_id)


def _shown(claim: Claim | None):
    row = claim and licences.of_claim(claim)
    return licence_forms.shown(row.picture) if row else abort(404)
