"""Filing a need: two steps that work signed out, a last look, and who you are."""

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.accounts import sending, tries
from portal.accounts import service as accounts
from portal.accounts import session as signing
from portal.accounts.actor import actor_of
from portal.accounts.ways_in import Way
from portal.core import idempotency, identifiers, pictures
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import Role, requires
from portal.needs import caught_up, service, shelf, unfinished
from portal.needs.forms import CheckForm, FilingForm, IdentifyForm
from portal.needs.models import DraftEnd, NeedState
from portal.needs.routes import steps
from portal.needs.routes.blueprint import bp
from portal.needs.service import sharing
from portal.needs.typed import NEW, Typed
from portal.organisations import licence_forms
from portal.organisations import service as organisations

WAY = steps.Way(NEW)
BATCH = steps.Way(NEW, batch=True)
SEND, DRAFT, PREVIEW = "send", "draft", "preview"


def way() -> steps.Way:
    """A park's clerk files for several members, everybody else for themself."""
    is_clerk = current_user.is_authenticated and current_user.role is Role.CLERK
    return BATCH if is_clerk else WAY


@bp.get("/needs/new")
@requires("need:start")
def start():
    """A new one; what was begun and not filed is offered first."""
    if drafts := unfinished.rows(current_user):
        return render_template("needs/begun.html", drafts=drafts, form=ActionForm(formdata=None))
    return redirect(way().url("money"))


@bp.post("/needs/new")
@requires("need:start")
def another():
    """Another one beside what was begun, which is set aside."""
    if not ActionForm().validate_on_submit():
        abort(400)
    return begin_with(Typed(NEW))


def begin_with(typed: Typed):
    """Go on with what was said elsewhere. What was begun before is not written over: it is set aside."""
    try:
        shelf.set_aside()
    except shelf.Full:
        flash(f"没填完的最多放 {shelf.MOST_ASIDE + 1} 份，请先丢弃一份。", "error")
        return redirect(url_for("needs.start"), code=303)
    if not typed.is_empty:
        shelf.put(typed)
    return redirect(way().url(typed.first_open() or "check"), code=303)


@bp.route("/needs/new/money", methods=["GET", "POST"])
@requires("need:start")
def money():
    return steps.show_step(way(), "money", _kept() or Typed(NEW))


@bp.route("/needs/new/about", methods=["GET", "POST"])
@requires("need:start")
def about():
    kept = _kept()
    return steps.show_step(way(), "about", kept) if kept else redirect(way().url("money"))


@bp.route("/needs/new/check", methods=["GET", "POST"])
@requires("need:start")
def check():
    sent = request.method == "POST" and request.form.get("then") != PREVIEW
    if sent and current_user.is_authenticated and (prior := idempotency.begin(request.form.get("key", ""))):
        return redirect(prior, code=303)
    kept = _kept()
    if kept is None or (step := kept.first_open()):
        db.session.rollback()
        return redirect(WAY.url(step if kept else "money"), code=303)
    return _check(kept, sent=sent)


def _check(kept: Typed, *, sent: bool):
    draft, form = kept.draft(), steps.filing_form(kept)
    if form.validate_on_submit():
        try:
            steps.read_check(kept, form, steps.words_of(draft))
            return _onward(kept, form, sent=sent)
        except sharing.Behind:
            caught_up.check(form)
            flash(caught_up.CHANGED, "warning")
            return redirect(WAY.url("check"), code=303)
    db.session.rollback()
    signed_in = current_user.is_authenticated
    names = {SEND: "提交需求", DRAFT: "存为草稿"} if signed_in else {SEND: "内容没错，下一步留联系方式"}
    return steps.show_check(way(), kept, form, draft, names)


def _kept() -> Typed | None:
    """A page shows the newest; what is sent goes onto what this device has seen."""
    return shelf.load() if request.method == "POST" else shelf.newest()


def _onward(kept: Typed, form: CheckForm, *, sent: bool):
    if sent and current_user.is_authenticated:
        return _file(kept, form)
    db.session.commit()
    return redirect(url_for("needs.identify") if sent else WAY.url("check", _anchor="preview"), code=303)


def _file(kept: Typed, form: FilingForm):
    shelf.end(kept, DraftEnd.FILED)
    need = service.file(current_user, kept.draft(), send=request.form.get("then") != DRAFT)
    if form.reach() != {"hours": need.contact_hours, "by": need.contact_by}:  # as with the need before
        service.reach(current_user, need, **form.reach())
    shelf.drop(NEW)
    answer = idempotency.finish(url_for("needs.show", public_id=need.public_id))
    if need.state is NeedState.AWAITING_VERIFICATION:
        sending.ask_at_once(current_user.person_id)
    return answer


@bp.route("/needs/new/identify", methods=["GET", "POST"])
@requires("need:start")
@pictures.accepted
def identify():
    """Who you are: account, claim and need in one transaction; signed in afterwards."""
    if current_user.is_authenticated:
        # Sent once more after it had succeeded: what was filed stands on the list.
        return redirect(url_for("needs.index") if shelf.load() is None else WAY.url("check"), code=303)
    kept = _kept()
    if kept is None or (step := kept.first_open()):
        return _sent_before() or redirect(WAY.url(step if kept else "money"), code=303)
    draft = kept.draft()
    form = IdentifyForm(data={"subject_code": draft.subject_code})
    if form.validate_on_submit():
        tries.may_register()
        account = form.account()  # hashes the password before the transaction begins
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        try:
            return _join_and_file(form, kept, draft, account)
        except sharing.Behind:
            db.session.rollback()
            shelf.newest()
            form.form_errors = [caught_up.BEFORE_FILING]
        except accounts.MobileTaken as error:
            db.session.rollback()
            tries.count_taken()
            form.fail("mobile", str(error))
    licence_forms.keep_for_next(form)
    return render_template("needs/identify.html", form=form), 422 if form.errors else 200


def _join_and_file(form: IdentifyForm, kept: Typed, draft: service.Draft, account: dict):
    shelf.end(kept, DraftEnd.FILED)
    person = accounts.create_person(**account)
    place = {"region_code": draft.region_code, "industry_code": draft.industry_code}
    membership = organisations.register(person=person, **form.organisation(), **place)
    actor = actor_of(membership.id, person.id)
    licence_forms.hand_in(membership.organisation_id, form, actor=actor)
    draft = replace(draft, subject_code=draft.subject_code or form.subject_code.data)
    need = service.file(actor, draft, send=request.form.get("then") != DRAFT)
    if form.said_how:
        service.reach(actor, need, **form.reach())
    answer = idempotency.finish(url_for("needs.show", public_id=need.public_id))
    tries.count_registered()
    sending.ask_at_once(person.id)
    licence_forms.forget_kept()
    signing.start(person.id, membership.id, Way.REGISTERED)
    shelf.drop(NEW)
    if warning := identifiers.code_warning(form.subject_code.data, form.credit_code.data):
        flash(warning, "warning")
    return answer


def _sent_before():
    """The address an earlier send of this very form led to, when what was typed is gone since."""
    prior = request.method == "POST" and idempotency.begin(request.form.get("key", ""))
    db.session.rollback()
    return redirect(prior, code=303) if prior else None
