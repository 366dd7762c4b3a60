"""Saved searches, and what people were told."""

from werkzeug.datastructures import MultiDict

from portal.core import clock, outbox
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.freezing.models import RevealAlarm
from portal.leads import address
from portal.notifications import service as notifications
from portal.notifications.models import Notice
from portal.searches import service as searches
from portal.searches.models import Pace
from tests.world.firms import A
from tests.world.rows import World
from tests.world.typed import SEARCH


def add_searches(world: World) -> None:
    """Two managers of two banks look for the same and do not know of each other."""
    asked = address.read(MultiDict({"tab": "open", "industry": A.industry_code[:2], "q": "茶"}))
    for persona in ("accepted", "browsing"):
        made = searches.save(world.actor(persona), SEARCH, Pace.AT_ONCE, asked)
        world.keep("searches", persona, made)


def add_notices(world: World) -> None:
    """What the worker told of the talks, and a notice for everybody; one manager looked at very many."""
    news = db.session.query(OutboxMessage).filter_by(handler="notifications.lead_moved")
    for message in news.order_by(OutboxMessage.id).all():
        outbox.perform([message])
    for persona, member in world.members.items():
        if member is not None:
            notifications.tell([member], "report_resolved", "report 0")
            row = db.session.query(Notice).filter_by(person_id=member.person_id, event="report 0").one()
            world.keep("notices", persona, row)
    bold = world.members["accepted"]
    about = {"membership_id": bold.id, "institution_id": bold.organisation_id}
    alarm = RevealAlarm(person_id=bold.person_id, day=clock.today(), **about)
    db.session.add(alarm)
    db.session.flush()
    world.keep("alarms", "A", alarm)
