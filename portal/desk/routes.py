"""运营台: what waits for the operator, what the site is set to, and the way to every part of the desk."""

from flask import Blueprint, render_template
from flask_login import current_user

from portal.core import navigation
from portal.core.permissions import Role, requires
from portal.desk import calendar_routes, lpr_routes, overview, queries, setting_routes, taxonomies

bp = Blueprint("desk", __name__)
for part in (setting_routes, lpr_routes, calendar_routes):
    part.add_to(bp)


@bp.get("/desk")
@requires("desk")
def index():
    return render_template(
        "desk/index.html",
        waiting=overview.waiting(current_user),
        standing=overview.standing(),
        places=overview.PLACES,
    )


@bp.get("/desk/lists")
@requires("desk")
def lists():
    """Which code lists this site works with, whose they are and how old."""
    return render_template("desk/lists.html", rows=taxonomies.rows(), version=taxonomies.VERSION)


navigation.add("运营台", "desk.index", {Role.OPERATOR}, order=5, badge=queries.proposals)
