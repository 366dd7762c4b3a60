"""Which organisations and claims somebody may read, and the lists made of them."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased, selectinload

from portal.accounts.models import Membership, Person, SecondFactor
from portal.core import crypto, sessions
from portal.core.config import TWO_FACTORS
from portal.core.db import db
from portal.core.permissions import BANK, ROLE_NAMES, Role
from portal.core.visibility import Persona
from portal.leads.models import Lead
from portal.leads.moves import OPEN as LEADS_OPEN
from portal.needs.models import FinancingNeed, NeedState
from portal.needs.views import NeedView, need_view
from portal.organisations import attesting, invitations, joining_queries, proposals, views, vouch_queries
from portal.organisations.attesting import may_attest
from portal.organisations.models import (
    Claim,
    ClaimState,
    Invitation,
    LicencePicture,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Proposal,
    Vouch,
    VouchState,
)
from portal.organisations.staff import BY_COMMAND

PAGE = 20
NEEDS = 5  # of a claim's waiting ones, in words
SIGNS = ("picture", "known", "unknown", "asked", "borne", "rival")
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
        mine.add_columns(Organisation, *_signs())
        .join(Organisation, Organisation.id == Claim.organisation_id)
        .order_by(order, Claim.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    crypto.preload(row.Organisation.key_id for row in rows)
    shown = [views.claim_row(row.Claim, row.Organisation) | {"signs": _signs_of(row)} for row in rows]
    return Page(shown, number, count(mine))


def _signs() -> tuple[sa.ColumnElement, ...]:
    """What there is to look at beside a waiting claim's own words."""
    bearer, other = sa.orm.aliased(Organisation), sa.orm.aliased(Claim)
    code = Claim.code_index
    vouched = sa.select(Vouch.id).where(Vouch.claim_id == Claim.id)
    same = sa.select(other.id).where(
        other.code_index == code, other.id != Claim.id, other.state == ClaimState.PENDING
    )
    borne = sa.select(bearer.id).where(bearer.code_index == code, bearer.id != Claim.organisation_id)
    return (
        sa.select(LicencePicture.id).where(LicencePicture.claim_id == Claim.id).exists().label("picture"),
        vouched.where(Vouch.state == VouchState.KNOWN).exists().label("known"),
        vouched.where(Vouch.state == VouchState.UNKNOWN).exists().label("unknown"),
        vouched.where(Vouch.state == VouchState.ASKED).exists().label("asked"),
        borne.exists().label("borne"),
        same.exists().label("rival"),
    )


def _signs_of(row: sa.Row) -> list[str]:
    """The names of SIGNS that hold for one row of `_signs`; none of a claim that is decided."""
    return [name for name in SIGNS if getattr(row, name)] if row.Claim.state is ClaimState.PENDING else []


def waiting_claims(actor) -> tuple[sa.Select]:
    """Claims that wait for the operator."""
    return (claims_visible_to(actor).where(Claim.state == ClaimState.PENDING),)


def claim_of(actor, public_id: str) -> Claim | None:
    return db.session.scalar(claims_visible_to(actor).where(Claim.public_id == public_id))


def claim_page(claim: Claim) -> dict:
    """A claim with what the operator compares: who has the code already, rival claims, what waits for it."""
    both = sa.select(Organisation, Person).select_from(Claim).where(Claim.id == claim.id)
    both = both.join(Organisation, Organisation.id == Claim.organisation_id)
    organisation, person = db.session.execute(both.join(Person, Person.id == Claim.person_id)).one()
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
        "acting": _acting(claim),
    }


