"""全部停止: what is seen now by whom, and the one button that ends it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from portal.consent import terms
from portal.core import idempotency
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.rights import seen, stopping


@requires("need:own")
def stop():
    """GET lists it and says what stays; POST ends all of it in one transaction."""
    form = ActionForm()
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        flash(stopping.stop_everywhere(current_user).words)
        return idempotency.finish(url_for("rights.stop"))
    page = render_template(
        "rights/stop.html", form=form, rows=seen.seen_by(current_user), stays=terms.AFTER_CONTACT
    )
    return page, 422 if form.errors else 200


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/needs/stop", view_func=stop, methods=["GET", "POST"])
