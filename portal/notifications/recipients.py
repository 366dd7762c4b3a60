"""Whom a piece of news concerns: always memberships that last, never persons at large."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts.models import Membership, Person
from portal.core import regions
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.permissions import OWNERS, Role
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation, OrganisationKind


@dataclass(frozen=True)
class Moved:
    """A lead, the need it is about and the event of the move; `manager`: whose it was before."""

    lead: Lead
    need: FinancingNeed
    event: LedgerEvent
    previous: LedgerEvent | None

    @property
    def facts(self) -> dict:
        return self.event.values

    @property
    def manager_before(self) -> int | None:
        return self.previous.values.get("manager") if self.previous else None


Whom = Callable[[Moved], list[Membership]]


def owners(moved: Moved) -> list[Membership]:
    return owners_of(moved.need)


def county_managers(moved: Moved) -> list[Membership]:
    return managers_in(moved.lead.institution_id, moved.need.region_code)


def in_charge(moved: Moved) -> list[Membership]:
    return in_charge_of(moved.lead)


def manager_before(moved: Moved) -> list[Membership]:
    return lasting(moved.manager_before)


def owners_of(need: FinancingNeed) -> list[Membership]:
    """Everybody who acts for whose need it is; of a batch the park's clerks."""
    return _at(need.owner_id, OWNERS)


def managers_in(institution_id: int, place: str | None) -> list[Membership]:
    """An institution's managers who work in the county."""
    people = _at(institution_id, {Role.BANK_MANAGER})
    return [one for one in people if regions.covers([area.region_code for area in one.regions], place)]


def in_charge_of(lead: Lead) -> list[Membership]:
    """Whoever looks after it, else the institution's admins."""
    return lasting(lead.assigned_id) or admins_of(lead.institution_id)


def answering(lead: Lead, place: str | None) -> list[Membership]:
    """Who is to act: the manager it is given to, else all who could claim it, else the admins."""
    house = lead.institution_id
    return lasting(lead.assigned_id) or managers_in(house, place) or admins_of(house)


def admins_of(institution_id: int) -> list[Membership]:
    return _at(institution_id, {Role.BANK_ADMIN})


def staff_of(organisation_id: int, roles: set[Role]) -> list[Membership]:
    return _at(organisation_id, roles)


def operators() -> list[Membership]:
    rows = _lasting().where(Membership.role == Role.OPERATOR)
    return list(db.session.scalars(rows))


def monitors_in(place: str | None) -> list[Membership]:
    """Monitors whose region holds the county; one without a region watches all of it."""
    rows = (
        sa.select(Organisation)
        .where(Organisation.kind == OrganisationKind.MONITOR)
        .options(selectinload(Organisation.areas))
    )
    houses = [one for one in db.session.scalars(rows) if _watches(one, place)]
    return [member for one in houses for member in _at(one.id, {Role.MONITOR})]


def _watches(monitor: Organisation, place: str | None) -> bool:
    return not monitor.areas or regions.covers([area.region_code for area in monitor.areas], place)


def lasting(membership_id: int | None) -> list[Membership]:
    return list(db.session.scalars(_lasting().where(Membership.id == (membership_id or 0))))


def of_person(person_id: int, organisation_id: int | None) -> Membership | None:
    """As whom somebody acts for an organisation."""
    mine = (Membership.person_id == person_id, Membership.organisation_id == (organisation_id or 0))
    return db.session.scalar(_lasting().where(*mine).limit(1))


def _at(organisation_id: int, roles) -> list[Membership]:
    here = (Membership.organisation_id == organisation_id, Membership.role.in_(roles))
    return list(db.session.scalars(_lasting().where(*here).options(selectinload(Membership.regions))))


def _lasting() -> sa.Select:
    """Also of people who are frozen for a time: they read it when they are back."""
    return (
        sa.select(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.ended_at.is_(None), Person.disabled_at.is_(None))
        .order_by(Membership.id)
    )
