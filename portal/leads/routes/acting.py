"""What an institution's people do: claim, put aside, say no, note the first contact, open the contact."""

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import clock, idempotency
from portal.core.db import db
from portal.core.permissions import requires
from portal.leads import lead_page, owner_words, pages, queries, refusals, service
from portal.leads.forms import ClaimForm, ContactedForm, RefuseForm, RevealForm
from portal.leads.models import Lead, LeadState
from portal.leads.routes.blueprint import bp, conflict, perform, press
from portal.leads.routes.reading import card_page, show_page
from portal.needs.models import FinancingNeed


@bp.post("/leads/needs/<string:public_id>/claim")
@requires("lead:claim")
def claim(public_id: str):
    need = queries.claimable_need(current_user, public_id) or abort(404)
    form = ClaimForm()
    if not form.validate_on_submit():
        return _again(need, form)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        best = pages.best_own(current_user.organisation_id, [need]).get(need.id)
        chosen = {name: best[name] for name in ("product_id", "score_bp")} if best else {}
        lead = service.claim(current_user, need, form.sentence.data or "", **chosen)
    except service.LeadError as error:
        db.session.rollback()
        return conflict(error, url_for(".browse"))
    return idempotency.finish(url_for(".show", public_id=lead.public_id))


def _again(need: FinancingNeed, form: ClaimForm):
    """The page the form stood on: the card, or the lead that was pushed."""
    if queries.browsed_need(current_user, need.public_id):
        return card_page(need, form)
    lead = queries.find_of_need(current_user, need.id) or abort(404)
    return show_page(lead, form)


@bp.post("/leads/needs/<string:public_id>/hide")
@requires("lead:claim")
def hide(public_id: str):
    need = queries.browsed_need(current_user, public_id) or abort(404)
    back = url_for(".card", public_id=public_id)
    return press(lambda: service.hide(current_user, need.id), back, back=back)


@bp.post("/leads/needs/<string:public_id>/unhide")
@requires("lead:claim")
def unhide(public_id: str):
    need = queries.browsed_need(current_user, public_id) or abort(404)
    back = url_for(".card", public_id=public_id)
    return press(lambda: service.unhide(current_user, need.id), back, "已放回可认领的需求。", back)


@bp.route("/leads/<string:public_id>/refuse", methods=["GET", "POST"])
@requires("lead:decline")
def refuse(public_id: str):
    lead = _of_the_bank(public_id)
    stage = _stage_of(lead)
    form = RefuseForm(stage=stage)
    back = url_for(".show", public_id=public_id)
    onward = url_for(".browse" if lead.state is LeadState.PUSHED else ".mine")
    reason = refusals.offered(form.code.data, stage) if form.validate_on_submit() else None
    if reason and form.is_confirmed:
        words = form.words.data or ""
        decline = lambda: service.bank_decline(current_user, lead, reason.code, words, stage)
        return perform(form, decline, onward, "已告知企业。", back)
    form.confirmed.data = reason.code if reason else ""
    page = render_template(
        "leads/refuse.html",
        form=form,
        **lead_page.refusal_page(lead, stage),
        preview=reason and _preview(reason, form.words.data or ""),
    )
    return page, 422 if form.errors else 200


def _preview(reason, words: str) -> dict:
    """What the firm would read if it were said today."""
    return {**owner_words.explained(reason, clock.today()), "words": service.shown_words(words)}


@bp.post("/leads/<string:public_id>/contacted")
@requires("lead:move")
def contacted(public_id: str):
    lead = queries.find(current_user, public_id, owner=True) or abort(404)
    form = ContactedForm()
    if not form.validate_on_submit():
        return show_page(lead, form)
    here = url_for(".show", public_id=public_id)
    report = lambda: service.contacted(current_user, lead, form.moment, form.note.data or "")
    return perform(form, report, here, back=here)


@bp.post("/leads/<string:public_id>/reveal")
@requires("lead:reveal")
def reveal(public_id: str):
    """The answer itself shows the contact, once; nothing leads back to it."""
    lead = queries.find(current_user, public_id, owner=True) or abort(404)
    form = RevealForm()
    if not form.validate_on_submit():
        return show_page(lead, form)
    here = url_for(".show", public_id=public_id)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        contact = service.reveal(current_user, lead, form.why.data, anyway=form.anyway.data == "yes")
    except service.OutsideHours as error:
        db.session.rollback()
        return _not_now(lead, form, error)
    except service.LeadError as error:
        db.session.rollback()
        return conflict(error, here)
    idempotency.finish(here)
    return render_template("leads/contact.html", contact=contact, back=here, heading=lead_page.title_of(lead))


def _stage_of(lead: Lead) -> str:
    """The stage asked for, else the likeliest where the lead stands; what has ended is told so on sending."""
    stages = refusals.stages_of(lead.state) or (refusals.FIRST_STAGE,)
    asked = request.args.get("stage", "")
    return asked if asked in stages else stages[0]


def _not_now(lead: Lead, form: RevealForm, error: service.OutsideHours):
    """The owner does not want to be called at this hour: said before the contact is opened, not after."""
    again = RevealForm(formdata=None, why=form.why.data, anyway="yes")
    here = url_for(".show", public_id=lead.public_id)
    return render_template("leads/not_now.html", form=again, lead=lead.public_id, said=str(error), back=here)


def _of_the_bank(public_id: str) -> Lead:
    return queries.staff_lead(current_user, public_id) or abort(404)
