"""The public catalogue and a product's page."""

from dataclasses import replace

from flask import abort, render_template, request, url_for
from flask_login import current_user

from portal.consent import terms
from portal.core import limits, navigation
from portal.core.permissions import EVERYONE, Role, public
from portal.leads import partner_choice
from portal.leads import queries as leads
from portal.leads.queries.record import figure_of
from portal.leads.record_views import record_view
from portal.matching import queries as matching
from portal.matching.views import match_view
from portal.needs.models import SEEKING
from portal.products import own_need, partners, queries, review_queries
from portal.products.catalogue import Catalogue, Choice
from portal.products.catalogue_view import catalogue_view
from portal.products.cost_form import CostForm
from portal.products.models import Product
from portal.products.page_view import page_view
from portal.products.routes.blueprint import bp


@bp.get("")
@public
def catalogue():
    choice = Choice.of(request.args)
    if choice.words:
        limits.hit("search.products", "600/10 minutes", limits.address())
    hits = matching.search_products(choice.words) if choice.words else None
    away = bool(choice.words) and hits is None
    if away and choice.sort == "words":
        choice = replace(choice, sort="cost")
    closest = matching.closest_products(choice.words) if hits == [] else []
    shown = Catalogue(queries.catalogue(), choice, closest or hits)
    page = {"view": catalogue_view(shown), "away": away, "closest": bool(closest)}
    return render_template("products/catalogue.html", **page)


@bp.get("/<string:public_id>")
@public
def show(public_id: str):
    actor = current_user if current_user.is_authenticated else None
    product = queries.find(queries.visible_to(actor), public_id) or abort(404)
    need, others = own_need.need_of(actor, request.args.get("need"))
    asked = CostForm.of(request.args, product, need)
    shown = page_view(product, asked.amount.data, asked.months.data)
    partners.tell([product], [shown])
    own = actor is not None and actor.is_bank and product.institution_id == actor.organisation_id
    return render_template(
        "products/show.html",
        product=shown,
        asked=asked,
        error_forms=[asked],
        need=need and _need_view(need, product),
        others=[_other(one) for one in others],
        own=own,
        admin=own and actor.role is Role.BANK_ADMIN,
        review=review_queries.of_product(actor, product) if own else None,
        returned=review_queries.returned_note(product) if own else "",
        may_file=actor is None or actor.role is Role.APPLICANT,
        record=record_view(figure_of(product.institution_id), product.kind),
        consent={**terms.shown(), "seers": terms.seers(product.institution.name)},
    )


def _other(need) -> dict:
    here = {**request.view_args, "need": need.public_id}
    return {"case_number": need.case_number, "href": url_for(".show", **here)}


def _partner(need, product: Product) -> dict | None:
    """Whom the owner may name beside the product's institution when applying."""
    house = product.institution.public_id
    return partner_choice.beside(need, [house]).get(house) if need.state in SEEKING else None


def _need_view(need, product: Product) -> dict:
    return {
        "public_id": need.public_id,
        "case_number": need.case_number,
        "state": need.state,
        "href": url_for("needs.show", public_id=need.public_id),
        "seeking": need.state in SEEKING,
        "met": leads.has_met(need, product.institution_id),
        "partner": _partner(need, product),
        **match_view(matching.explain(need, product), "owner"),
    }


navigation.add("金融产品", "products.catalogue", EVERYONE, 20)
