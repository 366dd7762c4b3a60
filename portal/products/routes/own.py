"""What an institution's people do with their products."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from portal.core import idempotency, navigation
from portal.core.db import db
from portal.core.forms import ActionForm
from portal.core.permissions import BANK, Role, requires
from portal.products import kinds, partners, queries, reading, review_queries, reviewing, service, words
from portal.products.forms import FORMS, ProductForm
from portal.products.models import Product, ProductKind
from portal.products.routes.blueprint import bp
from portal.products.views import product_view, status_view

COPIED = "（另一款）"
MOST_OF_NAME = 60 - len(COPIED)
MOVES = {"submit": reviewing.submit, "suspend": service.suspend, "confirm": service.confirm}
DONE = {
    "submit": "已提交，请一位同事复核，通过后就能被搜索和匹配到。",
    "suspend": "已暂停，不再展示，也不再匹配；正在谈的不受影响。",
    "confirm": "已确认，继续展示 30 天。",
}


@bp.get("/mine")
@requires("product:edit")
def mine():
    rows = queries.mine(current_user)
    return render_template(
        "products/mine.html",
        rows=[{**product_view(product), "status": status_view(product)} for product in rows],
        waiting=review_queries.waiting(current_user),
        asked=partners.asked_of(current_user),
        institution=current_user.organisation_name,
        admin=current_user.role is Role.BANK_ADMIN,
        form=ActionForm(),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("product:edit")
def new():
    form = _new_form()
    if reading.asked():
        return _form_page(form, None, read=reading.fill(form, _blank_form(form.kind)))
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            product = service.create(current_user, form.values())
        except service.NameTaken as error:
            db.session.rollback()
            form.fail("name", str(error))
        else:
            return idempotency.finish(url_for(".show", public_id=product.public_id))
    return _form_page(form, None)


@bp.route("/<string:public_id>/edit", methods=["GET", "POST"])
@requires("product:edit")
def edit(public_id: str):
    product = _own(public_id)
    form = _form_of(_as_changed(product))
    if reading.asked():
        return _form_page(form, product, read=reading.fill(form))
    if form.validate_on_submit():
        if prior := idempotency.begin(form.key.data):
            return redirect(prior)
        try:
            seen = request.form.get("seen", "")
            waits = reviewing.edit(current_user, product, form.values(), seen=seen)
        except (service.NameTaken, service.Moved) as error:
            db.session.rollback()
            form.fail("name", str(error))
        except service.Incomplete as error:
            db.session.rollback()
            _fail_all(form, error.missing)
        else:
            if waits:
                flash("修改已提交，请一位同事复核；通过以前照原来的内容展示。")
            return idempotency.finish(url_for(".show", public_id=public_id))
    return _form_page(form, product)


@bp.post("/<string:public_id>/<any(submit, suspend, confirm):move>")
@requires("product:edit")
def change(public_id: str, move: str):
    """Submit for review, suspend, or confirm again; what is missing for publishing is shown on the form."""
    product = _own(public_id)
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    try:
        MOVES[move](current_user, product)
    except service.Moved as error:
        db.session.rollback()
        return render_template("errors/409.html", message=str(error), back_href=url_for(".mine")), 409
    except service.Incomplete as error:
        db.session.rollback()
        return _to_complete(_own(public_id), error.missing)
    flash(f"“{product.name}”{DONE[move]}")
    return idempotency.finish(url_for(".mine"))


def _new_form() -> ProductForm:
    """Empty, or filled like the own product named by `like`; its name must become another."""
    model = queries.find(queries.own(current_user), request.args.get("like", ""))
    if model is None or request.method == "POST":
        kind = _kind_asked(model)
        return _blank_form(kind, sent=True)
    form = _form_of(model, sent=False)
    form.name.data = f"{model.name[:MOST_OF_NAME]}{COPIED}"
    return form


def _blank_form(kind: ProductKind, *, sent: bool = False) -> ProductForm:
    """As it is before anybody touched it; what was `sent`, if anything, comes before that."""
    options = {"data": {"regions": current_user.areas}, **_known(kind)}
    return FORMS[kind](**options) if sent else FORMS[kind](None, **options)


def _kind_asked(model: Product | None) -> ProductKind:
    """The address says of which kind the new product is, else the model, else what such a house offers."""
    asked = request.args.get("kind")
    if asked in list(ProductKind):
        return ProductKind(asked)
    return model.kind if model else kinds.offered_at(queries.type_of(current_user))


def _form_of(product: Product, *, sent: bool = True) -> ProductForm:
    """The form of the product's own kind; one of another kind is a new product."""
    return FORMS[product.kind].of(product, sent=sent, **_known(product.kind))


def _known(kind: ProductKind) -> dict:
    """What the fields of a form depend on."""
    partnered = kind in kinds.COUNTERPART
    chosen = partners.choices(kind, but=current_user.organisation_id) if partnered else ()
    return {"areas": current_user.areas, "partners": chosen}


def _as_changed(product: Product) -> Product:
    """As it will be once what waits is approved: whoever changes it goes on from there."""
    waiting = reviewing.open_review(product)
    return reviewing.revised(product, reviewing.changes_of(waiting)) if waiting else product


def _own(public_id: str) -> Product:
    return queries.find(queries.own(current_user), public_id) or abort(404)


def _to_complete(product: Product, missing: dict[str, str]):
    """The form as it is stored, with what has to be filled in before publishing."""
    form = _form_of(product, sent=False)
    _fail_all(form, missing)
    return _form_page(form, product)


def _fail_all(form: ProductForm, messages: dict[str, str]) -> None:
    for name, message in messages.items():
        form.fail(name, message)


def _form_page(form: ProductForm, product: Product | None, read: list[reading.Filled] | None = None):
    """`read`: what was filled in from the product's words, none when nobody asked for that."""
    view = product and {"public_id": product.public_id, "name": product.name, **status_view(product)}
    waiting = product and reviewing.open_review(product)
    page = render_template(
        "products/form.html",
        form=form,
        product=view,
        seen=waiting.public_id if waiting else "",
        groups=words.form_groups(),
        kinds=words.KINDS,
        together=kinds.KINDS[form.kind].together,
        read=read,
    )
    return page, 422 if form.errors else 200


@bp.post("/partners/<string:public_id>/<any(agree, refuse):said>")
@requires("product:edit")
def partner(public_id: str, said: str):
    """Whether this institution works hand in hand with somebody's product that says so."""
    product = partners.asked(current_user, public_id) or abort(404)
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    if prior := idempotency.begin(form.key.data):
        return redirect(prior)
    partners.answer(current_user, product, agreed=said == "agree")
    done = "已确认，企业看得到你们配合。" if said == "agree" else "已记下，不展示你们配合。"
    flash(f"“{product.name}”：{done}")
    return idempotency.finish(url_for(".mine"))


navigation.add(
    "我的产品",
    "products.mine",
    BANK,
    30,
    badge=lambda actor: (
        *queries.due(actor),
        *review_queries.to_read(actor),
        *partners.unanswered(actor),
    ),
    also=("products.openings",),
)
