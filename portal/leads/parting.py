"""Two institutions talk together until one of them has left; the other one's talk goes on."""

from datetime import datetime

import sqlalchemy as sa

from portal.core import ledger
from portal.core.db import db
from portal.leads.models import JointTalk, Lead, LeadState

PARTING = frozenset({LeadState.BANK_DECLINED, LeadState.FIRM_DECLINED, LeadState.LAPSED, LeadState.ENDED})
"""Ends that are no success: whoever has paid out or stands surety stays beside the other."""


def part(lead: Lead, moment: datetime, actor=None) -> bool:
    """End what this lead shares with another one; False when it shares nothing."""
    either = sa.or_(JointTalk.bank_lead_id == lead.id, JointTalk.guarantor_lead_id == lead.id)
    lasting = sa.update(JointTalk).where(either, JointTalk.ended_at.is_(None))
    if not db.session.execute(lasting.values(ended_at=moment)).rowcount:
        return False
    pair = {"need_id": lead.need_id, "lead_id": lead.id, "institution_id": lead.institution_id}
    ledger.record("lead.parted", actor=actor, **pair)
    return True
