"""From the decision to the money, as the manager reports it: an offer, then what is paid out under it."""

from flask import abort, redirect, render_template, url_for
from flask_login import current_user

from portal.core import wording
from portal.core.permissions import requires
from portal.leads import acts, lead_page, money_forms, money_words, queries, service, words
from portal.leads.models import Lead
from portal.leads.money_forms import OfferForm, PaymentForm, digest
from portal.leads.offer_view import offer_view, payments_view
from portal.leads.queries.offers import money_of
from portal.leads.routes.blueprint import bp, perform


@bp.route("/leads/<string:public_id>/offer", methods=["GET", "POST"])
@requires("lead:move")
def offer(public_id: str):
    """The figures, then what the owner will read of them, then it is sent."""
    lead, here = _lead(public_id), url_for(".show", public_id=public_id)
    if not acts.offers(current_user, lead):
        return redirect(here, code=303)
    kind, need = words.kind_of(lead), lead.need
    form = OfferForm(kind=kind, wanted_fen=need.amount_max_fen, data=money_forms.offered(lead.product, need))
    sent = form.validate_on_submit()
    if sent and form.is_confirmed(form.quote()):
        said = f"已告诉企业。企业有 {service.answer_days()} 个工作日答复。"
        return perform(form, lambda: service.approve(current_user, lead, form.quote()), here, said, here)
    form.confirmed.data = digest(form.quote()) if sent else ""
    page = render_template(
        "leads/offer.html",
        form=form,
        preview=offer_view(form.offer(), kind, need.amount_max_fen) if sent else None,
        asked={"amount": wording.money(need.amount_max_fen), "term": wording.months(need.term_months)},
        **_frame(lead),
    )
    return page, 422 if form.errors else 200


@bp.route("/leads/<string:public_id>/disburse", methods=["GET", "POST"])
@requires("lead:move")
def disburse(public_id: str):
    """One payment: the figures, a last look at them, then it is in the record for good."""
    lead, here = _lead(public_id), url_for(".show", public_id=public_id)
    under, so_far = money_of([lead.id]).get(lead.id, (None, []))
    paid = payments_view(so_far, under) if under else None
    if not acts.pays(current_user, lead) or paid is None or not paid["rest"]:
        return redirect(here, code=303)
    kind = words.kind_of(lead)
    form = PaymentForm(kind=kind, under=under, data=money_forms.due(under, paid["rest_fen"]))
    sent = form.validate_on_submit()
    if sent and form.is_confirmed(form.payment()):
        pay = lambda: service.disburse(current_user, lead, form.payment())
        return perform(form, pay, here, "已记下，企业会看到。", here)
    form.confirmed.data = digest(form.payment()) if sent else ""
    frame = {"sure": sent, "paid": paid, "offered": offer_view(under, kind, None), **_frame(lead)}
    page = render_template("leads/disburse.html", form=form, **frame)
    return page, 422 if form.errors else 200


def _lead(public_id: str) -> Lead:
    return queries.find(current_user, public_id, owner=True) or abort(404)


def _frame(lead: Lead) -> dict:
    row = {"public_id": lead.public_id, "title": lead_page.title_of(lead)}
    return {"lead": row, "of": money_words.of(words.kind_of(lead))}
