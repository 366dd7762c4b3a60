"""News that needs live from; each handler does nothing on a second run."""

import sqlalchemy as sa

from portal.core import outbox
from portal.core.db import db
from portal.needs import service
from portal.needs.models import FinancingNeed, NeedState


@outbox.handles("organisation.verified", name="needs.open")
def open_waiting(organisation_id: int, **_) -> None:
    """The owner is verified: what waited for that goes to the institutions."""
    waiting = sa.select(FinancingNeed).where(
        FinancingNeed.owner_id == organisation_id,
        FinancingNeed.state == NeedState.AWAITING_VERIFICATION,
    )
    for need in db.session.scalars(waiting.order_by(FinancingNeed.id)).all():
        service.open_need(None, need)
