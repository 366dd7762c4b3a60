"""A second person reads what is to be shown to the public."""

from flask import abort, flash, redirect, render_template, url_for
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import requires
from portal.products import review_queries, reviewing, service
from portal.products.forms import ReviewForm
from portal.products.models import ProductReview
from portal.products.routes.blueprint import bp


@bp.get("/mine/reviews/<string:public_id>")
@requires("product:edit")
def review(public_id: str):
    return _page(_own(public_id), ReviewForm())


@bp.post("/mine/reviews/<string:public_id>")
@requires("product:edit")
def review_answer(public_id: str):
    row, form = _own(public_id), ReviewForm()
    if not form.validate_on_submit():
        return _page(row, form)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    try:
        if form.approves:
            reviewing.approve(current_user, row)
        else:
            reviewing.send_back(current_user, row, form.note.data)
    except service.ProductError as error:
        return _refused(error)
    flash("已通过，现在按新内容展示和匹配。" if form.approves else "已退回，他会看到原因。")
    return idempotency.finish(url_for(".mine"))


@bp.post("/mine/reviews/<string:public_id>/take-back")
@requires("product:edit")
def review_take_back(public_id: str):
    row, form = _own(public_id), ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    try:
        reviewing.take_back(current_user, row)
    except service.ProductError as error:
        return _refused(error)
    flash("已收回，可以接着改。")
    return idempotency.finish(url_for(".mine"))


def _own(public_id: str) -> ProductReview:
    return review_queries.find(current_user, public_id) or abort(404)


def _page(row: ProductReview, form: ReviewForm):
    shown = {"review": review_queries.page(current_user, row), "form": form}
    return render_template("products/review.html", **shown), 422 if form.errors else 200


def _refused(error: service.ProductError):
    db.session.rollback()
    return render_template("errors/409.html", message=str(error), back_href=url_for(".mine")), 409
