"""An institution as a team: its branches, where its managers work; the operator says where it lends."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency, pickers
from portal.core.db import db
from portal.core.forms import ActionForm, Form
from portal.core.permissions import requires
from portal.organisations import areas, outlets, queries, views
from portal.organisations.models import Outlet
from portal.organisations.people_routes import people_address
from portal.organisations.queries import team
from portal.organisations.team_forms import AreasForm, OutletForm, WorkForm


def add_to(bp: Blueprint) -> None:
    both = ["GET", "POST"]
    bp.add_url_rule("/outlets", view_func=outlet_list)
    bp.add_url_rule("/outlets/new", view_func=outlet_new, methods=both)
    bp.add_url_rule("/outlets/<string:public_id>", view_func=outlet_edit, methods=both)
    bp.add_url_rule("/outlets/<string:public_id>/close", view_func=outlet_close, methods=["POST"])
    bp.add_url_rule("/people/<string:public_id>/work", view_func=person_work, methods=both)
    bp.add_url_rule("/institutions/<string:public_id>/areas", view_func=institution_areas, methods=both)


@requires("people:own")
def outlet_list():
    own = queries.own_institution(current_user)
    return render_template(
        "organisations/outlets.html",
        organisation=views.organisation_row(own),
        rows=team.outlet_rows(current_user),
    )


@requires("people:own")
def outlet_new():
    form = OutletForm(areas=current_user.areas)
    return _outlet(form, lambda: outlets.open_outlet(current_user, **form.values()), "已经建好。", None)


@requires("people:own")
def outlet_edit(public_id: str):
    outlet = team.outlet_of(current_user, public_id) or abort(404)
    form = OutletForm(areas=current_user.areas, obj=outlet)
    change = lambda: outlets.change_outlet(current_user, outlet, **form.values())
    return _outlet(form, change, "已经改好。", outlet)


def _outlet(form: OutletForm, work, said: str, outlet: Outlet | None):
    if not pickers.looking_up() and form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            work()
        except outlets.OutletNamed as error:
            db.session.rollback()
            form.fail("name", str(error))
        else:
            flash(said)
            return idempotency.finish(url_for(".outlet_list"))
    rows = {row["public_id"]: row for row in team.outlet_rows(current_user)} if outlet else {}
    shown = outlet and {**rows[outlet.public_id], "closed": outlet.closed_at}
    return _shown("organisations/outlet.html", form, outlet=shown)


@requires("people:own")
def outlet_close(public_id: str):
    outlet, form = team.outlet_of(current_user, public_id) or abort(404), ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    done = outlets.close_outlet(current_user, outlet)
    flash("已撤掉，原来在这里的人现在不分网点。" if done else "这个网点之前已经撤了。")
    return idempotency.finish(url_for(".outlet_list"))


@requires("people:own")
def person_work(public_id: str):
    """Where a manager works: regions and branch."""
    member = team.manager_of(current_user, public_id) or abort(404)
    own = tuple(region.region_code for region in member.regions)
    data = {"regions": own, "outlet": member.outlet.public_id if member.outlet else ""}
    some = team.open_outlets(current_user)
    form = WorkForm(areas=current_user.areas, outlets=some, data=data)
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        chosen = next((one for one in some if one.public_id == form.outlet.data), None)
        try:
            outlets.set_work(current_user, member, form.regions.data, chosen)
        except outlets.OutletClosed as error:
            db.session.rollback()
            form.fail("outlet", str(error))
        else:
            flash("已经改好，下一次打开页面就按新的区域。")
            return idempotency.finish(url_for(".people"))
    return _shown("organisations/person_work.html", form, name=member.person.name or "", outlets=some)


@requires("organisation:manage")
def institution_areas(public_id: str):
    organisation = queries.staffed(current_user, public_id) or abort(404)
    back = people_address(organisation)
    row = views.organisation_row(organisation)
    codes = tuple(sorted(area.region_code for area in organisation.areas))
    form = AreasForm(data={"areas": codes})
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            changed = areas.change(current_user, organisation, form.areas.data)
        except areas.StillReached as error:
            db.session.rollback()
            form.fail("areas", str(error))
        else:
            flash("已经改好，机构的管理员会看到。" if changed else "和原来一样，没有改动。")
            return idempotency.finish(back)
    return _shown("organisations/areas.html", form, organisation=row, back=back)


def _shown(template: str, form: Form, **values):
    page = render_template(template, form=form, action=request.path, **values)
    return page, 422 if form.errors and request.method == "POST" else 200
