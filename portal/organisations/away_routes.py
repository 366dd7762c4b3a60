"""Who is away: one's own days, and a colleague's by the admin."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.accounts.models import Membership
from portal.core import idempotency
from portal.core.db import db
from portal.core.permissions import requires
from portal.organisations.away import set_away
from portal.organisations.away_form import AwayForm
from portal.organisations.queries import team


def add_to(bp: Blueprint) -> None:
    both = ["GET", "POST"]
    bp.add_url_rule("/account/away", view_func=own_away, methods=both)
    bp.add_url_rule("/people/<string:public_id>/away", view_func=person_away, methods=both)


@requires("people:away")
def own_away():
    return _page(db.session.get_one(Membership, current_user.membership_id), "", url_for("accounts.mine"))


@requires("people:own")
def person_away(public_id: str):
    member = team.manager_of(current_user, public_id) or abort(404)
    return _page(member, member.person.name or "", url_for(".people"))


def _page(member: Membership, name: str, onward: str):
    """`name` is a colleague's, "" for one's own page."""
    form = AwayForm(data={"first": member.away_from, "last": member.away_until})
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        set_away(current_user, member, form.first.data, form.last.data)
        flash("已经记下。" if form.first.data else "已经改成在岗，新的对接照常分过来。")
        return idempotency.finish(onward)
    page = render_template(
        "organisations/away.html", form=form, name=name, action=request.path, onward=onward
    )
    return page, 422 if form.errors and request.method == "POST" else 200
