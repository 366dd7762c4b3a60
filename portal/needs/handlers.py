"""News that needs live from; each handler does nothing on a second run."""

import sqlalchemy as sa

from portal.core import outbox
from portal.core.db import db
from portal.needs import service
from portal.needs.models import FinancingNeed
from portal.needs.queries import ready_to_open


@outbox.handles("organisation.verified", name="needs.open")
def open_waiting(organisation_id: int, **_) -> None:
    """The owner is verified: what waited for just that goes to the institutions."""
    _open(FinancingNeed.owner_id == organisation_id)


@outbox.handles("person.mobile_proven", name="needs.open_of_person")
def open_of_person(person_id: int, **_) -> None:
    """Whoever filed can be reached: the same."""
    _open(FinancingNeed.filed_by_id == person_id)


@outbox.handles("unfrozen", name="needs.open_again")
def open_unfrozen(person_id: int | None, organisation_id: int | None) -> None:
    """What was verified or proved while its firm stood still goes out now."""
    if organisation_id:
        _open(FinancingNeed.owner_id == organisation_id)
    if person_id:
        _open(FinancingNeed.filed_by_id == person_id)


def _open(which: sa.ColumnElement[bool]) -> None:
    for need in db.session.scalars(ready_to_open().where(which).order_by(FinancingNeed.id)).all():
        service.open_need(None, need)
