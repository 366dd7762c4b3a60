"""One's own needs: the list, a need with what came of it, and what its owner may do."""

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.needs import need_page, queries, service, unfinished
from portal.needs.forms import WithdrawForm
from portal.needs.models import FinancingNeed, NeedState
from portal.needs.routes.blueprint import bp, own, perform
from portal.organisations import licence_forms
from portal.referrals import queries as referrals

DISCARDED = "K05"


@bp.get("/needs")
@requires("need:own")
def index():
    decisions = referrals.decisions_for(current_user)
    page = {"decisions": decisions, "drafts": unfinished.rows(current_user)}
    return render_template("needs/index.html", **need_page.index(current_user), **page)


@bp.get("/needs/<string:public_id>")
@requires("need:own")
def show(public_id: str):
    """While the first institutions are being chosen, the page looks again by itself."""
    page = need_page.page(own(public_id), current_user)
    answer = make_response(render_template("needs/show.html", **page))
    if page["progress"].sending:
        answer.headers["Refresh"] = "2"
    return answer


@bp.route("/needs/<string:public_id>/withdraw", methods=["GET", "POST"])
@requires("need:own")
def withdraw(public_id: str):
    need = own(public_id)
    if need.state is NeedState.DRAFT:
        return _discard(need)
    form = WithdrawForm(codes=service.reasons_of(need))
    if form.validate_on_submit():
        onward = url_for("needs.show", public_id=public_id)
        return perform(
            form,
            lambda: service.withdraw(current_user, need, form.reason.data),
            onward,
            "已结束，机构立即停止查看和联系。",
        )
    page = {"need": need_page.view_of(need), "open": need.state in service.EDITABLE}
    return render_template("needs/withdraw.html", form=form, **page), 422 if form.errors else 200


def _discard(need: FinancingNeed):
    """A draft that nobody else has seen wants no reason."""
    form = ActionForm()
    if form.validate_on_submit():
        said = "已丢弃。要用的时候，打开它点“再提一次”。"
        return perform(form, lambda: service.withdraw(current_user, need, DISCARDED), url_for(".index"), said)
    page = {"title": need_page.view_of(need).title, "action": url_for(".withdraw", public_id=need.public_id)}
    return render_template("needs/discard.html", form=form, **page, shared=False, stored=True)


@bp.post("/needs/<string:public_id>/answer")
@requires("need:own")
def answer(public_id: str):
    """One tap fills in one unknown."""
    need, form = own(public_id), ActionForm()
    if not form.validate_on_submit():
        abort(400)
    onward = url_for("needs.show", public_id=public_id, _anchor="questions")
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        service.answer(current_user, need, request.form.get("question", ""), request.form.get("answer", ""))
    except ValueError as error:
        db.session.rollback()
        flash(str(error), "error")
        return redirect(onward, code=303)
    except service.NeedError as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=onward), 409
    return idempotency.finish(onward)


@bp.get("/needs/<string:public_id>/slip")
@requires("need:own")
def signed_slip(public_id: str):
    """The picture of the paper on which the owner signed; nobody else's."""
    row = queries.slip_of(own(public_id).id)
    return licence_forms.shown(row.picture) if row else abort(404)


@bp.route("/needs/<string:public_id>/confirm", methods=["GET", "POST"])
@requires("referral:confirm")
def confirm(public_id: str):
    """A draft begun for the owner: to confirm it leads through the check page, to decline it ends it here.

    Who has agreed to the list already is not asked again.
    """
    need, form = own(public_id), ActionForm()
    if need.state is not NeedState.AWAITING_OWNER:
        return redirect(url_for("needs.show", public_id=public_id), code=303)
    if need_page.has_agreed(need):
        return redirect(url_for("needs.edit", public_id=public_id), code=303)
    if form.validate_on_submit():
        onward = url_for("needs.show", public_id=public_id)
        return perform(form, lambda: service.disown(current_user, need), onward, "已告诉对方：您不需要。")
    return render_template("needs/confirm.html", form=form, **need_page.confirming(need))
