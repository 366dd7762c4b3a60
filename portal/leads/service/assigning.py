"""Who looks after a lead that nobody claimed: an owner applied, the institution has to name somebody."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts.models import Membership, Person
from portal.accounts.standing import person_acts, present
from portal.core import regions
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import transition
from portal.leads.errors import OtherState
from portal.leads.models import Lead
from portal.leads.moves import OPEN, TALKING
from portal.leads.queries.offers import has_rest
from portal.needs.models import FinancingNeed


def assign(lead_id: int) -> int | None:
    """Give an accepted lead that nobody looks after to a manager; returns the membership.

    Nobody: no manager, or one who has left (an owner may apply again to a bank that they refused once). A
    second run does nothing.
    """
    lead = db.session.get(Lead, lead_id, populate_existing=True)
    if lead is None or lead.state not in TALKING or _is_here(lead.assigned_id):
        return None
    membership_id = _least_busy(lead)
    if membership_id is None:
        return None
    try:
        transition.make(lead, "assign", where=(same_manager(lead),), assigned_id=membership_id)
    except OtherState:
        return None
    return membership_id


def hand_over(membership_id: int) -> int:
    """Give the open leads of somebody who left to colleagues; returns how many. A second run finds none.

    With those that have paid out a part: somebody has to record the rest.
    """
    unfinished = sa.or_(Lead.state.in_(OPEN), has_rest())
    rows = sa.select(Lead).where(Lead.assigned_id == membership_id, unfinished).order_by(Lead.id)
    moved = 0
    for lead in db.session.scalars(rows.execution_options(populate_existing=True)).all():
        colleague = _least_busy(lead)
        if colleague is None:
            continue  # nobody is left there; whoever comes next is the admin's to name
        mine = (Lead.assigned_id == membership_id,)
        try:
            transition.make(lead, "assign", where=mine, assigned_id=colleague)
        except OtherState:  # it moved at this moment, by whoever still was signed in
            continue
        moved += 1
    return moved


def hand_over_frozen(person_id: int) -> int:
    """The same for everything that somebody frozen looks after, wherever they work."""
    rows = sa.select(Membership.id).join(Person, Person.id == Membership.person_id)
    rows = rows.where(Person.id == person_id, Person.frozen_at.is_not(None), Membership.ended_at.is_(None))
    return sum(hand_over(membership_id) for membership_id in db.session.scalars(rows).all())


def _least_busy(lead: Lead) -> int | None:
    """The manager of the county with the fewest open leads, else the institution's admin.

    Who is away is passed over, unless no admin is there at all.
    """
    place = db.session.scalar(sa.select(FinancingNeed.region_code).where(FinancingNeed.id == lead.need_id))
    people = list(db.session.scalars(_staff(lead.institution_id).where(present())))
    able = [one for one in people if one.role is Role.BANK_MANAGER and works_in(one, place)]
    load = open_leads([one.id for one in able])
    able.sort(key=lambda one: (load.get(one.id, 0), one.id))
    if able:
        return able[0].id
    here = next((one.id for one in people if one.role is Role.BANK_ADMIN), None)
    away = _staff(lead.institution_id).where(Membership.role == Role.BANK_ADMIN)
    return here or next((one.id for one in db.session.scalars(away)), None)


def has_manager_for(institution_id: int, place: str | None) -> bool:
    """Whether somebody is there whose regions hold the county."""
    people = db.session.scalars(_staff(institution_id).where(present()))
    return any(one.role is Role.BANK_MANAGER and works_in(one, place) for one in people)


def same_manager(lead: Lead) -> sa.ColumnElement[bool]:
    """SQL: the lead is still whoever's it was when it was read."""
    return Lead.assigned_id.is_(None) if lead.assigned_id is None else Lead.assigned_id == lead.assigned_id


def _is_here(membership_id: int | None) -> bool:
    mine = sa.select(Membership.id).join(Person, Person.id == Membership.person_id)
    mine = mine.where(
        Membership.id == (membership_id or 0), Membership.ended_at.is_(None), person_acts(), present()
    )
    return db.session.scalar(mine) is not None


def _staff(institution_id: int) -> sa.Select:
    return (
        sa.select(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == institution_id, Membership.ended_at.is_(None))
        .where(person_acts())
        .options(selectinload(Membership.regions))
        .order_by(Membership.id)
    )


def works_in(member: Membership, place: str | None) -> bool:
    """Whether one of a member's regions, which are loaded, holds the county."""
    return regions.covers([region.region_code for region in member.regions], place)


def open_leads(membership_ids: list[int]) -> dict[int, int]:
    """How many leads each of them looks after; whoever has none is left out."""
    rows = (
        sa.select(Lead.assigned_id, sa.func.count(Lead.id))
        .where(Lead.assigned_id.in_(membership_ids), Lead.state.in_(OPEN))
        .group_by(Lead.assigned_id)
    )
    return dict(db.session.execute(rows).all())
