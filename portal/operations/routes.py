"""For whoever runs the site: is the process alive, can it do its work?"""

from flask import Blueprint, jsonify

from portal.core.permissions import public
from portal.operations import health

bp = Blueprint("operations", __name__)


@bp.get("/healthz")
@public
def healthz():
    """The process answers; asks nothing of the database."""
    return jsonify(alive=True)


@bp.get("/readyz")
@public
def readyz():
    """503 while the database, its migration, the index or the worker is not as it should be."""
    found = health.readiness()
    return jsonify(found), 200 if found["ready"] else 503
