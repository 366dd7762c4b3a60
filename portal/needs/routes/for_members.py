"""A park's clerk files for a member through the same steps; the need then waits for its owner."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.permissions import requires
from portal.needs import check_page, queries, service, shelf
from portal.needs.routes import steps
from portal.needs.routes.blueprint import bp
from portal.needs.routes.filing import PREVIEW, SEND
from portal.needs.typed import Typed
from portal.organisations import affiliation_lists, affiliation_queries

FILED = "已经填好，等本人确认。确认以前没有机构看得到。"
SLIP = "slip:"  # what was typed, kept a day to be printed for a signature


@bp.get("/members/<string:public_id>/need")
@requires("member:manage")
def member_start(public_id: str):
    return redirect(_way(public_id).url("money"))


@bp.route("/members/<string:public_id>/need/money", methods=["GET", "POST"])
@requires("member:manage")
def member_money(public_id: str):
    way = _way(public_id)
    return steps.show_step(way, "money", shelf.load(way.key) or Typed(way.key))


@bp.route("/members/<string:public_id>/need/about", methods=["GET", "POST"])
@requires("member:manage")
def member_about(public_id: str):
    way = _way(public_id)
    kept = shelf.load(way.key)
    return steps.show_step(way, "about", kept) if kept else redirect(way.url("money"))


@bp.route("/members/<string:public_id>/need/check", methods=["GET", "POST"])
@requires("member:manage")
def member_check(public_id: str):
    sent = request.method == "POST" and request.form.get("then") != PREVIEW
    if sent and (prior := idempotency.begin(request.form.get("key", ""))):
        return redirect(prior, code=303)
    way = _way(public_id)
    kept = shelf.load(way.key)
    if kept is None or (step := kept.first_open()):
        db.session.rollback()
        return redirect(way.url(step if kept else "money"), code=303)
    draft, form = kept.draft(), steps.check_form(kept)
    if form.validate_on_submit():
        steps.read_check(kept, form, steps.words_of(draft))
        if not sent:
            return redirect(way.url("check", _anchor="preview"), code=303)
        if answer := _file(way, kept, form):
            return answer
    db.session.rollback()
    return steps.show_check(way, kept, form, draft, {SEND: "填好了，等本人确认"})


def _file(way: steps.Way, kept: Typed, form):
    """None when something stands against it, said on the form."""
    try:
        need = service.file_for(current_user, way.member["organisation_id"], kept.draft())
    except service.NeedError as error:
        form.form_errors = [str(error)]
        return None
    shelf.drop(way.key)
    kept.key = SLIP + need.public_id
    shelf.put(kept)
    flash(FILED)
    return idempotency.finish(url_for("parks.need", public_id=need.public_id))


@bp.get("/members/needs/<string:public_id>/slip")
@requires("member:manage")
def member_slip(public_id: str):
    """To be printed and signed: what was typed within the last day, in full, as the owner must read it."""
    need = queries.awaited(current_user, public_id) or abort(404)
    kept = shelf.load(SLIP + public_id)
    if kept is None or kept.first_open():
        return redirect(url_for("parks.need", public_id=public_id))
    draft = kept.draft()
    rows = [row for row in check_page.rows(draft, lambda *_, **__: "") if row["said"]]
    rows = [{**row, "link": None} for row in rows]
    member = affiliation_lists.member_row(affiliation_queries.of_firm(current_user, need.owner_id))
    page = {
        "rows": rows,
        "words": draft.words,
        "member": member,
        "number": need.case_number,
        "need_id": public_id,
    }
    return render_template("needs/slip.html", **page, disclosure=check_page.disclosure())


def _way(public_id: str) -> steps.Way:
    row = affiliation_queries.find(current_user, public_id)
    if row is None or row.state is not affiliation_queries.S.CONFIRMED:
        abort(404)
    return steps.Way(f"member:{public_id}", member=affiliation_lists.member_row(row))
