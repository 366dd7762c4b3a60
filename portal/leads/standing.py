"""How long a decision stood still for papers: kept apart from the working days that the bank itself took."""

from collections.abc import Iterable
from datetime import datetime

from portal.core import clock, workdays
from portal.leads.models import LeadState

WAITING = LeadState.WAITING_MATERIALS


def days(steps: Iterable) -> int:
    """Working days that a lead has waited for papers up to now; `steps` of its history, the newest first."""
    return sum(workdays.between(_day(since), _day(until)) for since, until in spans(steps))


def spans(steps: Iterable) -> list[tuple[datetime, datetime]]:
    """(from, until) of each time that it waited; of the one that lasts until now."""
    found, since = [], None
    for step in reversed(list(steps)):
        if step.to is WAITING and since is None:
            since = step.happened_at
        elif step.to is not WAITING and since is not None:
            found.append((since, step.happened_at))
            since = None
    return [*found, (since, clock.now())] if since else found


def words(steps: Iterable) -> str:
    """补材料停了 3 个工作日，不算在时限里; empty for a lead that never waited."""
    steps = list(steps)
    if not spans(steps):
        return ""
    stood = days(steps)
    return (
        f"补材料停了 {stood} 个工作日，不算在时限里。"
        if stood
        else "补材料停过，不到 1 个工作日，不算在时限里。"
    )


def _day(moment: datetime):
    return clock.local(moment).date()
