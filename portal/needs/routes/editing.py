"""Editing a stored need through the same steps; nothing changes before the check page is sent."""

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.permissions import requires
from portal.needs import service, settled, shelf, typed
from portal.needs.forms import ASKED
from portal.needs.models import SEEKING, FinancingNeed, NeedState, Scope
from portal.needs.routes import steps
from portal.needs.routes.blueprint import bp, own
from portal.needs.routes.filing import DRAFT, PREVIEW, SEND
from portal.needs.typed import Typed

BUTTONS = {
    NeedState.DRAFT: {SEND: "提交需求", DRAFT: "存为草稿"},
    NeedState.AWAITING_OWNER: {SEND: "确认并提交", DRAFT: "先存着"},
}
CHANGED = "这条需求刚刚在别处改过。您改的还在，下面是改在最新内容上的样子，请再核对一遍，然后保存。"
SAVE = {DRAFT: "保存修改"}


@bp.route("/needs/<string:public_id>/edit", methods=["GET", "POST"])
@requires("need:own")
def edit(public_id: str):
    """The check page of a stored need; `again` drops what was typed and begins from what is stored."""
    sent = request.method == "POST" and request.form.get("then") != PREVIEW
    if sent and (prior := idempotency.begin(request.form.get("key", ""))):
        return redirect(prior, code=303)
    need = own(public_id)
    way = _way(need)
    kept, current = _kept(need, way, again="again" in request.args)
    if step := kept.first_open():
        db.session.rollback()
        return redirect(way.url(step), code=303)
    draft, form = kept.draft(), steps.check_form(kept)
    if form.validate_on_submit():
        steps.read_check(kept, form, steps.words_of(draft))
        if not sent:
            return redirect(way.url("check", _anchor="preview"), code=303)
        if not current:
            form.form_errors = [CHANGED]
        elif answer := _save(need, kept, form):
            return answer
    db.session.rollback()
    return steps.show_check(way, kept, form, draft, BUTTONS.get(need.state, SAVE), need=need)


@bp.route("/needs/<string:public_id>/edit/money", methods=["GET", "POST"])
@requires("need:own")
def edit_money(public_id: str):
    return _step(own(public_id), "money")


@bp.route("/needs/<string:public_id>/edit/about", methods=["GET", "POST"])
@requires("need:own")
def edit_about(public_id: str):
    return _step(own(public_id), "about")


def _step(need: FinancingNeed, step: str):
    way = _way(need)
    return steps.show_step(way, step, _kept(need, way)[0])


def _way(need: FinancingNeed) -> steps.Way:
    return steps.Way(need.public_id, settled.fields(need), batch=need.scope is Scope.BATCH)


def _kept(need: FinancingNeed, way: steps.Way, *, again: bool = False) -> tuple[Typed, bool]:
    """What is being edited, and whether it still starts from what is stored.

    When the need has changed meanwhile, what was typed is put on top of that and has to be looked at again.
    What has been settled meanwhile is as stored.
    """
    stored = typed.of_need(need)
    kept = None if again else shelf.load(need.public_id)
    current = kept is None or kept.seen == stored.seen
    if kept is None or not current:
        kept = stored if kept is None else kept.onto(stored)
        shelf.put(kept)
    for step, fields in kept.steps.items():
        kept.standing(step, way.settled, fields)
    return kept, current


def _save(need: FinancingNeed, kept: Typed, form):
    """Write and go to the need; None when something stands against it, said on the form."""
    seen = kept.seen and datetime.fromisoformat(kept.seen)
    try:
        service.edit(current_user, need, kept.draft(), asked=ASKED, seen=seen or None)
        if request.form.get("then") == SEND:
            _send(need)
    except service.NeedError as error:
        form.form_errors = [str(error)]
        return None
    shelf.drop(need.public_id)
    flash(_said(need))
    return idempotency.finish(url_for("needs.show", public_id=need.public_id))


def _said(need: FinancingNeed) -> str:
    if request.form.get("then") == SEND:
        return "已提交。"
    return "已保存，机构会看到更新后的内容。" if need.state in SEEKING else "已保存。"


def _send(need: FinancingNeed) -> None:
    if need.state is NeedState.AWAITING_OWNER:
        service.confirm(current_user, need)
    elif need.state is NeedState.DRAFT:
        service.submit(current_user, need)
