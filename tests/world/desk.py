"""What lies on the operator's desk: reports, a freeze that is over, messages that went wrong."""

import json
from datetime import timedelta

from portal.accounts.models import Person
from portal.core import clock
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.freezing import service as freezing
from portal.freezing.models import FreezeReason
from portal.reports import service as reports
from portal.reports.models import ReportKind
from tests import factories
from tests.world.rows import World
from tests.world.typed import REPORT_ABOUT, REPORT_CONTACT, REPORT_WORDS, REPORT_WORDS_OUT


def add_reports(world: World) -> None:
    """The owner reports the bank they talk with, somebody signed out a stranger; one freeze that is over."""
    operator, owner = world.actor("operator"), world.actor("owner")
    target = reports.target_of_lead(world.lead("A"))
    world.keep("reports", "owner", reports.file(owner, ReportKind.MANNER, REPORT_WORDS, target)[0])
    stranger = {"about": REPORT_ABOUT, "contact": REPORT_CONTACT}
    filed, _ = reports.file(None, ReportKind.FEES, REPORT_WORDS_OUT, reports.Target(), **stranger)
    world.keep("reports", "stranger", filed)
    gone = factories.membership(Role.BANK_MANAGER, at=factories.institution(name="示例已恢复银行"))
    freeze = freezing.freeze_person(operator, db.session.get_one(Person, gone.person_id), FreezeReason.OTHER)
    freezing.lift(operator, freeze)
    world.keep("freezes", "lifted", freeze)


def add_letters(world: World) -> None:
    """A message that was given up, and one whose time has not come."""
    tomorrow = clock.now() + timedelta(days=1)
    for name, fate in {"dead": {"dead_at": clock.now(), "error": "KeyError"}, "waiting": {}}.items():
        payload = json.dumps({"need_id": world.need("A").id})
        row = OutboxMessage(
            handler="matching.push", topic="need.opened", payload=payload, due_at=tomorrow, **fate
        )
        db.session.add(row)
        db.session.flush()
        world.keep("letters", name, row)
