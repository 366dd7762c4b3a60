"""An institution's admin sees who looks after what, and gives leads to others."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.permissions import requires
from portal.leads import address, queries, service, team_views
from portal.leads.forms import AssignForm, GiveForm
from portal.leads.routes.blueprint import bp, perform
from portal.leads.routes.desk import own_rows


@bp.route("/leads/<string:public_id>/assign", methods=["GET", "POST"])
@requires("lead:assign")
def assign(public_id: str):
    lead = queries.find(current_user, public_id) or abort(404)
    offered = {one.public_id: one for one in service.candidates(lead)}
    form = AssignForm(offered=offered.values())
    here = url_for(".show", public_id=public_id)
    if not form.validate_on_submit():
        view = team_views.one_lead(lead, len(offered), may=service.may_reassign(current_user, lead))
        page = render_template("leads/assign.html", form=form, lead=view, back=here)
        return page, 422 if form.errors else 200
    chosen = offered[form.manager.data]
    give = lambda: service.reassign(current_user, lead, chosen)
    return perform(form, give, here, f"已交给{chosen.name}。", here)


@bp.get("/leads/team")
@requires("lead:assign")
def team():
    """Who works here and what they have in hand."""
    return render_template("leads/team.html", rows=queries.workloads(current_user))


@bp.get("/leads/team/<string:public_id>")
@requires("lead:assign")
def in_hand(public_id: str):
    return _in_hand(public_id, None)


@bp.post("/leads/team/<string:public_id>")
@requires("lead:assign")
def give_away(public_id: str):
    """Every ticked lead goes to the chosen one, as far as they work where it lies; what did not is said."""
    team = queries.team_of(current_user)
    holder = team.holder(public_id) or abort(404)
    form = GiveForm(offered=team.colleagues(holder))
    if not form.validate_on_submit():
        return _in_hand(public_id, form)
    ticked = list(dict.fromkeys(form.lead.data))[: queries.PAGE]
    leads = [queries.find(current_user, one) or abort(404) for one in ticked]
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    flash(team_views.given(*_give(holder, leads, form.manager.data)))
    return idempotency.finish(url_for(".in_hand", public_id=public_id))


def _give(holder, leads, manager: str) -> tuple[int, list[str]]:
    """How many went over, and why the others did not; needs are locked in one order for everybody."""
    done, kept = 0, []
    for lead in sorted(leads, key=lambda one: one.need_id):
        if not holder.has(lead):
            kept.append("刚刚已经交给别人")
            continue
        chosen = next((one for one in service.candidates(lead) if one.public_id == manager), None)
        if chosen is None:
            kept.append("他不负责那个地区，或者本来就是他的")
            continue
        try:
            with db.session.begin_nested():
                service.reassign(current_user, lead, chosen)
        except service.LeadError as error:
            kept.append(str(error))
        else:
            done += 1
    return done, kept


def _in_hand(public_id: str, failed: GiveForm | None):
    team = queries.team_of(current_user)
    holder = team.holder(public_id) or abort(404)
    page = address.page_number(request.args.get("page", ""))
    leads = queries.leads_in_hand(current_user, holder, page)
    form = failed or GiveForm(formdata=None, offered=team.colleagues(holder))
    shown = render_template(
        "leads/in_hand.html",
        holder={"public_id": public_id, "name": holder.name},
        rows=own_rows(leads),
        form=form,
        ticked=frozenset(form.lead.data or ()),
        page=page,
        total=team.open_leads(holder),
        size=queries.PAGE,
    )
    return shown, 422 if failed else 200
