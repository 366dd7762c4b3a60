"""How leads end from outside: the need has ended, the owner takes the consent back."""

import sqlalchemy as sa

from portal.consent import service as consent
from portal.core import clock, outbox
from portal.core.db import db
from portal.leads import parting, slots, transition
from portal.leads.errors import NoConsent, NotYours, OtherState
from portal.leads.models import Lead, LeadState
from portal.leads.moves import OPEN
from portal.needs.models import FinancingNeed, NeedInstitution, Openness, Relation

END_CODES = {
    "need_funded": "需求已获得资金",
    "need_closed": "企业结束了这个需求",
    "need_withdrawn": "企业撤回了这个需求",
    "need_expired": "需求已过期",
    "consent_withdrawn": "企业收回了授权",
    "institution_left": "机构已离开平台",
}


def end(lead: Lead, code: str, actor=None) -> Lead:
    """End an open lead for one of END_CODES; its slot is free again and its consent runs out."""
    if code not in END_CODES:
        raise ValueError(f"{code} ends no lead")
    slots.lock(lead.need_id, seeking=False)
    transition.make(lead, "end", actor, reason_code=code, declining_until=None, declining_code=None)
    consent.shorten(lead.id, actor)
    slots.settle(lead.need_id)
    return lead


def end_all(need_id: int, code: str) -> int:
    """End every open lead of a need that has ended; returns how many. A second run finds none.

    Of one that seeks again by now, since its money never came, none.
    """
    if slots.lock(need_id, seeking=False).seeking:
        return 0
    rows = sa.select(Lead).where(Lead.need_id == need_id, Lead.state.in_(OPEN)).order_by(Lead.id)
    leads = list(db.session.scalars(rows.execution_options(populate_existing=True)))
    for lead in leads:
        end(lead, code)
    return len(leads)


def end_all_of(institution_id: int, code: str) -> int:
    """End every open lead of an institution that left, and free their needs for others; how many."""
    rows = sa.select(Lead).where(Lead.institution_id == institution_id, Lead.state.in_(OPEN))
    leads = list(db.session.scalars(rows.order_by(Lead.need_id)))
    for lead in leads:
        _end_if_open(lead, None, code)
    return len(leads)


def shut_out(need_id: int) -> int:
    """End what waits before institutions that the owner no longer wants to have the need; how many."""
    slots.lock(need_id, seeking=False)
    openness = db.session.scalar(sa.select(FinancingNeed.openness).where(FinancingNeed.id == need_id))
    relation = sa.select(NeedInstitution.institution_id).where(NeedInstitution.need_id == need_id)
    barred = Lead.institution_id.in_(relation.where(NeedInstitution.relation == Relation.BARRED))
    named = Lead.institution_id.in_(relation.where(NeedInstitution.relation == Relation.NAMED))
    unwanted = sa.or_(barred, ~named) if openness is Openness.DIRECTED else barred
    waiting = Lead.state.in_((LeadState.PUSHED, LeadState.INTERESTED))
    leads = db.session.scalars(sa.select(Lead).where(Lead.need_id == need_id, waiting, unwanted)).all()
    for lead in leads:
        _end_if_open(lead, None, "need_withdrawn")
    return len(leads)


def withdraw_consent(actor, lead: Lead) -> None:
    """The owner takes back what one institution may see; an open lead ends with it. Raises NoConsent."""
    need = slots.lock(lead.need_id, seeking=False)
    if need.owner_id != actor.organisation_id:
        raise NotYours("这条需求不是您的。")
    if not consent.withdraw(actor, lead):
        raise NoConsent
    if lead.state in OPEN:
        _end_if_open(lead, actor, "consent_withdrawn")
    parting.part(lead, clock.now(), actor)  # also of a talk that had ended well


def stop(actor, need_id: int) -> int:
    """Nobody sees a withdrawn need or talks about it from this moment on; how many consents were taken back.

    The caller has withdrawn the need in this transaction. A second run finds nothing.
    """
    slots.lock(need_id, seeking=False)
    rows = sa.select(Lead).where(Lead.need_id == need_id).order_by(Lead.id)
    taken_back = 0
    for lead in db.session.scalars(rows.execution_options(populate_existing=True)).all():
        taken_back += consent.withdraw(actor, lead)  # first: what is withdrawn is not shortened any more
        if lead.state in OPEN:
            end(lead, "need_withdrawn", actor)
        else:
            parting.part(lead, clock.now(), actor)
    return taken_back


def _end_if_open(lead: Lead, actor, code: str) -> None:
    """What it ends for holds in any case, also when the bank ended the lead at this very moment."""
    try:
        end(lead, code, actor)
    except OtherState:
        return
    outbox.put("lead.freed", need_id=lead.need_id, institution_id=lead.institution_id)
