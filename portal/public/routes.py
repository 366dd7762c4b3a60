"""What everybody may read: home, how it works and who sees what, how products are ranked."""

from flask import Blueprint, abort, redirect, render_template
from flask_login import current_user

from portal.consent import terms
from portal.core import navigation
from portal.core.permissions import Role, public
from portal.core.wording import YUAN_PER_WAN
from portal.products.views import product_view
from portal.public import frame, institution_page, keeping, queries
from search import ranking as formula
from search.presumed import SMALL_YUAN

bp = Blueprint("public", __name__)
bp.app_context_processor(frame.frame)


@bp.get("/")
@public
def home():
    """The first screen; somebody signed in starts where their work is."""
    if current_user.is_authenticated:
        return redirect(frame.start_of(current_user.role))
    recent = [product_view(product) for product in queries.recently_confirmed(3)]
    return render_template("public/home.html", products=recent, form_href=frame.href("needs.start", None))


@bp.get("/how-it-works")
@public
def how():
    """How it works, what it costs (nothing), and who sees what."""
    return render_template("public/how.html", rows=terms.disclosure_rows())


@bp.get("/privacy")
@public
def privacy():
    """What is kept of a person, who reads it, until when, and what they can do about it."""
    return render_template(
        "public/privacy.html", kept=keeping.rows(), facts=keeping.facts(), rows=terms.disclosure_rows()
    )


@bp.get("/accessibility")
@public
def accessibility():
    """What was done for those who see, hear or move otherwise, what was not, and where to say so."""
    return render_template("public/accessibility.html")


@bp.get("/institutions/<string:public_id>/about")
@public
def institution(public_id: str):
    """What an institution is, offers, and how it answers."""
    found = institution_page.find(public_id) or abort(404)
    return render_template("public/institution.html", **institution_page.page(found))


@bp.get("/ranking")
@public
def ranking():
    """The published formula in words; a test holds it against the code."""
    figures = {"weights": formula.WEIGHTS, "small_wan": SMALL_YUAN // YUAN_PER_WAN, "formula": vars(formula)}
    return render_template("public/ranking.html", **figures)


navigation.add("首页", "public.home", {None}, order=0)
navigation.add("怎么用", "public.how", {None, Role.APPLICANT}, order=90)
