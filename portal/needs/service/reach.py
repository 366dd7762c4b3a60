"""The owner says when and how to be reached; the next need begins with what was said last."""

import sqlalchemy as sa

from portal.core import ledger
from portal.core.db import db
from portal.needs.errors import NeedError
from portal.needs.models import FinancingNeed
from portal.needs.reaching import BY, HOURS


def reach(actor, need: FinancingNeed, hours: tuple[str, ...] | None, by: str | None) -> None:
    """Keep it with this need; () is at any time, None not said. Raises NeedError: no such choice, not theirs.

    No fact that an institution has relied on: it may be changed whatever the need's state.
    """
    if need.owner_id != actor.organisation_id:
        raise NeedError("这条需求不是您的。")
    if set(hours or ()) - set(HOURS) or by not in (None, *BY):
        raise NeedError("请从给出的几项里选。")
    need.contact_hours, need.contact_by = hours, by
    db.session.flush()
    facts = {"call_hours": None if hours is None else list(hours), "call_by": by}
    ledger.record("need.reach", actor=actor, need_id=need.id, **facts)


def last_choice(owner_id: int) -> dict:
    """Columns of a new need of this owner: what they have said for the one before."""
    said = sa.or_(FinancingNeed.contact_hours.is_not(None), FinancingNeed.contact_by.is_not(None))
    rows = sa.select(FinancingNeed.contact_hours, FinancingNeed.contact_by)
    last = rows.where(FinancingNeed.owner_id == owner_id, said).order_by(FinancingNeed.id.desc()).limit(1)
    found = db.session.execute(last).first()
    return {"contact_hours": found[0], "contact_by": found[1]} if found else {}
