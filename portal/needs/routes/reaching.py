"""When and how the owner of a need wants to be reached."""

from flask import render_template, url_for
from flask_login import current_user

from portal.core.permissions import requires
from portal.needs import service
from portal.needs.need_page import view_of
from portal.needs.reaching_form import ReachForm, typed_of
from portal.needs.routes.blueprint import bp, own, perform


@bp.route("/needs/<string:public_id>/reach", methods=["GET", "POST"])
@requires("need:own")
def reach(public_id: str):
    need = own(public_id)
    form = ReachForm(data=typed_of(need.contact_hours, need.contact_by))
    if form.validate_on_submit():
        keep = lambda: service.reach(current_user, need, **form.reach())
        return perform(form, keep, url_for(".show", public_id=public_id), "已记下，您同意的机构看得到。")
    page = render_template("needs/reach.html", form=form, need=view_of(need))
    return page, 422 if form.errors else 200
