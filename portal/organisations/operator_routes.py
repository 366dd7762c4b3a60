"""The operator's desk: claims, oldest first, approved or refused with a reason."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.organisations import queries, service
from portal.organisations.forms import RefuseForm
from portal.organisations.models import Claim


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/claims", view_func=claims)
    bp.add_url_rule("/claims/<string:public_id>", view_func=claim_show)
    bp.add_url_rule("/claims/<string:public_id>/approve", view_func=claim_approve, methods=["POST"])
    bp.add_url_rule("/claims/<string:public_id>/refuse", view_func=claim_refuse, methods=["POST"])


@requires("claim:decide")
def claims():
    decided = request.args.get("state") == "decided"
    page = queries.claims_page(current_user, decided=decided, number=page_number())
    waiting = page.total if not decided else queries.count(*queries.waiting_claims(current_user))
    return render_template("organisations/claims.html", page=page, decided=decided, waiting=waiting)


@requires("claim:decide")
def claim_show(public_id: str):
    return _claim_page(_claim(public_id), RefuseForm())


@requires("claim:decide")
def claim_approve(public_id: str):
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    claim = _claim(public_id)
    # Counted before they move to the firm that has the code.
    waiting, ready = queries.waiting_needs(claim.organisation_id), queries.ready_needs(claim.organisation_id)
    return _decide(claim, form, service.approve, _said(waiting, ready))


def _said(waiting: int, ready: int) -> str:
    """What follows from an approval: which needs go out, and which still wait for a proved mobile."""
    if not waiting:
        return "已通过。没有需求在等。"
    gone = f"已通过，等着的 {ready} 条需求这就发出去。" if ready else "已通过。"
    left = f"还有 {waiting - ready} 条等对方验证手机号，验证好自动发出。" if waiting > ready else ""
    return gone + left


@requires("claim:decide")
def claim_refuse(public_id: str):
    form, claim = RefuseForm(), _claim(public_id)
    if not form.validate_on_submit():
        return _claim_page(claim, form)
    return _decide(
        claim,
        form,
        lambda actor, claim: service.refuse(actor, claim, form.reason.data),
        "已告诉对方没有通过的原因。",
    )


def _decide(claim: Claim, form, decision, said: str):
    here = url_for("organisations.claim_show", public_id=claim.public_id)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    try:
        decision(current_user, claim)
    except service.CLAIM_ERRORS as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=here), 409
    flash(said)
    return idempotency.finish(url_for("organisations.claims"))


def _claim(public_id: str) -> Claim:
    return queries.claim_of(current_user, public_id) or abort(404)


def _claim_page(claim: Claim, form: RefuseForm):
    shown = queries.claim_page(claim)
    return render_template("organisations/claim.html", claim=shown, form=form), 422 if form.errors else 200


def page_number() -> int:
    """The page asked for, 1 when it is nonsense."""
    return min(max(request.args.get("page", 1, type=int), 1), 100_000)
