"""Taking a consent back; who has looked stands in `look_routes`."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from portal.consent import look_routes, queries, terms
from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.leads import queries as leads
from portal.leads import service

bp = Blueprint("consent", __name__)
look_routes.add_to(bp)


def _other(lead) -> str:
    """Whoever talks together with this institution, and is not touched by what happens here."""
    found = leads.beside(lead)
    return found.other.institution.name if found else ""


@bp.route("/leads/<string:public_id>/withdraw-consent", methods=["GET", "POST"])
@requires("lead:decide")
def withdraw(public_id: str):
    """POST does it, from the next request on; GET says what it means, what was agreed to, and what stays."""
    lead = leads.find(current_user, public_id) or abort(404)
    here = url_for("needs.show", public_id=lead.need.public_id)
    form = ActionForm()
    if not form.validate_on_submit():
        if not queries.stands(lead.id):
            return redirect(here)
        page = render_template(
            "consent/withdraw.html",
            form=form,
            institution=lead.institution.name,
            lead_id=public_id,
            back=here,
            after_contact=terms.AFTER_CONTACT,
            agreed=queries.agreed_words(lead.id),
            beside=_other(lead),
        )
        return page, 422 if form.errors else 200
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    bank = lead.institution.name
    try:
        service.withdraw_consent(current_user, lead)
    except service.NoConsent:  # pressed on two devices, or it has just run out
        db.session.rollback()
        flash(f"{bank}的授权已经收回或到期，它看不到您的资料。")
        return redirect(here, code=303)
    flash(f"已收回。{bank}从现在起看不到您的名称、原话和联系方式。{terms.AFTER_CONTACT}")
    return idempotency.finish(here)
