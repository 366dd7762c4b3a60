"""What the account manager of the demonstration looks for again and again, and what is new in it."""

from datetime import datetime

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from portal.accounts.actor import Actor
from portal.core import clock
from portal.core.db import db
from portal.leads import address
from portal.needs.models import SEEKING, FinancingNeed
from portal.searches import service, watching
from portal.searches.models import Pace

SAVED = (
    ("食品和设备制造", Pace.AT_ONCE, [("tab", "open"), *(("industry", code) for code in ("14", "34", "35"))]),
    ("没有抵押，最合适的在前", Pace.DAILY, [("tab", "open"), ("sort", "fit"), ("security", "none")]),
    ("主管部门推来的", Pace.NEVER, [("channel", "referral")]),
)


def save(manager: Actor, at: datetime) -> None:
    """Saved after the play, as of `at`; and found what has opened since, as the worker would have."""
    with clock.at(at):
        for name, pace, pairs in SAVED:
            service.save(manager, name, pace, address.read(MultiDict(pairs)))
    later = (FinancingNeed.opened_at > at, FinancingNeed.state.in_(SEEKING))
    watching.find(db.session.scalars(sa.select(FinancingNeed.id).where(*later)).all())
