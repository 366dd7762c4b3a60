"""见贷即担 and 见担即贷: when one has said yes, the partner that the owner's consent names talks too."""

from sqlalchemy.exc import IntegrityError

from portal.consent import naming
from portal.consent.models import Consent, PartnerNamed
from portal.core.db import db
from portal.leads import slots, transition
from portal.leads.errors import LeadError, OtherState
from portal.leads.models import Channel, Lead, LeadState
from portal.leads.moves import TALKING
from portal.leads.service.joint import join, may_take
from portal.leads.service.pushing import add_origin, new_lead, of_pair
from portal.needs.models import FinancingNeed
from portal.products import queries as products
from portal.products.models import Product, ProductKind

YES = (LeadState.APPROVED, LeadState.TAKEN)
FROM = (LeadState.PUSHED, LeadState.INTERESTED, LeadState.LAPSED)  # not what its owner has refused


def follow(need_id: int) -> list[Lead]:
    """Let the partners of whoever has said yes talk too; whom no live consent names is left alone.

    One that cannot begin now (no slot, nobody works in the county) is tried again when a talk ends. A second
    run finds nothing to do.
    """
    rows = naming.named_on(need_id).join(Lead, Lead.id == Consent.lead_id).where(Lead.state.in_(YES))
    if db.session.execute(rows.limit(1)).first() is None:
        return []
    try:
        slots.lock(need_id)
    except LeadError:
        return []
    found = db.session.execute(rows.order_by(PartnerNamed.id)).all()
    return [lead for named, consent in found if (lead := _tried(named, consent))]


def _tried(named: PartnerNamed, consent: Consent) -> Lead | None:
    try:
        with db.session.begin_nested():
            return _begin(named, consent)
    except LeadError:
        return None


def _begin(named: PartnerNamed, consent: Consent) -> Lead:
    first = db.session.get_one(Lead, consent.lead_id)
    product = db.session.scalar(products.live().where(Product.id == named.product_id))
    if product is None:
        raise OtherState
    may_take(db.session.get_one(FinancingNeed, first.need_id), product.institution_id)
    partner = _talking(first.need_id, product)
    lends = product.kind is ProductKind.LOAN
    join(None, *((partner, first) if lends else (first, partner)))
    naming.spread(named, consent, first, partner)
    add_origin(partner, Channel.DIRECT)
    slots.settle(first.need_id)
    return partner


def _talking(need_id: int, product: Product) -> Lead:
    """The partner's lead, as if its owner had applied to the product: that is what they ticked."""
    lead = of_pair(need_id, product.institution_id)
    if lead is not None and lead.state in TALKING:
        return lead
    slot = slots.lock(need_id).free_slot(owner=True)
    values = {"product_id": product.id, "slot": slot}
    if lead is not None:
        if lead.state not in FROM:
            raise OtherState
        undecided = {"declining_until": None, "declining_code": None, "stage": None, "reason_code": None}
        return transition.make(lead, "apply", None, **values, **undecided)
    lead = new_lead(need_id, product.institution_id, channel=Channel.DIRECT, **values)
    try:
        return transition.begin(lead, "apply")
    except IntegrityError:
        raise OtherState from None
