"""测额: who would lend me what, and what would it cost? For everybody; what is typed is kept nowhere."""

from flask import render_template, request
from flask_login import current_user

from portal.core import limits, pickers
from portal.core.permissions import Role, public
from portal.matching.views import owner_matches
from portal.needs.estimate import EstimateForm
from portal.needs.routes import filing
from portal.needs.routes.blueprint import bp
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
            return filing.begin_with(form.onto(Typed(NEW)))
        limits.hit("estimate", "300/10 minutes", limits.address())
        matches = owner_matches(form.need())
    page = render_template("needs/estimate.html", form=form, matches=matches, may_file=may_file())
    return page, 422 if form.errors else 200


def may_file() -> bool:
    return not current_user.is_authenticated or current_user.role is Role.APPLICANT
