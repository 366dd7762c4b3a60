"""Whom a code names, whether they act for anybody, and what they do for whoever asks."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.accounts.models import Membership, Person
from portal.accounts.standing import acts
from portal.consent import queries as consents
from portal.consent.models import Consent
from portal.core import clock, crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.work_codes import HOLDERS
from portal.leads.models import Lead
from portal.leads.moves import OPEN
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation, OrganisationKind, OrganisationState
from portal.verifying.models import OneTimeCode, RetiredWorkCode


@dataclass(frozen=True)
class Found:
    """A work code's holder. `acts`: they still may; `retired`: the code was replaced by another."""

    membership: Membership
    person: Person
    organisation: Organisation
    acts: bool
    retired: bool = False


def holder(code: str) -> Found | None:
    """Whom this work code (normal form) names or once named; the same two queries for every code."""
    found = db.session.execute(_members().where(Membership.work_code == code)).first()
    old = sa.select(RetiredWorkCode.membership_id).where(RetiredWorkCode.code == code)
    retired = db.session.scalar(old)
    if found is None and retired is None:
        return None
    retired_row = found is None
    found = found or db.session.execute(_members().where(Membership.id == retired)).one()
    crypto.preload([found.Person.key_id, found.Organisation.key_id])
    return Found(found.Membership, found.Person, found.Organisation, bool(found.acts), retired_row)


def _members() -> sa.Select:
    usable = sa.and_(acts(), Organisation.left_at.is_(None), Organisation.state == OrganisationState.ACTIVE)
    return (
        sa.select(Membership, Person, Organisation, usable.label("acts"))
        .options(selectinload(Membership.outlet))
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
    )


def own_membership(membership_id: int) -> Membership:
    return db.session.get_one(Membership, membership_id)


def work_code_of(membership_id: int) -> str | None:
    return db.session.scalar(sa.select(Membership.work_code).where(Membership.id == membership_id))


def once_of(membership_id: int) -> OneTimeCode | None:
    """The one-time code that can still be read out; its digits are known to nobody."""
    alive = (OneTimeCode.until > clock.now(), OneTimeCode.used_at.is_(None))
    return db.session.scalar(sa.select(OneTimeCode).where(OneTimeCode.membership_id == membership_id, *alive))


def followed(actor, membership_id: int) -> list[tuple[Lead, datetime | None]]:
    """The asking owner's open leads with this person, and until when each consent holds."""
    if actor is None or actor.role is not Role.APPLICANT:
        return []
    until = sa.select(sa.func.max(Consent.until)).where(Consent.lead_id == Lead.id, consents.holds())
    rows = (
        sa.select(Lead, until.correlate(Lead).scalar_subquery())
        .join(FinancingNeed, FinancingNeed.id == Lead.need_id)
        .where(FinancingNeed.owner_id == actor.organisation_id, Lead.assigned_id == membership_id)
        .where(Lead.state.in_(OPEN))
        .options(contains_eager(Lead.need), joinedload(Lead.product), joinedload(Lead.institution))
        .order_by(Lead.state_since.desc())
    )
    return [(lead, until) for lead, until in db.session.execute(rows)]


def ever_followed(actor, membership_id: int) -> bool:
    """Whether this person has ever looked after a need of the one who asks."""
    if actor is None or actor.role is not Role.APPLICANT:
        return False
    mine = sa.select(Lead.id).join(FinancingNeed, FinancingNeed.id == Lead.need_id)
    mine = mine.where(FinancingNeed.owner_id == actor.organisation_id, Lead.assigned_id == membership_id)
    return db.session.scalar(mine.limit(1)) is not None


def own_leads(actor, limit: int = 50) -> list[Lead]:
    """Open leads of somebody who may have to call about one of them."""
    mine = sa.select(Lead).join(FinancingNeed, FinancingNeed.id == Lead.need_id)
    mine = mine.where(Lead.assigned_id == actor.membership_id, Lead.state.in_(OPEN))
    mine = mine.options(contains_eager(Lead.need)).order_by(Lead.state_since.desc())
    return list(db.session.scalars(mine.limit(limit)))


def colleagues(actor) -> list[tuple[Membership, Person]]:
    """For a bank's admin: everybody there who has a work code, oldest first; else nobody."""
    if actor.role is not Role.BANK_ADMIN:
        return []
    rows = db.session.execute(
        sa.select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.organisation_id == actor.organisation_id, Membership.role.in_(HOLDERS), acts())
        .order_by(Membership.id)
    ).all()
    crypto.preload(row.Person.key_id for row in rows)
    return [(row.Membership, row.Person) for row in rows]


def renewable(actor, public_id: str) -> Membership | None:
    """One's own membership; for a bank's admin any of the institution's that has a code."""
    if actor.role not in HOLDERS:
        return None
    rows = sa.select(Membership).where(Membership.public_id == public_id, Membership.ended_at.is_(None))
    if actor.role is Role.BANK_ADMIN:
        rows = rows.where(Membership.organisation_id == actor.organisation_id, Membership.role.in_(HOLDERS))
    else:
        rows = rows.where(Membership.id == actor.membership_id)
    return db.session.scalar(rows)


def phones() -> list[Organisation]:
    """Institutions that take part, with their public phones and where they lend."""
    rows = sa.select(Organisation).where(
        Organisation.kind == OrganisationKind.INSTITUTION,
        Organisation.state == OrganisationState.ACTIVE,
        Organisation.frozen_at.is_(None),
        Organisation.left_at.is_(None),
    )
    return list(db.session.scalars(rows.options(selectinload(Organisation.areas)).order_by(Organisation.id)))
