"""Who talks beside whom: for the owner always, for the two while a consent that names both holds."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.consent import queries as consents
from portal.core.db import db
from portal.leads.models import JointTalk, Lead


@dataclass(frozen=True)
class Beside:
    """What an institution reads of the one beside it: the lead it may know the name and the state of."""

    other: Lead
    since: datetime


def pairs_of(need_id: int) -> list[tuple[int, int]]:
    """(bank's lead, guarantor's lead) that talk together now, oldest first: for the need's owner."""
    rows = sa.select(JointTalk.bank_lead_id, JointTalk.guarantor_lead_id)
    lasting = (JointTalk.need_id == need_id, JointTalk.ended_at.is_(None))
    return [tuple(row) for row in db.session.execute(rows.where(*lasting).order_by(JointTalk.id))]


def beside(lead: Lead) -> Beside | None:
    """The other institution, while both live consents say that each may know of the other."""
    other = aliased(Lead)
    rows = (
        sa.select(other, JointTalk.at)
        .select_from(JointTalk)
        .join(other, other.id == _other_id(lead.id))
        .where(_either(lead.id), JointTalk.ended_at.is_(None))
        .where(consents.covers_beside(JointTalk.bank_lead_id))
        .where(consents.covers_beside(JointTalk.guarantor_lead_id))
        .options(joinedload(other.institution), joinedload(other.product))
    )
    row = db.session.execute(rows).first()
    return Beside(*row) if row else None


def _either(lead_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(JointTalk.bank_lead_id == lead_id, JointTalk.guarantor_lead_id == lead_id)


def _other_id(lead_id: int) -> sa.ColumnElement[int]:
    mine = JointTalk.bank_lead_id == lead_id
    return sa.case((mine, JointTalk.guarantor_lead_id), else_=JointTalk.bank_lead_id)
