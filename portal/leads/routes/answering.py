"""What the owner of a need says to offers: side by side, taken, refused."""

from flask import abort, render_template, url_for
from flask_login import current_user

from portal.core.permissions import requires
from portal.leads import offers_page, queries, service
from portal.leads.models import Lead
from portal.leads.money_forms import KeepOpenForm, RefuseOfferForm, TakeForm
from portal.leads.routes.blueprint import bp, perform
from portal.needs.views import title


@bp.get("/needs/<string:public_id>/offers")
@requires("lead:decide")
def offers(public_id: str):
    need = queries.own_need(current_user, public_id) or abort(404)
    here = {"public_id": public_id, "title": title(need)}
    return render_template("leads/offers.html", need=here, **offers_page.compared(need))


@bp.post("/leads/<string:public_id>/take")
@requires("lead:decide")
def take(public_id: str):
    lead = _own(public_id)
    form = TakeForm()
    if not form.validate_on_submit():
        abort(400)
    chosen = {"keep_open": bool(form.keep_open.data)}
    work = lambda: service.take(current_user, lead, form.offer.data or "", **chosen)
    said = f"已接受。{lead.institution.name}会联系您办手续；钱到账以后，这一页会写明。"
    return perform(form, work, _need_page(lead), said)


@bp.route("/leads/<string:public_id>/refuse-offer", methods=["GET", "POST"])
@requires("lead:decide")
def refuse_offer(public_id: str):
    lead = _own(public_id)
    form = RefuseOfferForm()
    if form.validate_on_submit():
        work = lambda: service.refuse(current_user, lead, form.code.data)
        return perform(form, work, _need_page(lead), "已记下。十分钟内可以撤销，之后才会告诉机构。")
    page = render_template(
        "leads/refuse_offer.html", form=form, institution=lead.institution.name, lead_id=public_id,
        back=_need_page(lead),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.post("/needs/<string:public_id>/keep-open")
@requires("lead:decide")
def keep_open(public_id: str):
    """Said before the first money comes: does the need go on seeking the rest?"""
    need = queries.own_need(current_user, public_id) or abort(404)
    form = KeepOpenForm()
    if not form.validate_on_submit():
        abort(400)
    keep = form.keep.data == "yes"
    here = url_for("needs.show", public_id=public_id)
    return perform(form, lambda: service.set_keep_open(current_user, need.id, keep=keep), here, "已记下。")


def _own(public_id: str) -> Lead:
    return queries.find(current_user, public_id) or abort(404)


def _need_page(lead: Lead) -> str:
    return url_for("needs.show", public_id=lead.need.public_id)
