"""What the owner of a need decides about institutions."""

from collections.abc import Callable

from flask import abort, url_for
from flask_login import current_user

from portal.core.permissions import requires
from portal.leads import clocks, partner_choice, queries, service
from portal.leads.forms import AgreeForm, DeclineForm
from portal.leads.models import Clock, Lead
from portal.leads.routes.blueprint import bp, perform, press
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from portal.products import queries as products


@bp.post("/leads/<string:public_id>/accept")
@requires("lead:decide")
def accept(public_id: str):
    lead = _own(public_id)
    said = f"已同意。{lead.institution.name}最晚在{clocks.soon(Clock.FIRST_CONTACT)}联系您。"
    return _agree(lead.need, lead.institution, _accepting(lead), _need_page(lead), said)


def _accepting(lead: Lead) -> Callable:
    return lambda seen, **partner: service.accept(current_user, lead, seen, **partner)


@bp.post("/leads/<string:public_id>/decline")
@requires("lead:decide")
def decline(public_id: str):
    lead = _own(public_id)
    form = DeclineForm()
    if not form.validate_on_submit():
        abort(400)
    code = form.code.data or service.UNSAID
    return perform(form, lambda: service.decline(current_user, lead, code), _need_page(lead))


@bp.post("/leads/<string:public_id>/undo")
@requires("lead:decide")
def undo(public_id: str):
    lead = _own(public_id)
    return press(lambda: service.undo_decline(current_user, lead), _need_page(lead), "已撤销，机构不会知道。")


@bp.post("/needs/<string:public_id>/apply/<string:product_id>")
@requires("lead:decide")
def apply(public_id: str, product_id: str):
    need = queries.own_need(current_user, public_id) or abort(404)
    product = products.find(products.live(), product_id) or abort(404)
    here = url_for("needs.show", public_id=public_id)
    said = f"已申请。{product.institution.name}最晚在{clocks.soon(Clock.FIRST_CONTACT)}联系您。"
    apply_to = lambda seen, **partner: service.apply(current_user, need, product, seen, **partner)
    return _agree(need, product.institution, apply_to, here, said)


def _agree(need: FinancingNeed, bank: Organisation, work: Callable, onward: str, said: str):
    form = AgreeForm()
    if not form.validate_on_submit():
        abort(400)
    return perform(form, lambda: work(form.seen, **_partner(form, need, bank)), onward, said)


def _partner(form: AgreeForm, need: FinancingNeed, bank: Organisation) -> dict:
    """Whom the owner has ticked beside the button, in the words that stood there; or OtherWords."""
    if not form.partner.data:
        return {}
    found = partner_choice.follower(need, bank, form.partner.data)
    if found is None or found.seen != form.partner_terms.data:
        raise service.OtherWords
    return {"partner": found.product}


def _own(public_id: str) -> Lead:
    return queries.find(current_user, public_id) or abort(404)


def _need_page(lead: Lead) -> str:
    return url_for("needs.show", public_id=lead.need.public_id)
