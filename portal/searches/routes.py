"""A manager's own saved searches: the list, one to be named or changed, opened, deleted."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import crypto, idempotency, limits
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.leads import address as desk
from portal.leads import queries as leads
from portal.matching import queries as matching
from portal.products import queries as products
from portal.searches import queries, service, views
from portal.searches.forms import SearchForm
from portal.searches.models import Pace, SavedSearch
from portal.searches.words import HINTS

bp = Blueprint("searches", __name__)


@bp.get("/leads/searches")
@requires("search:own")
def index():
    limits.hit("search.leads", "300/10 minutes", current_user.person_id)  # each by words asks the index
    searches = queries.mine(current_user)
    places = leads.places(current_user)
    by_words = {one.words: matching.search_needs(one.words, places) for one in searches if one.words}
    own = products.live_of(current_user.organisation_id)
    lengths = queries.lengths(current_user, searches, own, by_words)
    fresh = queries.fresh(current_user, searches, own)
    rows = [views.row(one, lengths[one.id], fresh[one.id]) for one in searches]
    away = None in by_words.values()
    return render_template("searches/index.html", rows=rows, most=queries.MOST, away=away)


@bp.route("/leads/searches/new", methods=["GET", "POST"])
@requires("search:own")
def new():
    """The address holds the choices, as on the desk."""
    asked = desk.read(request.args)
    form = SearchForm(data={"name": views.name_for(asked), "pace": Pace.DAILY.value})
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        try:
            search = service.save(current_user, form.name.data, Pace(form.pace.data), asked)
        except service.Full:
            db.session.rollback()
            form.form_errors = [f"最多存 {queries.MOST} 个，请先删掉一个不用的。"]
        else:
            flash(f"已存下“{search.name}”。")
            return idempotency.finish(queries.address_of(search).href())
    return _form(form, asked, None)


@bp.route("/leads/searches/<string:public_id>", methods=["GET", "POST"])
@requires("search:own")
def edit(public_id: str):
    """Another name or pace; with `put` in the address also the choices that stand there."""
    search = _own(public_id)
    put = desk.read(request.args) if "put" in request.args else None
    form = SearchForm(data={"name": search.name, "pace": search.pace.value})
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior, code=303)
        service.change(search, form.name.data, Pace(form.pace.data), put)
        flash("已保存。")
        onward = queries.address_of(search).href() if put else url_for("searches.index")
        return idempotency.finish(onward)
    return _form(form, put or queries.address_of(search), search)


@bp.post("/leads/searches/<string:public_id>/open")
@requires("search:own")
def open_list(public_id: str):
    """To look is to know: what has been found until now is new once more, on the page that follows.

    That is the list that holds it: what fits a search may have been pushed to the bank meanwhile.
    """
    search = _own(public_id)
    if not ActionForm().validate_on_submit():
        abort(400)
    own = products.live_of(current_user.organisation_id)
    onward = queries.side_to_open(current_user, search, own).href()
    service.look(search)
    db.session.commit()
    return redirect(onward, code=303)


@bp.post("/leads/searches/<string:public_id>/delete")
@requires("search:own")
def delete(public_id: str):
    search, form = _own(public_id), ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior, code=303)
    flash(f"已删除“{search.name}”。")
    service.delete(search)
    return idempotency.finish(url_for("searches.index"))


def _form(form: SearchForm, asked: desk.Address, search: SavedSearch | None):
    page = {"choices": views.choices(asked), "search": search and {"name": search.name}, "hints": HINTS}
    back = asked.href() if search is None else url_for("searches.index")
    return render_template("searches/form.html", form=form, back_href=back, **page, **_here(search)), (
        422 if form.errors else 200
    )


def _here(search: SavedSearch | None) -> dict:
    """Where the form and the button of deleting go."""
    here = request.full_path.rstrip("?")
    gone = search and url_for("searches.delete", public_id=search.public_id)
    return {"action": here, "delete_href": gone}


def _own(public_id: str) -> SavedSearch:
    search = queries.find(current_user, public_id) or abort(404)
    crypto.preload([search.key_id])
    return search
