"""Opening one card or one lead, as the institution's people see it."""

from flask import abort, render_template
from flask_login import current_user

from portal.core.forms import Form
from portal.core.permissions import requires
from portal.leads import acts, lead_page, queries
from portal.leads import diligence_record as records
from portal.leads.forms import ClaimForm
from portal.leads.models import Lead
from portal.leads.routes.blueprint import bp
from portal.leads.service.revealing import may_reveal
from portal.needs.models import FinancingNeed


@bp.get("/leads/needs/<string:public_id>")
@requires("lead:browse")
def card(public_id: str):
    need = queries.browsed_need(current_user, public_id) or abort(404)
    lead_page.note_card(current_user, need.id)
    return card_page(need)


@bp.get("/leads/<string:public_id>")
@requires("lead:read")
def show(public_id: str):
    lead = queries.find(current_user, public_id, owner=True) or abort(404)
    return show_page(lead)


@bp.get("/leads/<string:public_id>/record")
@requires("lead:read")
def diligence_record(public_id: str):
    """For the manager's own file; unlike the page of the lead, reading it is no look."""
    lead = queries.find(current_user, public_id, owner=True) or abort(404)
    if not may_reveal(current_user, lead):
        abort(404)
    page = records.record_page(current_user, lead)
    return render_template("leads/diligence_record.html", **page)


def card_page(need: FinancingNeed, claim: ClaimForm | None = None):
    """The card of a browsed need, with what was typed when it has to be corrected."""
    view = lead_page.card_page(current_user, need)
    claim = claim or ClaimForm(formdata=None)
    status = 422 if claim.errors else 200
    return render_template("leads/card.html", claim_form=claim, error_forms=[claim], **view), status


def show_page(lead: Lead, failed: Form | None = None):
    """The page of a lead; `failed` is the one of its forms that has to be corrected."""
    view = lead_page.lead_page(current_user, lead)
    lead_page.note_lead(current_user, lead, in_full=view["accepted"])
    shown = [failed] if failed else []
    forms = acts.forms_of(view["acts"], failed)
    page = render_template("leads/show.html", error_forms=shown, forms=forms, **view)
    return page, 422 if failed else 200
