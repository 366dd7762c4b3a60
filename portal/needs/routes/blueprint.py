"""The blueprint, and how an owner's rows are found and how a button ends."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import Form
from portal.needs import queries, service
from portal.needs.models import FinancingNeed

bp = Blueprint("needs", __name__)


def own(public_id: str) -> FinancingNeed:
    """A need of the actor's own organisation, else 404; a clerk also reads needs of members."""
    need = queries.find(current_user, public_id)
    return need if need and need.owner_id == current_user.organisation_id else abort(404)


def perform(form: Form, work: Callable[[], object], onward: str, said: str = ""):
    """Do `work` once for this form and go `onward`; who came too late reads why on a friendly 409."""
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        work()
    except service.NeedError as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=onward), 409
    if said:
        flash(said)
    return idempotency.finish(onward)
