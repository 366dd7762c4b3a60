"""An owner's parks and associations: invitations to answer, one to ask, and the way out."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.permissions import requires
from portal.organisations import (
    affiliating,
    affiliation_lists,
    affiliation_queries,
    affiliation_terms,
    member_routes,
    queries,
)
from portal.organisations.affiliation_forms import ParkForm

HERE = "organisations.parks"
ANSWERS = {
    "yes": (affiliating.agree, "已经加入。不想留了，随时可以在这里退出。"),
    "no": (affiliating.disagree, "已告诉对方：不加入。以后他们不能再邀请您。"),
}


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/organisation/parks", view_func=parks)
    bp.add_url_rule("/organisation/parks", view_func=park_ask, methods=["POST"])
    bp.add_url_rule("/organisation/parks/<string:public_id>/answer", view_func=park_answer, methods=["POST"])
    bp.add_url_rule("/organisation/parks/<string:public_id>/leave", view_func=park_leave, methods=["POST"])


@requires("member:own")
def parks():
    return _page(_form())


@requires("member:own")
def park_ask():
    form = _form()
    if form is None or not form.validate_on_submit():
        return _sent_before() or (_page(form), 422 if form else 409)
    offered = {row.public_id: row for row in affiliation_queries.parks_to_ask(current_user)}
    done = lambda: affiliating.ask(current_user, offered[form.park.data])
    return member_routes.perform(done, url_for(HERE), "已经申请，等他们确认。")


@requires("member:own")
def park_answer(public_id: str):
    row = affiliation_queries.find(current_user, public_id) or abort(404)
    said = request.form.get("answer", "")
    if said not in ANSWERS:
        abort(400)
    act, words = ANSWERS[said]
    return member_routes.perform(lambda: act(current_user, row, by_firm=True), url_for(HERE), words)


@requires("member:own")
def park_leave(public_id: str):
    row = affiliation_queries.find(current_user, public_id) or abort(404)
    done = lambda: affiliating.end(current_user, row, by_firm=True)
    return member_routes.perform(done, url_for(HERE), "已经退出，他们从现在起看不到您的任何情况。")


def _sent_before():
    """Where an earlier send of this very form led: what was asked then is no longer offered."""
    prior = idempotency.begin(request.form.get("key", ""))
    db.session.rollback()
    return redirect(prior, code=303) if prior else None


def _form() -> ParkForm | None:
    offered = affiliation_queries.parks_to_ask(current_user)
    return ParkForm(offered) if offered and current_user.verified else None


def _page(form: ParkForm | None):
    firm = queries.own(current_user.organisation_id)
    return render_template(
        "organisations/parks.html",
        parks=affiliation_lists.own_parks(current_user),
        form=form,
        verified=firm.verified_at is not None,
        terms=affiliation_terms.rows(),
    )
