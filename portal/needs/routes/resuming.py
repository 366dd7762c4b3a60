"""Going on on another device: a code is made here and typed there."""

from contextlib import suppress

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user

from portal.core import idempotency, limits, security_log, wording
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.needs import shelf, unfinished
from portal.needs.forms import ResumeForm
from portal.needs.models import DraftEnd
from portal.needs.routes.blueprint import bp
from portal.needs.routes.filing import WAY
from portal.needs.service import sharing
from portal.needs.typed import NEW

SHOWN = "resume_code"  # in the session, whose data are sealed, from the making to the next page
MADE, TRIED = "10/hour", "10/15 minutes"
UNKNOWN = "没有这个接续码：可能抄错了，用过了，过了 7 天，或者已经停用。请回原来的设备重新要一个。"


@bp.get("/needs/new/code")
@requires("need:start")
def code():
    """What a code is for, the one just made (this once), and what became of it."""
    kept = shelf.newest()
    if kept is None or kept.is_empty:
        flash("先填第 1 步，才有东西可以接着填。")
        return redirect(WAY.url("money"))
    draft = kept.held and sharing.alive(kept.held[0])
    return render_template(
        "needs/code.html",
        code=session.pop(SHOWN, None),
        draft=draft and _state(draft),
        onward=WAY.url(kept.first_open() or "check"),
        address=current_app.config["PUBLIC_URL"].rstrip("/") + url_for(".resume"),
        form=ActionForm(formdata=None),
    )


@bp.post("/needs/new/code")
@requires("need:start")
def make_code():
    if not ActionForm().validate_on_submit():
        abort(400)
    limits.hit("draft.code", MADE, limits.address())
    if prior := idempotency.begin(request.form["key"]):
        return redirect(prior, code=303)
    kept = shelf.newest()
    if kept is None or kept.is_empty:
        db.session.rollback()
        return redirect(WAY.url("money"), code=303)
    draft = kept.held and sharing.alive(kept.held[0])
    if draft:
        made = sharing.another_code(draft)
    else:
        who = current_user.person_id if current_user.is_authenticated else None
        draft, made = sharing.share(shelf.data_of(kept), who)
        kept.held = (draft.public_id, draft.version)
        shelf.put(kept)
    session[SHOWN] = sharing.shown(made)
    return idempotency.finish(url_for(".code"))


@bp.post("/needs/new/code/withdraw")
@requires("need:start")
def withdraw_code():
    """No other device writes this draft any more; what is typed here stays."""
    if not ActionForm().validate_on_submit():
        abort(400)
    kept = shelf.newest()
    if kept and kept.held:
        with suppress(sharing.Behind):  # ended or changed this very moment: the page says how it stands
            shelf.end(kept, DraftEnd.WITHDRAWN)
            kept.held = None
            shelf.put(kept)
            db.session.commit()
            flash("已停用：接续码打不开这份内容，别的设备也不再和这里同步。")
    return redirect(url_for(".code"), code=303)


@bp.route("/needs/resume", methods=["GET", "POST"])
@requires("need:start")
def resume():
    """The code opens what was typed elsewhere; what lies here already is set aside, not lost."""
    form = ResumeForm()
    if form.validate_on_submit():
        limits.hit("draft.resume", TRIED, limits.address())
        try:
            if _opened(form.code.data):
                return redirect(WAY.url(shelf.load().first_open() or "check"), code=303)
        except shelf.Full:
            db.session.rollback()
            form.form_errors = [f"这台设备上已有 {shelf.MOST_ASIDE + 1} 份没填完的，请先丢弃一份。"]
        else:
            db.session.rollback()
            security_log.note("draft.code_refused")
            form.fail("code", UNKNOWN)
    return render_template("needs/resume.html", form=form), 422 if form.errors else 200


def _opened(typed: str) -> bool:
    who = current_user.person_id if current_user.is_authenticated else None
    draft = sharing.open_with(typed, who)
    if draft is None:
        return False
    before = len(shelf.begun())
    shelf.set_aside()
    shelf.take_over(draft)
    db.session.commit()
    flash("接上了，另一台设备上填的都在这里。" + ("这台设备上原来那份放在“没填完的”里。" if before else ""))
    return True


def _state(draft) -> dict:
    return {
        "until": wording.moment_in_sentence(draft.expires_at),
        "waits": draft.code_digest is not None,
        "opened": draft.opened_at and wording.moment_in_sentence(draft.opened_at),
    }


@bp.route("/needs/new/discard", methods=["GET", "POST"])
@requires("need:start")
def discard():
    """One that lies on this device; asked once."""
    key = request.args.get("draft", NEW)
    kept = next((one for one in shelf.begun() if one.key == key), None) or abort(404)
    form = ActionForm()
    if form.validate_on_submit():
        with suppress(sharing.Behind):  # the other device has gone on with it: it stays there
            shelf.end(kept, DraftEnd.WITHDRAWN)
        shelf.drop(key)
        db.session.commit()
        flash("已丢弃。")
        onward = "needs.index" if current_user.is_authenticated else "public.home"
        return redirect(url_for(onward), code=303)
    page = {"title": unfinished.title_of(kept), "action": url_for(".discard", draft=key)}
    return render_template("needs/discard.html", form=form, **page, shared=kept.held is not None)


@bp.post("/needs/new/back")
@requires("need:start")
def bring_back():
    """Go on with one that was set aside; the present one takes its place."""
    if not ActionForm().validate_on_submit():
        abort(400)
    if not shelf.bring_back(request.form.get("draft", "")):
        abort(404)
    return redirect(WAY.url(shelf.load().first_open() or "check"), code=303)
