"""What the people of the demonstration have read of what the play told them, and what they were texted."""

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.demo.times import Calendar
from portal.notifications.models import Notice

NEW = 2  # working days: what came since is still to be read
QUIET = {"synchronize_session": False}


def settle(calendar: Calendar) -> None:
    """The mails and texts of the play have gone out at their time; news of some days ago has been read."""
    told = sa.update(Notice).where(Notice.tell_at < calendar.end).values(texted_at=Notice.tell_at)
    seen = clock.shanghai(calendar.workday(NEW))
    old = sa.update(Notice).where(Notice.made_at < seen, Notice.read_at.is_(None))
    for change in (told, old.values(read_at=Notice.made_at)):
        db.session.execute(change, execution_options=QUIET)
