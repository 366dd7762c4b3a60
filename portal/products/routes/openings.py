"""What keeps needs away from an institution's products, for its admin."""

from flask import abort, render_template
from flask_login import current_user

from portal.core import limits
from portal.core.permissions import requires
from portal.matching import thresholds
from portal.products import queries
from portal.products.routes.blueprint import bp


@bp.get("/openings")
@requires("opening:read")
def openings():
    """The own products that matching uses, with the rules that keep most away; what takes long by a link."""
    limits.hit("openings", "30/10 minutes", current_user.person_id)
    own = queries.live_of(current_user.organisation_id)
    found = thresholds.of_products(current_user, own)
    return render_template("products/openings.html", products=found, others=own[len(found) :], one=None)


@bp.get("/<string:public_id>/openings")
@requires("opening:read")
def openings_of(public_id: str):
    limits.hit("openings", "30/10 minutes", current_user.person_id)
    own = queries.live_of(current_user.organisation_id)
    product = next((one for one in own if one.public_id == public_id), None) or abort(404)
    found = thresholds.of_product(current_user, product)
    return render_template("products/openings.html", products=[found], others=[], one=found)
