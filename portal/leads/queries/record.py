"""Institutions' figures: read anew from the ledger, and as the last run left them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

import sqlalchemy as sa

from portal.core import clock, workdays
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.leads.models import InstitutionFigure
from portal.leads.record import Course, Event, Record, course_of, record_of
from portal.organisations.models import Organisation, OrganisationKind
from portal.products import kinds

READ = ("lead.moved", "clock.stopped", "clock.overrun", "dispute.opened", "dispute.closed")
SPAN = timedelta(days=365)
"""Only leads that began within it: what an institution did long ago says little of today."""
CHUNK = 2000


def records() -> dict[int, Record]:
    """By institution: its record over leads of the last year."""
    types = _types()
    courses: dict[int, list[Course]] = {}
    for institution_id, course in _courses(clock.now() - SPAN):
        if institution_id in types:
            courses.setdefault(institution_id, []).append(course)
    return {
        key: record_of(found, workdays.between, str(kinds.offered_at(types[key])), _day)
        for key, found in courses.items()
    }


def figure_of(institution_id: int) -> InstitutionFigure | None:
    """The last run's row."""
    return db.session.scalar(
        sa.select(InstitutionFigure).where(InstitutionFigure.institution_id == institution_id)
    )


def _courses(since: datetime) -> Iterator[tuple[int, Course]]:
    """Institution and course of each lead that began since then; read in chunks."""
    columns = (LedgerEvent.lead_id, LedgerEvent.institution_id, LedgerEvent.kind, LedgerEvent.happened_at)
    rows = sa.select(*columns, LedgerEvent.facts).where(LedgerEvent.kind.in_(READ), _began_since(since))
    rows = rows.order_by(LedgerEvent.lead_id, LedgerEvent.seq).execution_options(yield_per=CHUNK)
    for _, found in groupby(db.session.execute(rows), key=attrgetter("lead_id")):
        events = list(found)
        told = (Event(row.kind, row.happened_at, LedgerEvent(facts=row.facts).values) for row in events)
        yield events[0].institution_id, course_of(told)


def _began_since(since: datetime) -> sa.ColumnElement[bool]:
    """SQL: the event's lead was made since then, as its first event says."""
    first = sa.select(LedgerEvent.lead_id).where(LedgerEvent.kind == "lead.moved")
    young = first.group_by(LedgerEvent.lead_id).having(sa.func.min(LedgerEvent.happened_at) >= since)
    return LedgerEvent.lead_id.in_(young)


def _types() -> dict[int, str | None]:
    rows = sa.select(Organisation.id, Organisation.type_code)
    return dict(db.session.execute(rows.where(Organisation.kind == OrganisationKind.INSTITUTION)).all())


def _day(moment: datetime):
    return clock.local(moment).date()
