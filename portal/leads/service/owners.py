"""What the owner of a need does: agree, say no and take that back, apply to a product."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.actor import actor_of
from portal.consent import naming
from portal.consent import service as consent
from portal.core import clock, outbox
from portal.core.db import db
from portal.leads import refusals, slots, transition
from portal.leads.errors import LeadError, NeedFull, NotYours, OtherState, OtherWords
from portal.leads.models import Channel, Lead, LeadState
from portal.leads.moves import MOVES
from portal.leads.service.pushing import add_origin, new_lead, of_pair
from portal.needs.models import FinancingNeed, NeedInstitution, Relation
from portal.products import queries as products
from portal.products.models import Product

GRACE = timedelta(minutes=10)


def accept(
    actor, lead: Lead, seen: str | None = None, *, joint: bool = False, partner: Product | None = None
) -> Lead:
    """同意: a slot is taken, consent given, the institution must call.

    `seen`: which wording the owner has read. Raises NeedFull, OtherState, OtherWords.
    `joint`: the consent says too who else talks beside it; see `joint.invite`. `partner`: the product of
    whoever may see the need too once this one has said yes; see `following.follow`.
    """
    need = _own(actor, lead.need_id)
    _into_slot(lead, "accept", actor, need.free_slot(owner=True), need.max_talks)
    return agreed(actor, lead, seen, joint, partner)


def apply(
    actor,
    need: FinancingNeed,
    product: Product,
    seen: str | None = None,
    *,
    joint: bool = False,
    partner: Product | None = None,
) -> Lead:
    """Apply to a product directly; consent to its institution is included and one more origin kept.

    Raises LeadError (barred, product withdrawn), NotSeeking, NeedFull, OtherState, OtherWords.
    """
    locked = _own(actor, need.id)
    _open_to(need.id, product)
    slot = locked.free_slot(owner=True)
    lead = of_pair(need.id, product.institution_id)
    if lead is None:
        lead = new_lead(
            need.id, product.institution_id, channel=Channel.DIRECT, product_id=product.id, slot=slot
        )
        try:
            transition.begin(lead, "apply", actor)
        except IntegrityError:
            raise OtherState from None
    elif lead.state not in MOVES["apply"].sources:
        raise OtherState("您和这家机构已经对接过了，进展见需求页。")
    else:
        more = {"product_id": product.id, "stage": None, "reason_code": None}
        _into_slot(lead, "apply", actor, slot, locked.max_talks, **more)
    add_origin(lead, Channel.DIRECT)
    return agreed(actor, lead, seen, joint, partner)


def decline(actor, lead: Lead, code: str = refusals.UNSAID) -> None:
    """不同意: told to the institution in ten minutes; until then it can be undone, or its reason named."""
    _own(actor, lead.need_id, seeking=False)
    if refusals.firm_reason(code) is None:
        raise LeadError("请在列出的原因里选一个，也可以不选。")
    until = lead.declining_until or clock.now() + GRACE
    _set(lead, declining_until=until, declining_code=code)
    outbox.put("lead.decline_due", due_at=until, lead_id=lead.id, membership_id=actor.membership_id)


def undo_decline(actor, lead: Lead) -> None:
    """Take back a 不同意, or a no to an offer, that was not told yet."""
    _own(actor, lead.need_id, seeking=False)
    waiting = (Lead.declining_until.is_not(None), Lead.declining_until > clock.now())
    _set(lead, *waiting, declining_until=None, declining_code=None)


def decline_due(lead_id: int, membership_id: int | None = None) -> None:
    """Make a 不同意 final once its ten minutes are over; does nothing if it was undone."""
    lead = db.session.get(Lead, lead_id, populate_existing=True)
    until = lead and lead.declining_until
    if until is None or until > clock.now() or lead.state not in MOVES["firm_decline"].sources:
        return
    slots.lock(lead.need_id, seeking=False)
    stage, actor = str(lead.state), actor_of(membership_id) if membership_id else None
    transition.make(
        lead,
        "firm_decline",
        actor,
        where=(Lead.declining_until == until,),
        happened_at=_said_at(until),
        stage=stage,
        reason_code=lead.declining_code,
        declining_until=None,
        declining_code=None,
    )
    consent.shorten(lead.id, actor)  # of an offer that was refused
    slots.settle(lead.need_id)
    outbox.put("lead.freed", need_id=lead.need_id, institution_id=lead.institution_id)


def _own(actor, need_id: int, seeking: bool = True) -> slots.Locked:
    need = slots.lock(need_id, seeking=seeking)
    if need.owner_id != actor.organisation_id:
        raise NotYours("这条需求不是您的。")
    return need


def _into_slot(lead: Lead, move: str, actor, slot: int, most: int, **columns) -> None:
    """Take a numbered slot together with the move; the unique pair (need, slot) has the last word."""
    columns |= {"slot": slot, "declining_until": None, "declining_code": None}
    try:
        with db.session.begin_nested():
            transition.make(lead, move, actor, **columns)
    except IntegrityError:
        raise NeedFull(most, owner=True) from None


def agreed(actor, lead: Lead, seen: str | None, joint: bool, partner: Product | None = None) -> Lead:
    """Consent is given for a lead that talks, and names the partner; raises OtherWords."""
    try:
        consent.give(actor, lead, seen, joint=joint)
    except consent.OtherWords:
        raise OtherWords from None
    if partner is not None:
        naming.name_partner(actor, lead, partner, partner.institution.name)
    slots.settle(lead.need_id)
    return lead


def _open_to(need_id: int, product: Product) -> None:
    live = products.live().where(Product.id == product.id)
    if db.session.scalar(live) is None:
        raise LeadError("这款产品刚刚停办或待银行确认，请看看别的产品。")
    pair = (NeedInstitution.need_id == need_id, NeedInstitution.institution_id == product.institution_id)
    relation = db.session.scalar(sa.select(NeedInstitution.relation).where(*pair))
    if relation is Relation.BARRED:
        raise LeadError("您在需求里说过不找这家机构。先在需求里改掉，再来申请。")


def _set(lead: Lead, *where, **values) -> None:
    """Change a lead that still waits for its owner; OtherState when it has moved on."""
    waiting = Lead.state.in_(MOVES["firm_decline"].sources) if where else Lead.state == LeadState.INTERESTED
    change = sa.update(Lead).where(Lead.id == lead.id, waiting, *where)
    if db.session.execute(change.values(**values)).rowcount != 1:
        raise OtherState


def _said_at(until: datetime) -> datetime:
    return until - GRACE
