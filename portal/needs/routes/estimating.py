"""测额: who would lend me what, and what would it cost? For everybody; what is typed is kept nowhere."""

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import limits, pickers
from portal.core.permissions import Role, public
from portal.matching.views import owner_matches
from portal.needs import shelf
from portal.needs.estimate import EstimateForm
from portal.needs.routes.blueprint import bp
from portal.needs.routes.filing import WAY
from portal.needs.typed import NEW, Typed

FILE = "file"


@bp.route("/estimate", methods=["GET", "POST"])
@public
def estimate():
    """Sent by POST, so that nobody's figures stand in an address; answered at once, without a row."""
    form = EstimateForm()
    matches = None
    if not pickers.looking_up() and form.validate_on_submit():
        if may_file() and request.form.get("then") == FILE:
            return _to_filing(form)
        limits.hit("estimate", "300/10 minutes", limits.address())
        matches = owner_matches(form.need())
    page = render_template("needs/estimate.html", form=form, matches=matches, may_file=may_file())
    return page, 422 if form.errors else 200


def _to_filing(form: EstimateForm):
    """What was begun before is not written over: it is set aside."""
    try:
        shelf.set_aside()
    except shelf.Full:
        flash(f"没填完的最多放 {shelf.MOST_ASIDE + 1} 份，请先丢弃一份。", "error")
        return redirect(url_for("needs.start"), code=303)
    kept = form.onto(Typed(NEW))
    shelf.put(kept)
    return redirect(WAY.url(kept.first_open() or "check"), code=303)


def may_file() -> bool:
    return not current_user.is_authenticated or current_user.role is Role.APPLICANT
