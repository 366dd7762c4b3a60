"""Putting a need before an institution, and how later ways to the same institution are kept."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import outbox
from portal.core.db import db
from portal.leads import slots, transition
from portal.leads.errors import AlreadyBefore
from portal.leads.models import Channel, Lead, LeadOrigin
from portal.organisations.models import Organisation


def push(
    need_id: int,
    institution_id: int,
    *,
    product_id: int | None,
    channel: Channel,
    score_bp: int | None,
    referral_id: int | None = None,
    actor=None,
) -> Lead:
    """Put a need before an institution; one lead a pair, the unique constraint decides.

    Raises AlreadyBefore, after noting the further origin on the lead that exists (its clock stays), and
    NotSeeking or NeedFull. All three are CannotBegin; the transaction stays usable after each.
    """
    need = slots.lock(need_id)
    if before := of_pair(need_id, institution_id):
        add_origin(before, channel, referral_id)
        raise AlreadyBefore(before)
    need.free_slot()
    lead = new_lead(need_id, institution_id, channel=channel, product_id=product_id, score_bp=score_bp)
    try:
        transition.begin(lead, "push", actor)
    except IntegrityError:
        before = of_pair(need_id, institution_id)
        add_origin(before, channel, referral_id)
        raise AlreadyBefore(before) from None
    add_origin(lead, channel, referral_id)
    outbox.put("lead.pushed", need_id=need_id)
    return lead


def of_pair(need_id: int, institution_id: int) -> Lead | None:
    """The lead of this need and this institution, with today's values."""
    rows = sa.select(Lead).where(Lead.need_id == need_id, Lead.institution_id == institution_id)
    return db.session.scalar(rows.execution_options(populate_existing=True))


def new_lead(need_id: int, institution_id: int, **values) -> Lead:
    """A row for a lead, under the institution's key (its notes are the institution's)."""
    key_id = db.session.scalar(sa.select(Organisation.key_id).where(Organisation.id == institution_id))
    return Lead(need_id=need_id, institution_id=institution_id, key_id=key_id, **values)


def add_origin(lead: Lead, channel: Channel, referral_id: int | None = None) -> None:
    """Remember one more way by which the lead came; the same way twice stays one row."""
    same = (
        LeadOrigin.lead_id == lead.id,
        LeadOrigin.channel == channel,
        LeadOrigin.referral_id == referral_id,
    )
    if db.session.scalar(sa.select(LeadOrigin.id).where(*same)) is None:
        db.session.add(LeadOrigin(lead_id=lead.id, channel=channel, referral_id=referral_id))
