"""A need that nobody could serve does not wait for its ninety days: it ends, and counts as unmet.

Whoever was asked has ended without success; the working days after that are for anybody who may still come:
an institution that browses, a product that the owner finds, a referral.
"""

import sqlalchemy as sa

from portal.accounts.standing import stopped
from portal.core import clock, workdays
from portal.core.db import db
from portal.leads.models import Lead, LeadState
from portal.needs.errors import OtherState
from portal.needs.models import SEEKING, FinancingNeed
from portal.needs.service.ending import end

NOBODY_LEFT = "K07"
PATIENCE = 15  # working days
OVER = (LeadState.BANK_DECLINED, LeadState.FIRM_DECLINED, LeadState.LAPSED, LeadState.ENDED)


def close_unserved() -> int:
    """End what the last possible institution has left behind long enough; how many. For the worker, daily."""
    return sum(_closed(need_id) for need_id in db.session.scalars(_left_behind()).all())


def _left_behind() -> sa.Select:
    """Needs that seek, were before somebody, and are before nobody; none whose firm is frozen."""
    of_need = sa.select(Lead.id).where(Lead.need_id == FinancingNeed.id)
    return (
        sa.select(FinancingNeed.id)
        .where(FinancingNeed.state.in_(SEEKING))
        .where(of_need.exists(), ~of_need.where(Lead.state.not_in(OVER)).exists())
        .where(~stopped(FinancingNeed.owner_id, FinancingNeed.filed_by_id))
        .order_by(FinancingNeed.id)
    )


def _closed(need_id: int) -> bool:
    """Under the need's lock, as whoever claims it holds that too."""
    need = db.session.get_one(FinancingNeed, need_id, populate_existing=True, with_for_update=True)
    if db.session.scalar(_left_behind().where(FinancingNeed.id == need_id)) is None:
        return False
    last = db.session.scalar(sa.select(sa.func.max(Lead.state_since)).where(Lead.need_id == need_id))
    if clock.now() < workdays.deadline(last, PATIENCE):
        return False
    try:
        end(None, need, NOBODY_LEFT, SEEKING)
    except OtherState:  # the owner was faster
        return False
    return True
