"""Clocks act by themselves: who has to answer is reminded, and what nobody answered goes its way."""

from collections.abc import Callable, Iterable

import structlog

from portal.core import jobs
from portal.core.db import db
from portal.leads.errors import LeadError
from portal.leads.service import absence, figuring, timing

log = structlog.get_logger(__name__)


@jobs.job("leads.figures", jobs.Daily(0, 40))
def figures() -> int:
    """Institutions' figures as of today."""
    return figuring.refresh()


@jobs.job("leads.absent", jobs.Every(hours=1))
def absent() -> int:
    """How many leads went from somebody who is away to their admin."""
    return _all(_attempt(absence.hand_on, lead_id) for lead_id in absence.held_by_absent())


@jobs.job("leads.clocks", jobs.Every(minutes=5))
def clocks() -> int:
    """How many were reminded or found to be over. Each lead is a transaction of its own.

    One that fails does not hold up the others; the run is shown as failed, and the next one tries it again.
    """
    ended = [_attempt(timing.overrun, lead_id) for lead_id in timing.over()]
    told = [_attempt(timing.remind, lead_id) for lead_id in timing.to_remind()]
    return _all((*ended, *told))


def _all(tried: Iterable[bool | Exception]) -> int:
    """How many were done; the first failure is raised once all had their turn."""
    outcomes = list(tried)
    failures = [one for one in outcomes if isinstance(one, Exception)]
    if failures:
        raise failures[0]
    return sum(one is True for one in outcomes)


def _attempt(work: Callable[[int], bool], lead_id: int) -> bool | Exception:
    try:
        done = work(lead_id)
        db.session.commit()
    except LeadError:  # an answer, a freeze or the need's end was quicker
        db.session.rollback()
        return False
    except Exception as error:  # raised once all others had their turn
        db.session.rollback()
        log.error("clock.failed", lead=lead_id, error=type(error).__name__, exc_info=error)
        return error
    return done