def _acting(claim: Claim) -> dict | None:
    """`{member, firm}`: public ids by which the claimant and the firm they act for now can be frozen."""
    merged = sa.select(Organisation.merged_into_id).where(Organisation.id == claim.organisation_id)
    firms = sa.union(
        sa.select(sa.literal(claim.organisation_id)), merged.where(Organisation.merged_into_id > 0)
    )
    rows = sa.select(Membership.public_id, Organisation.public_id)
    rows = rows.join(Organisation, Organisation.id == Membership.organisation_id)
    mine = rows.where(Membership.person_id == claim.person_id, Membership.ended_at.is_(None))
    found = db.session.execute(mine.where(Membership.organisation_id.in_(firms)).limit(1)).first()
    return found and {"member": found[0], "firm": found[1]}


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
    """Organisations of one kind, with how many people act for each: first what waits for an approval, then
    in the order they were made.
    """
    some = staffed_visible_to(actor).where(Organisation.kind == kind)
    people = (
        sa.select(sa.func.count(Membership.id))
        .where(Membership.organisation_id == Organisation.id, Membership.ended_at.is_(None))
        .scalar_subquery()
    )
    asked = (Proposal.organisation_id == Organisation.id, Proposal.decided_at.is_(None))
    waits = sa.select(Proposal.id).where(*asked).exists()
    rows = db.session.execute(
        some.add_columns(people.label("people"), waits.label("waits"))
        .options(selectinload(Organisation.areas))
        .order_by(waits.desc(), Organisation.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    shown = [views.organisation_row(row.Organisation, row.people) | {"waits": row.waits} for row in rows]
    return Page(shown, number, count(some))


def staffed(actor, public_id: str) -> Organisation | None:
    one = staffed_visible_to(actor).where(Organisation.public_id == public_id)
    return db.session.scalar(one.options(selectinload(Organisation.areas)))


def staff_visible_to(actor) -> sa.Select:
    """Memberships that somebody manages: the operator all of staffed organisations, an admin the own."""
    joined = sa.select(Membership, Organisation, Person)
    joined = joined.join(Organisation, Organisation.id == Membership.organisation_id)
    joined = joined.join(Person, Person.id == Membership.person_id)
    if actor.role is Role.OPERATOR:
        return joined.where(Organisation.kind.in_(STAFFED))
    own_one = actor.organisation_id if actor.role is Role.BANK_ADMIN else 0
    return joined.where(Membership.organisation_id == own_one)


def staff_of(actor, organisation: Organisation) -> list[dict]:
    """Everybody who works or worked there, those who left last, and what the actor may do to them."""
    rows = db.session.execute(
        sa.select(Membership, Person, SecondFactor.id.label("factor"))
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(SecondFactor, SecondFactor.person_id == Person.id)
        .options(selectinload(Membership.regions))
        .where(Membership.organisation_id == organisation.id)
        .order_by(Membership.ended_at.is_not(None), Membership.id)
    ).all()
    crypto.preload(row.Person.key_id for row in rows)
    elsewhere = strong_elsewhere(actor, [row.Person.id for row in rows if row.factor is not None])
    return [
        {
            **views.staff_row(row.Membership, row.Person),
            "may_attest": may_attest(actor, row.Membership),
            "may_end": may_end(actor, row.Membership),
            "may_take_off": row.factor is not None and _may_take_off(actor, row.Membership, elsewhere),
        }
        for row in rows
    ]


def may_end(actor, membership: Membership) -> bool:
    """Anybody one manages but oneself, and those who run the site."""
    own = membership.id == actor.membership_id
    return not membership.ended_at and not own and membership.role not in BY_COMMAND


def leaving(actor, membership: Membership) -> dict:
    """Somebody whose work may end, and what ends or moves with it: open leads, sessions, invitations."""
    person = db.session.get_one(Person, membership.person_id)
    leads = sa.select(Lead.id).where(Lead.assigned_id == membership.id, Lead.state.in_(LEADS_OPEN))
    invited = sa.select(Invitation).where(Invitation.invited_by_id == membership.id)
    waiting = [one for one in db.session.scalars(invited) if invitations.state_of(one) == "open"]
    return {
        "public_id": membership.public_id,
        "name": person.name or "",
        "role": ROLE_NAMES[membership.role],
        "ended": membership.ended_at is not None,
        "may_end": may_end(actor, membership),
        "is_self": membership.id == actor.membership_id,
        "leads": count(leads) if membership.role in BANK else None,
        "sessions": sum(one.membership_id == membership.id for one in sessions.of_person(person.id)),
        "invited": len(waiting),
    }


def may_take_off(actor, membership: Membership) -> bool:
    """A second factor: an admin of the own people, the operator of all but managers; nobody the own.

    The factor is the person's: where it guards a role that the actor has no say in, it stays.
    """
    return _may_take_off(actor, membership, strong_elsewhere(actor, [membership.person_id]))


def _may_take_off(actor, membership: Membership, elsewhere: set[int]) -> bool:
    if membership.person_id == actor.person_id or membership.ended_at or membership.person_id in elsewhere:
        return False
    return (membership.role is not Role.BANK_MANAGER) if actor.role is Role.OPERATOR else True


def strong_elsewhere(actor, person_ids: list[int]) -> set[int]:
    """Who of them has a role that wants a factor and that this actor does not manage.

    An admin manages the own institution. The operator manages all but managers, unless these are admins of
    the same institution, too.
    """
    asked = TWO_FACTORS | current_app.config["SECOND_FACTOR_ROLES"]
    mine = (Membership.person_id.in_(person_ids), Membership.ended_at.is_(None), Membership.role.in_(asked))
    rows = sa.select(Membership.person_id).where(*mine)
    if actor.role is not Role.OPERATOR:
        return set(db.session.scalars(rows.where(Membership.organisation_id != actor.organisation_id)))
    admin = aliased(Membership)
    is_admin = sa.exists().where(
        admin.person_id == Membership.person_id,
        admin.organisation_id == Membership.organisation_id,
        admin.role == Role.BANK_ADMIN,
        admin.ended_at.is_(None),
    )
    return set(db.session.scalars(rows.where(Membership.role == Role.BANK_MANAGER, ~is_admin)))


def invitations_of(organisation: Organisation) -> list[dict]:
    """The newest ones first, with their state; their contacts masked."""
    rows = sa.select(Invitation).where(Invitation.organisation_id == organisation.id)
    some = db.session.scalars(rows.order_by(Invitation.id.desc()).limit(PAGE)).all()
    crypto.preload([organisation.key_id])
    return [views.invitation_row(one) for one in some]


def invitation_of(actor, public_id: str) -> Invitation | None:
    """An invitation that somebody may withdraw."""
    rows = sa.select(Invitation).join(Organisation, Organisation.id == Invitation.organisation_id)
    if actor.role is Role.OPERATOR:
        rows = rows.where(Organisation.kind.in_(STAFFED))
    else:
        own_one = actor.organisation_id if actor.role is Role.BANK_ADMIN else 0
        rows = rows.where(Invitation.organisation_id == own_one)
    return db.session.scalar(rows.where(Invitation.public_id == public_id))


def again(organisation_id: int) -> Organisation:
    """An organisation read anew, with its areas."""
    one = sa.select(Organisation).where(Organisation.id == organisation_id)
    return db.session.scalars(one.options(selectinload(Organisation.areas))).one()


def own_institution(actor) -> Organisation:
    """With its areas."""
    return again(actor.organisation_id)


def proposal_of(actor, organisation: Organisation) -> dict | None:
    """What is to be decided of it: `{own, alone}`; None when nothing is."""
    proposer = proposals.proposer_of(organisation.id)
    if proposer is None:
        return None
    return {"own": proposer == actor.person_id, "alone": proposals.is_alone(actor.person_id)}


def waiting_proposals(actor) -> sa.Select:
    """Organisations that another operator made and this one may approve."""
    return (
        sa.select(Organisation.id)
        .join(Proposal, Proposal.organisation_id == Organisation.id)
        .join(Membership, Membership.id == Proposal.proposed_by_id)
        .where(Proposal.decided_at.is_(None), Membership.person_id != actor.person_id)
    )


def institutions_waiting(actor) -> tuple[sa.Select, ...]:
    """What waits for the operator under "institutions": proposals, and admins nobody else can confirm."""
    return waiting_proposals(actor), attesting.admins_due()


def people_due(actor) -> tuple[sa.Select]:
    """What waits for an admin under "people"."""
    return (attesting.due_in(actor),)


def staff_membership(actor, public_id: str) -> tuple[Membership, Organisation] | None:
    """A membership that somebody manages."""
    found = db.session.execute(staff_visible_to(actor).where(Membership.public_id == public_id)).first()
    return (found.Membership, found.Organisation) if found else None


def institution_options() -> list[Organisation]:
    """Active institutions with their areas loaded, in the order they were made."""
    some = sa.select(Organisation).where(
        Organisation.kind == OrganisationKind.INSTITUTION,
        Organisation.state == OrganisationState.ACTIVE,
        Organisation.frozen_at.is_(None),
        Organisation.left_at.is_(None),
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
