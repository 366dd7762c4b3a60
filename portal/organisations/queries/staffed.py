"""Organisations that the operator makes and staffs, and what is proposed of them."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts.models import Membership
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import proposals, views
from portal.organisations.models import Organisation, OrganisationKind, Proposal
from portal.organisations.queries.paging import PAGE, Page, count

STAFFED = (
    OrganisationKind.INSTITUTION,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.INTERMEDIARY,
    OrganisationKind.MONITOR,
    OrganisationKind.OPERATOR,
)
"""Kinds that the operator makes and staffs."""


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


def proposal_of(actor, organisation: Organisation) -> dict | None:
    """What is to be decided of it: `{own, alone}`; None when nothing is."""
    proposer = proposals.proposer_of(organisation.id)
    if proposer is None:
        return None
    return {"own": proposer == actor.person_id, "alone": proposals.is_alone(actor.person_id)}
