"""Which organisations and claims somebody may read, and the lists made of them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts.models import Membership, Person
from portal.core import crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.visibility import Persona
from portal.needs.models import FinancingNeed, NeedState
from portal.needs.views import NeedView, need_view
from portal.organisations import joining_queries, views, vouch_queries
from portal.organisations.models import (
    Claim,
    ClaimState,
    LicencePicture,
    Organisation,
    OrganisationKind,
    OrganisationState,
)

PAGE = 20
NEEDS = 5  # of a claim's waiting ones, in words
STAFFED = (
    OrganisationKind.INSTITUTION,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.INTERMEDIARY,
    OrganisationKind.MONITOR,
    OrganisationKind.OPERATOR,
)
"""Kinds that the operator makes and staffs."""


@dataclass(frozen=True)
class Page:
    """Some rows of a list; `first` and `last` count from 1, 0–0 when it is empty."""

    rows: list[dict]
    number: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * PAGE + len(self.rows)

    @property
    def has_next(self) -> bool:
        return self.last < self.total


def claims_visible_to(actor) -> sa.Select:
    """Claims are the operator's, and each person's own."""
    if actor.role is Role.OPERATOR:
        return sa.select(Claim)
    return sa.select(Claim).where(Claim.person_id == actor.person_id)


def claims_page(actor, *, decided: bool, number: int) -> Page:
    """Waiting claims oldest first, or decided ones newest first."""
    which = Claim.state != ClaimState.PENDING if decided else Claim.state == ClaimState.PENDING
    order = Claim.decided_at.desc() if decided else Claim.created_at
    mine = claims_visible_to(actor).where(which)
    rows = db.session.execute(
        mine.add_columns(Organisation)
        .join(Organisation, Organisation.id == Claim.organisation_id)
        .order_by(order, Claim.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    crypto.preload(row.Organisation.key_id for row in rows)
    return Page([views.claim_row(row.Claim, row.Organisation) for row in rows], number, count(mine))


def waiting_claims(actor) -> tuple[sa.Select]:
    """Claims that wait for the operator."""
    return (claims_visible_to(actor).where(Claim.state == ClaimState.PENDING),)


def claim_of(actor, public_id: str) -> Claim | None:
    return db.session.scalar(claims_visible_to(actor).where(Claim.public_id == public_id))


def claim_page(claim: Claim) -> dict:
    """A claim with what the operator compares: who has the code already, rival claims, what waits for it."""
    organisation = db.session.get_one(Organisation, claim.organisation_id)
    person = db.session.get_one(Person, claim.person_id)
    crypto.preload([organisation.key_id, person.key_id, claim.key_id])
    pending = claim.state is ClaimState.PENDING
    needs, rivals, pictures = _counts(_waiting(organisation.id), _rivals(claim), _pictures(claim))
    return {
        **views.claim_view(claim, organisation, person),
        "existing": _existing(claim, organisation) if pending else None,
        "second": joining_queries.second_claim(claim) if pending else None,
        "rivals": rivals,
        "waiting_needs": needs,
        "needs": _what_waits(organisation.id) if pending else [],
        "has_picture": pending and pictures > 0,
        "vouches": vouch_queries.said_of(claim) if pending else [],
    }


def has_picture(claim: Claim) -> bool:
    """Whether a picture of the licence waits to be looked at; its bytes are not read."""
    return claim.state is ClaimState.PENDING and count(_pictures(claim)) > 0


def _pictures(claim: Claim) -> sa.Select:
    return sa.select(LicencePicture.id).where(LicencePicture.claim_id == claim.id)


def _counts(*lists: sa.Select) -> tuple[int, ...]:
    """How many rows each of these has, in one question."""
    numbers = (sa.select(sa.func.count()).select_from(rows.subquery()).scalar_subquery() for rows in lists)
    return tuple(db.session.execute(sa.select(*numbers)).one())


def waiting_needs(organisation_id: int) -> int:
    """How many needs open once the organisation is verified."""
    return count(_waiting(organisation_id))


def ready_needs(organisation_id: int) -> int:
    """How many of them wait for nothing else: whoever filed has proved their mobile."""
    proven = Person.mobile_proven_at.is_not(None)
    return count(_waiting(organisation_id).join(Person, Person.id == FinancingNeed.filed_by_id).where(proven))


def _waiting(organisation_id: int) -> sa.Select:
    return sa.select(FinancingNeed).where(
        FinancingNeed.owner_id == organisation_id, FinancingNeed.state == NeedState.AWAITING_VERIFICATION
    )


def _what_waits(organisation_id: int) -> list[NeedView]:
    """The oldest of them: a firm that asks for what its trade never needs is looked at twice."""
    oldest = _waiting(organisation_id).order_by(FinancingNeed.id).limit(NEEDS)
    return [need_view(need, Persona.VERIFYING) for need in db.session.scalars(oldest)]


def own(organisation_id: int) -> Organisation:
    return db.session.get_one(Organisation, organisation_id)


def latest_claim(organisation_id: int, person_id: int) -> Claim | None:
    """The claim that decides for this person and this organisation, also one that became part of it."""
    here = sa.or_(Organisation.id == organisation_id, Organisation.merged_into_id == organisation_id)
    mine = sa.select(Claim).join(Organisation, Organisation.id == Claim.organisation_id)
    mine = mine.where(Claim.person_id == person_id, here)
    return db.session.scalar(mine.order_by(Claim.id.desc()).limit(1))


def refused_claims(actor) -> tuple[sa.Select, ...]:
    """The own organisation while its registration waits to be put right, and others who claim it."""
    own = (Organisation.id == actor.organisation_id, Organisation.state == OrganisationState.REFUSED)
    return sa.select(Organisation.id).where(*own), joining_queries.joinings_visible_to(actor)


def staffed_visible_to(actor) -> sa.Select:
    """Organisations that the operator makes and staffs; nobody else manages them."""
    if actor.role is not Role.OPERATOR:
        return sa.select(Organisation).where(sa.false())
    return sa.select(Organisation).where(Organisation.kind.in_(STAFFED))


def staffed_page(actor, kind: OrganisationKind, number: int) -> Page:
    """Organisations of one kind in the order they were made, with how many people act for each."""
    some = staffed_visible_to(actor).where(Organisation.kind == kind)
    people = (
        sa.select(sa.func.count(Membership.id))
        .where(Membership.organisation_id == Organisation.id, Membership.ended_at.is_(None))
        .scalar_subquery()
    )
    rows = db.session.execute(
        some.add_columns(people.label("people"))
        .options(selectinload(Organisation.areas))
        .order_by(Organisation.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    return Page([views.organisation_row(row.Organisation, row.people) for row in rows], number, count(some))


def staffed(actor, public_id: str) -> Organisation | None:
    one = staffed_visible_to(actor).where(Organisation.public_id == public_id)
    return db.session.scalar(one.options(selectinload(Organisation.areas)))


def staff_of(organisation: Organisation) -> list[dict]:
    """Everybody who works or worked there, those who left last."""
    rows = db.session.execute(
        sa.select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .options(selectinload(Membership.regions))
        .where(Membership.organisation_id == organisation.id)
        .order_by(Membership.ended_at.is_not(None), Membership.id)
    ).all()
    crypto.preload(row.Person.key_id for row in rows)
    return [views.staff_row(row.Membership, row.Person) for row in rows]


def staff_membership(actor, public_id: str) -> tuple[Membership, Organisation] | None:
    """A membership in one of the staffed organisations."""
    found = db.session.execute(
        staffed_visible_to(actor)
        .add_columns(Membership)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.public_id == public_id)
    ).first()
    return (found.Membership, found.Organisation) if found else None


def institution_options() -> list[Organisation]:
    """Active institutions with their areas loaded, in the order they were made."""
    some = sa.select(Organisation).where(
        Organisation.kind == OrganisationKind.INSTITUTION,
        Organisation.state == OrganisationState.ACTIVE,
        Organisation.frozen_at.is_(None),
    )
    return list(db.session.scalars(some.options(selectinload(Organisation.areas)).order_by(Organisation.id)))


def count(rows: sa.Select) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(rows.order_by(None).subquery())) or 0


def _existing(claim: Claim, claimed: Organisation) -> dict | None:
    """The organisation that approval would attach to, with what is compared: `registered` {field: value}."""
    if claim.code_index is None:
        return None
    bearer = db.session.scalar(sa.select(Organisation).where(Organisation.code_index == claim.code_index))
    if bearer is None:
        return None
    people = sa.select(Membership).where(
        Membership.organisation_id == bearer.id, Membership.ended_at.is_(None)
    )
    return {
        "unclaimed": bearer.state is OrganisationState.UNCLAIMED,
        "same_name": bearer.name_index == claimed.name_index,
        "people": count(people),
        "registered": views.registered_facts(bearer),
    }


def _rivals(claim: Claim) -> sa.Select:
    """Other claims to the same code that wait as well."""
    same = Claim.code_index == claim.code_index if claim.code_index else sa.false()
    return sa.select(Claim.id).where(same, Claim.state == ClaimState.PENDING, Claim.id != claim.id)
