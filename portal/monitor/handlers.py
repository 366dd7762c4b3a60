"""News that the board lives from; each handler does nothing on a second run."""

import sqlalchemy as sa

from portal.core import outbox
from portal.core.db import db
from portal.leads.models import Lead
from portal.monitor import service


@outbox.handles("need.unserved", name="monitor.open_card")
def open_card(need_id: int, **_) -> None:
    service.open_card(need_id)


@outbox.handles("lead.moved", name="monitor.talks")
def talks(lead_id: int, **_) -> None:
    need_id = db.session.scalar(sa.select(Lead.need_id).where(Lead.id == lead_id))
    if need_id is not None:
        service.close_cards(need_id)


@outbox.handles("need.ended", name="monitor.ended")
def ended(need_id: int, **_) -> None:
    service.close_cards(need_id)
