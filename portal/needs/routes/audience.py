"""The owner says which institutions a need is for."""

from flask import redirect, render_template, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.permissions import requires
from portal.matching import queries as matching
from portal.needs import queries, service
from portal.needs.audience_form import CHOSEN, EVERYBODY, AudienceForm
from portal.needs.models import FinancingNeed, Relation
from portal.needs.need_page import view_of
from portal.needs.routes.blueprint import bp, own


@bp.route("/needs/<string:public_id>/institutions", methods=["GET", "POST"])
@requires("need:own")
def audience(public_id: str):
    need = own(public_id)
    here = url_for("needs.show", public_id=public_id)
    if need.state not in service.EDITABLE:
        return redirect(here, code=303)
    related = queries.related(need.id)
    offered = _offered(need, related)
    form = AudienceForm(
        offered={key: one.name for key, one in offered.items()},
        data={"openness": CHOSEN if related[Relation.NAMED] else EVERYBODY}
        | {relation.value: [one.public_id for one in rows] for relation, rows in related.items()},
    )
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        named, barred = (
            frozenset(offered[key].id for key in keys) for keys in (form.wanted, form.barred.data or ())
        )
        try:
            service.choose(current_user, need, named=named, barred=barred)
        except service.InTalks as error:
            db.session.rollback()
            form.fail("barred" if form.barred.data else "named", str(error))
        except service.NeedError as error:
            db.session.rollback()
            return render_template("errors/409.html", message=str(error), back_href=here), 409
        else:
            return idempotency.finish(here)
    page = render_template("needs/audience.html", form=form, need=view_of(need), any=bool(offered))
    return page, 422 if form.errors else 200


def _offered(need: FinancingNeed, related: dict) -> dict:
    """By public id: who works there, and whoever was chosen before, who may just now have nobody there."""
    rows = [*matching.working_at(need.region_code), *(one for rows in related.values() for one in rows)]
    return {one.public_id: one for one in rows}
