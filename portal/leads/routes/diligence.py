"""Between the first call and the decision: diligence begins, papers are asked for, brought, and ticked."""

from flask import abort, render_template, url_for
from flask_login import current_user

from portal.core.permissions import requires
from portal.leads import acts, lead_page, materials_page, queries, service
from portal.leads.diligence_forms import AskForm, DiligenceForm
from portal.leads.models import Lead
from portal.leads.moves import MOVES
from portal.leads.routes.blueprint import bp, perform, press
from portal.leads.routes.reading import show_page


@bp.post("/leads/<string:public_id>/diligence")
@requires("lead:move")
def begin_diligence(public_id: str):
    lead = _found(public_id)
    form = DiligenceForm()
    if not form.validate_on_submit():
        return show_page(lead, form)
    here = url_for(".show", public_id=public_id)
    work = lambda: service.begin_diligence(current_user, lead, form.moment, form.note.data or "")
    return perform(form, work, here, "已记下：尽调开始。", here)


@bp.route("/leads/<string:public_id>/ask", methods=["GET", "POST"])
@requires("lead:move")
def ask_materials(public_id: str):
    lead = _found(public_id)
    if not acts.is_own(current_user, lead):
        abort(404)
    form = AskForm(offered=materials_page.offered(lead))
    here = url_for(".show", public_id=public_id)
    if form.validate_on_submit():
        work = lambda: service.ask_materials(current_user, lead, form.lines, form.note.data or "")
        return perform(form, work, here, "清单已给企业，时限从现在起暂停。", here)
    page = render_template(
        "leads/ask_materials.html",
        form=form,
        lead={"public_id": public_id, "title": lead_page.title_of(lead)},
        possible=lead.state in MOVES["ask_materials"].sources,
    )
    return page, 422 if form.errors else 200


@bp.get("/leads/<string:public_id>/materials")
@requires("materials:read")
def materials(public_id: str):
    return _list(_found(public_id))


@bp.post("/leads/<string:public_id>/materials")
@requires("lead:move")
def bring(public_id: str):
    lead = _found(public_id)
    items = queries.items_of(lead.id) or abort(404)
    form = materials_page.bring_form(items)
    if not form.validate_on_submit():
        return _list(lead, form)
    here = url_for(".materials", public_id=public_id)
    work = lambda: service.bring(current_user, lead, form.brought.data or [])
    return perform(form, work, here, "已记下。", here)


@bp.post("/leads/<string:public_id>/go-on")
@requires("lead:move")
def go_on(public_id: str):
    lead = _found(public_id)
    here = url_for(".show", public_id=public_id)
    return press(lambda: service.go_on(current_user, lead), here, "接着办，时限重新计时。", here)


def _list(lead: Lead, failed=None):
    items = queries.items_of(lead.id) or abort(404)
    form = failed or materials_page.bring_form(items, formdata=None)
    view = materials_page.page(current_user, lead, items)
    page = render_template("leads/materials.html", form=form, error_forms=[form], **view)
    return page, 422 if failed else 200


def _found(public_id: str) -> Lead:
    return queries.find(current_user, public_id, owner=True) or abort(404)
