"""A park's members: the clerk's list, invitations, and who asks to join."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency, navigation
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import Role, requires
from portal.organisations import affiliating, affiliation_lists, affiliation_queries
from portal.organisations.affiliation_forms import MembersForm

HERE = "organisations.members"
ANSWERS = {
    "yes": (affiliating.agree, "已经是会员了，对方会收到消息。"),
    "no": (affiliating.disagree, "已告诉对方：没有通过。"),
}
MOST_PAGE = 10_000
TABS = ("members", "waiting", "declined")


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/members", view_func=members)
    bp.add_url_rule("/members/invite", view_func=members_invite, methods=["GET", "POST"])
    bp.add_url_rule("/members/<string:public_id>/answer", view_func=member_answer, methods=["POST"])
    bp.add_url_rule("/members/<string:public_id>/end", view_func=member_end, methods=["GET", "POST"])


@requires("member:manage")
def members():
    """Who waits for our word stands on its own tab; the first one opens there when somebody does."""
    numbers = affiliation_queries.numbers(current_user)
    tab = request.args.get("tab", "waiting" if numbers.asked else "members")
    tab = tab if tab in TABS else "members"
    words = request.args.get("q", "").strip()[:60]
    number = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGE)
    if tab == "waiting":
        page = affiliation_lists.waiting_page(current_user, number)
    elif tab == "declined":
        page = affiliation_lists.declined_page(current_user, number)
    else:
        page = affiliation_lists.members_page(current_user, number, words)
    return render_template("organisations/members.html", tab=tab, page=page, numbers=numbers, words=words)


@requires("member:manage")
def members_invite():
    """The answer is the same whoever stands behind a code."""
    form = MembersForm()
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        invited = affiliating.invite(current_user, form.codes.pasted.codes)
        flash(_said(invited, len(form.codes.pasted.repeats)))
        return idempotency.finish(url_for(HERE, tab="waiting"))
    return render_template("organisations/members_invite.html", form=form), 422 if form.errors else 200


@requires("member:manage")
def member_answer(public_id: str):
    row = affiliation_queries.find(current_user, public_id) or abort(404)
    said = request.form.get("answer", "")
    if said not in ANSWERS:
        abort(400)
    act, words = ANSWERS[said]
    return perform(lambda: act(current_user, row, by_firm=False), url_for(HERE, tab="waiting"), words)


@requires("member:manage")
def member_end(public_id: str):
    """Look once more, then end it: the sight of the firm is gone with the next request."""
    row = affiliation_queries.find(current_user, public_id) or abort(404)
    if request.method == "POST":
        done = lambda: affiliating.end(current_user, row, by_firm=False)
        return perform(done, url_for(HERE), "已经解除，从现在起看不到这一户。")
    member = affiliation_lists.member_row(row)
    return render_template("organisations/member_end.html", member=member, form=ActionForm())


def perform(act, to: str, said: str):
    """Do it once for this form; who came too late reads why."""
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        act()
    except (affiliating.Otherwise, affiliating.NotVerified) as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=to), 409
    flash(said)
    return idempotency.finish(to)


def _said(invited: affiliating.Invited, repeats: int) -> str:
    parts = [f"已邀请 {invited.new} 户，等对方确认。"]
    if invited.before:
        parts.append(f"{invited.before} 户邀请过、已经是会员或者回绝过，没有再邀请。")
    if repeats:
        parts.append(f"{repeats} 行重复，只算一次。")
    return "".join(parts)


navigation.add("会员", HERE, {Role.CLERK}, order=10, badge=affiliation_queries.asking)
