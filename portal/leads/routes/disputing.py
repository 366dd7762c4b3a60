"""An owner disputes a step, takes that back; the institution answers; the operator sees what waits."""

from flask import abort, render_template, url_for
from flask_login import current_user

from portal.core import clock, wording, workdays
from portal.core.permissions import requires
from portal.leads import disputing, queries, service, words
from portal.leads.dispute_forms import WRONG, AnswerForm, DisputeForm
from portal.leads.models import Lead
from portal.leads.routes.blueprint import bp, perform, press
from portal.leads.routes.reading import show_page


@bp.route("/leads/steps/<string:public_id>/dispute", methods=["GET", "POST"])
@requires("lead:decide")
def dispute(public_id: str):
    move = queries.step_of(current_user, public_id) or abort(404)
    lead = _lead(move.lead_id)
    kind = words.kind_of(lead)
    form = DisputeForm(offered=disputing.choices(move.to_state, kind))
    back = url_for("needs.show", public_id=lead.need.public_id)
    if form.validate_on_submit():
        work = lambda: service.dispute(current_user, move, form.reason.data)
        return perform(form, work, back, "已告诉机构，请它核对。答复前这一步不算数。", back)
    page = render_template(
        "leads/dispute.html",
        form=form,
        back=back,
        institution=lead.institution.name,
        step=words.state_word(move.to_state, kind),
        happened=wording.moment(move.happened_at),
        here=url_for(".dispute", public_id=public_id),
    )
    return page, 422 if form.errors else 200


@bp.post("/leads/disputes/<string:public_id>/take-back")
@requires("lead:decide")
def take_back(public_id: str):
    row = queries.dispute_of(current_user, public_id) or abort(404)
    back = url_for("needs.show", public_id=_lead(row.lead_id).need.public_id)
    return press(lambda: service.take_back(current_user, row), back, "已收回异议。", back)


@bp.post("/leads/disputes/<string:public_id>/answer")
@requires("dispute:answer")
def answer(public_id: str):
    row = queries.dispute_of(current_user, public_id) or abort(404)
    lead, form = _lead(row.lead_id), AnswerForm()
    if not form.validate_on_submit():
        return show_page(lead, form)
    here = url_for(".show", public_id=lead.public_id)
    wrong = form.said.data == WRONG
    work = lambda: service.answer(current_user, row, wrong=wrong, words=form.words.data or "")
    return perform(form, work, here, "已答复企业。", here)


@bp.get("/leads/disputes")
@requires("desk")
def disputes():
    """Counts by institution: which needs they are about is between the two sides."""
    today = clock.today()
    rows = [
        {
            "institution": name,
            "number": number,
            "since": wording.day_in_table(since),
            "days": workdays.between(clock.local(since).date(), today),
        }
        for name, number, since in queries.by_institution()
    ]
    return render_template("leads/disputes.html", rows=rows)


def _lead(lead_id: int) -> Lead:
    """Loaded as for its page; whoever came this far may see it."""
    return queries.find_by_id(current_user, lead_id) or abort(404)
