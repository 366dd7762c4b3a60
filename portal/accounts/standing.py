"""Who may act at all: one condition for sessions, signing in, assigning and /verify."""

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import Organisation

ATTESTED_FOR = timedelta(days=90)
"""For so long it holds that somebody has said that an employee of an institution still works there."""


def acts() -> sa.ColumnElement[bool]:
    """SQL over the three joined: not ended, nobody disabled or frozen, the organisation takes part."""
    return sa.and_(
        Membership.ended_at.is_(None), person_acts(), Organisation.frozen_at.is_(None), Organisation.working()
    )


def member_acts(key: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """SQL: the membership that a column names may act. What it has issued is good no longer than that."""
    mine = sa.select(Membership.id).join(Person, Person.id == Membership.person_id)
    mine = mine.join(Organisation, Organisation.id == Membership.organisation_id)
    within = mine.where(Membership.id == key, acts()).correlate_except(Membership, Person, Organisation)
    return within.exists()


def stopped(owner: sa.ColumnElement[int], filer: sa.ColumnElement[int | None]) -> sa.ColumnElement[bool]:
    """SQL: the firm of a need, or whoever filed it and would be called, is frozen."""
    firms = sa.select(Organisation.id).where(Organisation.frozen_at.is_not(None)).correlate(None)
    people = sa.select(Person.id).where(Person.frozen_at.is_not(None)).correlate(None)
    return sa.or_(owner.in_(firms), sa.func.coalesce(filer, 0).in_(people))


def hold(person_id: int, organisation_id: int) -> bool:
    """Whether neither is frozen, and that it stays so until the caller's transaction ends.

    A freeze that was committed is seen, one that is under way waits (SQLite has one writer anyway).
    """
    person = sa.select(Person.frozen_at).where(Person.id == person_id).with_for_update(key_share=True)
    return hold_organisation(organisation_id) and db.session.execute(person).one().frozen_at is None


def hold_organisation(organisation_id: int) -> bool:
    """The same for an institution alone."""
    row = sa.select(Organisation.frozen_at).where(Organisation.id == organisation_id)
    return db.session.execute(row.with_for_update(read=True)).one().frozen_at is None


def acting_people(organisation_id: int, roles: frozenset[Role]) -> set[int]:
    """Who may act for an organisation in one of these roles, as ids of persons."""
    rows = sa.select(Membership.person_id).join(Person, Person.id == Membership.person_id)
    rows = rows.join(Organisation, Organisation.id == Membership.organisation_id)
    mine = rows.where(Membership.organisation_id == organisation_id, Membership.role.in_(roles), acts())
    return set(db.session.scalars(mine))


def present() -> sa.ColumnElement[bool]:
    """SQL over Membership: an institution's employee who is not away today and is known to work there still.

    New leads come to nobody else.
    """
    today = clock.today()
    stays = sa.or_(
        Membership.away_from.is_(None), Membership.away_from > today, Membership.away_until < today
    )
    return sa.and_(stays, Membership.attested_at > clock.now() - ATTESTED_FOR)


def person_acts() -> sa.ColumnElement[bool]:
    """SQL over Person."""
    return sa.and_(Person.disabled_at.is_(None), Person.frozen_at.is_(None))
