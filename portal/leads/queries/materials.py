"""What owners were asked to bring, and what of it was brought."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import crypto
from portal.core.db import db
from portal.leads.models import Lead, LeadState, MaterialItem


def items_of(lead_id: int, *, everything: bool = False) -> list[MaterialItem]:
    """The lines of the last list, in the order of asking; or of `everything` ever asked."""
    told = MaterialItem.text_sealed.is_not(None)  # of a firm that was erased nothing is left to read
    rows = sa.select(MaterialItem).where(MaterialItem.lead_id == lead_id, told).order_by(MaterialItem.id)
    if not everything:
        rows = rows.where(MaterialItem.move_id == _last_list(MaterialItem.lead_id))
    items = list(db.session.scalars(rows))
    crypto.preload(item.key_id for item in items)
    return items


def brought_of(leads: Iterable[Lead]) -> dict[int, tuple[int, int]]:
    """(brought, asked for) of each lead that waits for papers."""
    waiting = [lead.id for lead in leads if lead.state is LeadState.WAITING_MATERIALS]
    if not waiting:
        return {}
    brought = sa.func.count(MaterialItem.brought_at)
    rows = (
        sa.select(MaterialItem.lead_id, brought, sa.func.count(MaterialItem.id))
        .where(MaterialItem.lead_id.in_(waiting))
        .where(MaterialItem.move_id == _last_list(MaterialItem.lead_id))
        .group_by(MaterialItem.lead_id)
    )
    return {lead_id: (done, asked) for lead_id, done, asked in db.session.execute(rows)}


def _last_list(lead_id) -> sa.ScalarSelect:
    """SQL: the step that asked for the last list of a lead."""
    later = aliased(MaterialItem)
    return sa.select(sa.func.max(later.move_id)).where(later.lead_id == lead_id).scalar_subquery()
