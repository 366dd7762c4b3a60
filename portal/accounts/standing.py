"""Who may act at all: one condition for sessions, signing in, assigning and /verify."""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.organisations.models import Organisation


def acts() -> sa.ColumnElement[bool]:
    """SQL over Membership, Person and Organisation joined: not ended, nobody disabled or frozen."""
    return sa.and_(Membership.ended_at.is_(None), person_acts(), Organisation.frozen_at.is_(None))


def person_acts() -> sa.ColumnElement[bool]:
    """SQL over Person."""
    return sa.and_(Person.disabled_at.is_(None), Person.frozen_at.is_(None))
