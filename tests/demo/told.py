"""A demonstration in a database of its own, and what any history of leads must hold."""

from contextlib import contextmanager
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import attrgetter

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.demo import seed
from portal.leads.models import LeadMove
from tests.application import close_app, make_app

AS_OF = date(2026, 11, 24)
NIGHT = clock.shanghai(AS_OF) + timedelta(minutes=1)  # the worker's last steps of the evening before


@contextmanager
def seeded(shelf, kind: str, folder, scale: int):
    """The whole demonstration, its context pushed."""
    with shelf.own(kind) as database:
        app = make_app(database.url, folder, DEMO=True)
        with app.app_context():
            seed.seed(AS_OF, lambda line: None, scale)
            db.session.commit()
            yield
            close_app(app)


def steps_by_lead() -> list[list[LeadMove]]:
    rows = db.session.scalars(sa.select(LeadMove).order_by(LeadMove.lead_id, LeadMove.event_seq))
    return [list(steps) for _, steps in groupby(rows, attrgetter("lead_id"))]


def disordered(leads) -> list[int]:
    """Leads of which a step lies before the one it follows from, or after the demonstration's morning."""
    return [
        steps[0].lead_id
        for steps in leads
        if any(one.happened_at >= two.happened_at for one, two in pairwise(steps))
        or any(one.recorded_at >= two.recorded_at for one, two in pairwise(steps))
        or any(one.happened_at > one.recorded_at or one.recorded_at > NIGHT for one in steps)
    ]
