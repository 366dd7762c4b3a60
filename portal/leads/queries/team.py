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
from portal.needs.models import FinancingNeed
from portal.organisations.away import away_words, is_away
from search import taxonomy

NOBODY, NOBODY_WORDS = "nobody", "还没有人跟进"


@dataclass(frozen=True)
class Candidate:
    """A manager who works where the need lies. `limit_fen`: what their branch approves by itself."""

    membership_id: int
    public_id: str
    name: str
    outlet: str
    limit_fen: int | None
    open_leads: int


@dataclass(frozen=True)
class Holder:
    """Whose leads; `membership_id` None: nobody's, those of whoever is not among `acting` any more too."""

    membership_id: int | None
    public_id: str
    name: str
    acting: tuple[int, ...] = ()

    def holds(self) -> sa.ColumnElement[bool]:
        """SQL over Lead."""
        if self.membership_id is None:
            return sa.or_(Lead.assigned_id.is_(None), Lead.assigned_id.not_in(self.acting))
        return Lead.assigned_id == self.membership_id

    def has(self, lead: Lead) -> bool:
        """The same of one lead."""
        if self.membership_id is None:
            return lead.assigned_id not in self.acting
        return lead.assigned_id == self.membership_id


@dataclass(frozen=True)
class Team:
    """An institution's people, their names opened, and (open, late) leads by who looks after them."""

    people: list[Membership]
    counts: dict[int | None, tuple[int, int]]

    def holder(self, public_id: str) -> Holder | None:
        """One of them, or nobody ("nobody")."""
        if public_id == NOBODY:
            return Holder(None, NOBODY, NOBODY_WORDS, tuple(one.id for one in self.people))
        found = next((one for one in self.people if one.public_id == public_id), None)
        return found and Holder(found.id, public_id, found.person.name or "")

    def open_leads(self, of: Holder) -> int:
        return self.numbers(of.membership_id)["open"]

    def numbers(self, membership_id: int | None) -> dict:
        """`{open, late}`; None: of nobody, and of whoever works here no more."""
        here = {one.id for one in self.people}
        mine = [
            counted
            for member, counted in self.counts.items()
            if member == membership_id or (membership_id is None and member not in here)
        ]
        return {"open": sum(number for number, _ in mine), "late": sum(late for _, late in mine)}

    def colleagues(self, of: Holder) -> list[Candidate]:
        """Managers who are here to be given something; whether each fits a lead its county decides."""
        managers = (one for one in self.people if one.role is Role.BANK_MANAGER and not is_away(one))
        return [
            Candidate(
                one.id,
                one.public_id,
                one.person.name or "",
                one.outlet.name if one.outlet else "",
                one.outlet.limit_fen if one.outlet else None,
                self.numbers(one.id)["open"],
            )
            for one in managers
            if one.id != of.membership_id
        ]


def team_of(actor, *, regions: bool = False) -> Team:
    """Everybody who works at the actor's institution now. `regions`: with where they work."""
    people = (
        sa.select(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == actor.organisation_id)
        .where(Membership.ended_at.is_(None), person_acts())
        .options(contains_eager(Membership.person), joinedload(Membership.outlet))
        .order_by(Membership.id)
    )
    if regions:
        people = people.options(selectinload(Membership.regions))
    found = list(db.session.scalars(people))
    crypto.preload(one.person.key_id for one in found)
    return Team(found, _counts(actor))


def workloads(actor) -> list[dict]:
    """`[{public_id, name, away, outlet, regions, open, late, manager}]`: what nobody holds first, then
    managers in the order they came, and admins who hold something; `away` until when, in words.
    """
    team = team_of(actor, regions=True)
    nobody = {
        "public_id": NOBODY,
        "name": NOBODY_WORDS,
        "away": "",
        "outlet": "",
        "regions": "",
        "manager": False,
    }
    people = [one for one in team.people if one.role is Role.BANK_MANAGER or team.counts.get(one.id)]
    found = [{**nobody, **team.numbers(None)}]
    return found + [{**_person(one), **team.numbers(one.id)} for one in people]


def leads_in_hand(actor, of: Holder, page: int) -> list[Lead]:
    """One page of open leads, the shortest clock first."""
    mine = rows.visible_to(actor).where(Lead.state.in_(OPEN), of.holds())
    loaded = sorted_by(mine, "due").options(
        contains_eager(Lead.need).joinedload(FinancingNeed.owner),
        joinedload(Lead.product),
        joinedload(Lead.institution),
    )
    return list(db.session.scalars(loaded.limit(PAGE).offset((page - 1) * PAGE)))


def _counts(actor) -> dict[int | None, tuple[int, int]]:
    """(open, late) by who looks after them."""
    late = sa.func.sum(sa.case((Lead.clock_due_at < clock.now(), 1), else_=0))
    counted = (
        sa.select(Lead.assigned_id, sa.func.count(Lead.id), late)
        .where(Lead.institution_id == actor.organisation_id, Lead.state.in_(OPEN))
        .group_by(Lead.assigned_id)
    )
    return {member: (number, overdue) for member, number, overdue in db.session.execute(counted)}


def _person(one: Membership) -> dict:
    return {
        "public_id": one.public_id,
        "name": one.person.name or "",
        "away": away_words(one),
        "outlet": one.outlet.name if one.outlet else "",
        "regions": "、".join(taxonomy.regions.short(region.region_code) for region in one.regions),
        "manager": one.role is Role.BANK_MANAGER,
    }
