"""An institution's people by what they have in hand, for its admin."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.accounts.models import Membership, Person
from portal.accounts.standing import person_acts
from portal.core import clock, crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Lead
from portal.leads.moves import OPEN
from portal.leads.queries import rows
from portal.leads.queries.lists import PAGE, sorted_by
from portal.leads.service.reassigning import Candidate
from portal.needs.models import FinancingNeed
from search import taxonomy

NOBODY = "nobody"


@dataclass(frozen=True)
class Holder:
    """Whose leads; `membership_id` None: nobody's."""

    membership_id: int | None
    public_id: str
    name: str

    def holds(self) -> sa.ColumnElement[bool]:
        """SQL over Lead."""
        if self.membership_id is None:
            return Lead.assigned_id.is_(None)
        return Lead.assigned_id == self.membership_id


def workloads(actor) -> list[dict]:
    """`[{public_id, name, outlet, regions, open, late, manager}]`: what nobody holds first, then managers in
    the order they came, and admins who hold something.
    """
    counts = _counts(actor)
    people = [one for one in _staff(actor) if one.role is Role.BANK_MANAGER or counts.get(one.id)]
    crypto.preload(one.person.key_id for one in people)
    nobody = {"public_id": NOBODY, "name": "还没有人跟进", "outlet": "", "regions": "", "manager": False}
    found = [{**nobody, **_numbers(counts.get(None))}]
    return found + [{**_person(one), **_numbers(counts.get(one.id))} for one in people]


def holder(actor, public_id: str) -> Holder | None:
    """Somebody of the actor's institution, or nobody ("nobody")."""
    if public_id == NOBODY:
        return Holder(None, NOBODY, "还没有人跟进")
    found = db.session.scalar(_members(actor).where(Membership.public_id == public_id))
    return found and Holder(found.id, public_id, found.person.name or "")


def colleagues(actor, of: Holder) -> list[Candidate]:
    """Managers to whom something can be given; whether each fits a lead its county decides."""
    counts = _counts(actor)
    people = [one for one in _staff(actor) if one.role is Role.BANK_MANAGER and one.id != of.membership_id]
    return [
        Candidate(
            one.id,
            one.public_id,
            one.person.name or "",
            one.outlet.name if one.outlet else "",
            one.outlet.limit_fen if one.outlet else None,
            _numbers(counts.get(one.id))["open"],
        )
        for one in people
    ]


def leads_in_hand(actor, of: Holder, page: int) -> tuple[list[Lead], int]:
    """One page of open leads, the shortest clock first, and how many there are."""
    mine = rows.visible_to(actor).where(Lead.state.in_(OPEN), of.holds())
    total = db.session.scalar(sa.select(sa.func.count()).select_from(mine.order_by(None).subquery()))
    loaded = sorted_by(mine, "due").options(
        contains_eager(Lead.need).joinedload(FinancingNeed.owner),
        joinedload(Lead.product),
        joinedload(Lead.institution),
    )
    return list(db.session.scalars(loaded.limit(PAGE).offset((page - 1) * PAGE))), total


def _counts(actor) -> dict[int | None, tuple[int, int]]:
    """(open, late) by who looks after them."""
    late = sa.func.sum(sa.case((Lead.clock_due_at < clock.now(), 1), else_=0))
    counted = (
        sa.select(Lead.assigned_id, sa.func.count(Lead.id), late)
        .where(Lead.institution_id == actor.organisation_id, Lead.state.in_(OPEN))
        .group_by(Lead.assigned_id)
    )
    return {member: (number, overdue) for member, number, overdue in db.session.execute(counted)}


def _numbers(counted: tuple[int, int] | None) -> dict:
    number, late = counted or (0, 0)
    return {"open": number, "late": late}


def _person(one: Membership) -> dict:
    return {
        "public_id": one.public_id,
        "name": one.person.name or "",
        "outlet": one.outlet.name if one.outlet else "",
        "regions": "、".join(taxonomy.regions.short(region.region_code) for region in one.regions),
        "manager": one.role is Role.BANK_MANAGER,
    }


def _members(actor) -> sa.Select:
    return (
        sa.select(Membership)
        .where(Membership.organisation_id == actor.organisation_id)
        .options(joinedload(Membership.person))
    )


def _staff(actor) -> list[Membership]:
    alive = (
        _members(actor)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.ended_at.is_(None), person_acts())
        .options(selectinload(Membership.regions), selectinload(Membership.outlet))
        .order_by(Membership.id)
    )
    return list(db.session.scalars(alive))
