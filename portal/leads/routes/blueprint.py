"""The addresses of leads share one blueprint; so do the two ways in which an action ends."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template

from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import ActionForm, Form
from portal.leads import clocks
from portal.leads.models import Clock
from portal.leads.service import LeadError

bp = Blueprint("leads", __name__)
# Pages name the site's own promises: {{ clock_days('first_answer') }}
bp.app_context_processor(lambda: {"clock_days": lambda which: clocks.days_of(Clock(which))})


def press(work: Callable[[], object], onward: str, said: str = "", back: str = ""):
    """What a button without fields does; see `perform`."""
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    return perform(form, work, onward, said, back)


def perform(form: Form, work: Callable[[], object], onward: str, said: str = "", back: str = ""):
    """Do `work` once for this form and go `onward`; who came too late reads why on a friendly 409."""
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    try:
        work()
    except LeadError as error:
        db.session.rollback()
        return conflict(error, back or onward)
    if said:
        flash(said)
    return idempotency.finish(onward)


def conflict(error: LeadError, back: str):
    """Somebody or something was quicker: nothing was changed, and why."""
    return render_template("errors/409.html", message=str(error), back_href=back), 409
