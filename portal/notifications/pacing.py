"""When somebody may be told that there is news: at once or with the day's digest, not in quiet hours."""

from datetime import datetime, time, timedelta

from portal.core import clock, workdays
from portal.notifications.kinds import KINDS
from portal.notifications.models import Group, NoticeChoice, Pace

DIGEST = time(8, 30)
"""Of Shanghai, on working days."""
APART = timedelta(minutes=10)
"""What comes so soon after a mail or a text goes with the next one: no telephone is to ring without end."""


def tell_at(kind: str, choice: NoticeChoice, last_told: datetime | None = None) -> datetime | None:
    """The moment at which a mail or a text may leave for a notice that is made now; None: the inbox alone."""
    what = KINDS[kind]
    pace = Pace.AT_ONCE if what.own_pace else pace_of(what.group, choice)
    if pace is Pace.INBOX:
        return None
    if what.urgent:
        return clock.now()
    if pace is Pace.DAILY:
        return awake(next_digest(clock.now()), choice)
    return awake(max(clock.now(), last_told + APART) if last_told else clock.now(), choice)


def pace_of(group: Group, choice: NoticeChoice) -> Pace:
    """What was chosen for a group; safety is never left to the inbox alone, whatever the row says."""
    pace = getattr(choice, group.value)
    return Pace.DAILY if group is Group.SAFETY and pace is Pace.INBOX else pace


def next_digest(moment: datetime) -> datetime:
    """The next working day's, today's while it is ahead."""
    day = clock.local(moment).date()
    if clock.shanghai(day, DIGEST.hour, DIGEST.minute) <= moment:
        day += timedelta(days=1)
    return clock.shanghai(workdays.next_workday(day), DIGEST.hour, DIGEST.minute)


def awake(moment: datetime, choice: NoticeChoice) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    start, end, local = choice.quiet_from, choice.quiet_until, clock.local(moment)
    over_night = start > end
    quiet = start <= local.hour or local.hour < end if over_night else start <= local.hour < end
    if not quiet:
        return moment
    tomorrow = over_night and local.hour >= start
    return clock.shanghai(local.date() + timedelta(days=tomorrow), end)
