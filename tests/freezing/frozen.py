"""Rows of the world that are frozen in these tests, and the freezing of them."""

import sqlalchemy as sa

from portal.accounts.actor import actor_of
from portal.accounts.models import Person
from portal.core.db import db
from portal.core.permissions import Role
from portal.freezing import service
from portal.freezing.models import Freeze, FreezeReason
from portal.leads import queries as lead_queries
from portal.leads import service as leads
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from tests import factories
from tests.world import actor

OTHER = FreezeReason.OTHER


def bank_of(world) -> Organisation:
    return db.session.get(Organisation, world.members["accepted"].organisation_id)


def lead_a(world) -> Lead:
    return lead_queries.find(
        actor(world.members["accepted"]), world.rows["leads"]["A"], owner=True
    ) or db.session.scalar(sa.select(Lead).where(Lead.public_id == world.rows["leads"]["A"]))


def owner_of(world) -> Person:
    return db.session.get_one(Person, world.members["owner"].person_id)


def need_of(world, letter: str) -> FinancingNeed:
    wanted = sa.select(FinancingNeed).where(FinancingNeed.public_id == world.rows["needs"][letter])
    return db.session.scalars(wanted).one()


def freeze(world, row):
    operator = actor(world.members["operator"])
    work = service.freeze_person if isinstance(row, Person) else service.freeze_organisation
    made = work(operator, row, OTHER)
    db.session.commit()
    return made


def freeze_borrower(world, what: str, letter: str = "A") -> Freeze:
    need = need_of(world, letter)
    row = db.session.get_one(
        *((Person, need.filed_by_id) if what == "person" else (Organisation, need.owner_id))
    )
    return freeze(world, row)


def asking_lead() -> tuple:
    """(owner, manager, lead) of an institution that waits for the owner's answer."""
    owner, manager = factories.membership(Role.APPLICANT), factories.membership(Role.BANK_MANAGER)
    need = factories.need(owner=db.session.get(Organisation, owner.organisation_id))
    lead = leads.claim(actor_of(manager.id), need)
    db.session.commit()
    return owner, manager, lead
