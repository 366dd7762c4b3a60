"""Needs that open once a claim to their organisation is approved."""

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.visibility import Persona
from portal.needs.models import FinancingNeed, NeedState
from portal.needs.views import NeedView, need_view
from portal.organisations.queries.paging import count

NEEDS = 5  # of a claim's waiting ones, in words


def waiting_needs(organisation_id: int) -> int:
    """How many needs open once the organisation is verified."""
    return count(of(organisation_id))


def ready_needs(organisation_id: int) -> int:
    """How many of them wait for nothing else: whoever filed has proved their mobile."""
    proven = Person.mobile_proven_at.is_not(None)
    return count(of(organisation_id).join(Person, Person.id == FinancingNeed.filed_by_id).where(proven))


def in_words(organisation_id: int) -> list[NeedView]:
    """The oldest of them: a firm that asks for what its trade never needs is looked at twice."""
    oldest = of(organisation_id).order_by(FinancingNeed.id).limit(NEEDS)
    return [need_view(need, Persona.VERIFYING) for need in db.session.scalars(oldest)]


def of(organisation_id: int) -> sa.Select:
    return sa.select(FinancingNeed).where(
        FinancingNeed.owner_id == organisation_id, FinancingNeed.state == NeedState.AWAITING_VERIFICATION
    )
