"""Who belongs to which park, as far as somebody may read it: the one place that every page goes through."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations.models import (
    Affiliation,
    AffiliationState,
    Organisation,
    OrganisationKind,
    OrganisationState,
)
from portal.organisations.vouch_queries import vouchers_for

S = AffiliationState
WAITING = (S.INVITED, S.ASKED)
OF_PARK = (S.INVITED, S.ASKED, S.CONFIRMED, S.DECLINED)
"""What a clerk reads: who left or was left is gone; of an invited code there is no more than the code."""
OF_FIRM = (S.INVITED, S.ASKED, S.CONFIRMED, S.REFUSED, S.ENDED)


def visible_to(actor) -> sa.Select:
    """A clerk reads the own park's, an owner those of the own firm."""
    rows = sa.select(Affiliation)
    match actor.role:
        case Role.CLERK:
            own = Affiliation.intermediary_id == actor.organisation_id
            return rows.where(own, Affiliation.state.in_(OF_PARK))
        case Role.APPLICANT:
            own = Affiliation.organisation_id == actor.organisation_id
            return rows.where(own, Affiliation.state.in_(OF_FIRM))
        case _:
            return rows.where(sa.false())


def members_of(intermediary_id: int) -> sa.Select:
    """Ids of the firms that both sides say belong to it, at this moment."""
    both = Affiliation.state == S.CONFIRMED
    return sa.select(Affiliation.organisation_id).where(Affiliation.intermediary_id == intermediary_id, both)


def find(actor, public_id: str) -> Affiliation | None:
    return db.session.scalar(visible_to(actor).where(Affiliation.public_id == public_id))


def of_firm(actor, organisation_id: int) -> Affiliation | None:
    """The actor's park and this firm, if one is a member of the other."""
    both = (Affiliation.organisation_id == organisation_id, Affiliation.state == S.CONFIRMED)
    return db.session.scalar(visible_to(actor).where(*both))


def find_invited(actor, intermediary_id: int) -> Affiliation | None:
    """A park's invitation to the owner's firm."""
    asked = (Affiliation.intermediary_id == intermediary_id, Affiliation.state == S.INVITED)
    return db.session.scalar(visible_to(actor).where(*asked))


def asking(actor) -> tuple[sa.Select, ...]:
    """For a badge: who waits for this side's word."""
    other = S.ASKED if actor.role is Role.CLERK else S.INVITED
    return (visible_to(actor).where(Affiliation.state == other),)


@dataclass(frozen=True)
class Numbers:
    members: int
    asked: int
    invited: int
    declined: int

    @property
    def waiting(self) -> int:
        return self.asked + self.invited

    @property
    def begun(self) -> int:
        """Members and everybody who might become one: the denominator of the members."""
        return self.members + self.waiting + self.declined


def numbers(actor) -> Numbers:
    rows = visible_to(actor).with_only_columns(Affiliation.state, sa.func.count()).group_by(Affiliation.state)
    found = dict(db.session.execute(rows).all())
    return Numbers(*(found.get(state, 0) for state in (S.CONFIRMED, S.ASKED, S.INVITED, S.DECLINED)))


def parks_to_ask(actor) -> list[Organisation]:
    """Parks of the firm's county that have somebody to answer and with which nothing is begun."""
    firm = db.session.get_one(Organisation, actor.organisation_id)
    here = sa.select(Affiliation.intermediary_id).where(
        Affiliation.organisation_id == firm.id, Affiliation.state.in_((*WAITING, S.CONFIRMED))
    )
    taken = set(db.session.scalars(here))
    return [
        park
        for park in vouchers_for(firm.region_code)
        if park.kind is OrganisationKind.INTERMEDIARY and park.id not in taken and _takes_part(park)
    ]


def _takes_part(park: Organisation) -> bool:
    return park.state is OrganisationState.ACTIVE and park.left_at is None and park.frozen_at is None
