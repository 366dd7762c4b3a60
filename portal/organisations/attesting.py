"""Every ninety days somebody says who still works for an institution. Nothing here commits."""

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Membership
from portal.core import clock, ledger
from portal.core.db import db
from portal.core.permissions import BANK, Role


def due_before(days: timedelta = timedelta(days=75)):
    """Confirmed at this moment or earlier, a membership waits to be confirmed again."""
    return clock.now() - days


def due_in(actor) -> sa.Select:
    """Memberships of the own institution that wait for this admin; nobody confirms themself."""
    return sa.select(Membership.id).where(
        Membership.organisation_id == actor.organisation_id,
        Membership.person_id != actor.person_id,
        *_waiting(),
    )


def admins_due() -> sa.Select:
    """Admins who have no colleague to confirm them, so that the operator does."""
    other = sa.orm.aliased(Membership)
    colleague = sa.select(other.id).where(
        other.organisation_id == Membership.organisation_id,
        other.role == Role.BANK_ADMIN,
        other.ended_at.is_(None),
        other.person_id != Membership.person_id,
    )
    return sa.select(Membership.id).where(
        Membership.role == Role.BANK_ADMIN, ~colleague.exists(), *_waiting()
    )


def may_attest(actor, membership: Membership) -> bool:
    """The institution's admin for its people, the operator for admins; nobody for themself."""
    if membership.role not in BANK or membership.person_id == actor.person_id or membership.ended_at:
        return False
    if actor.role is Role.OPERATOR:
        return membership.role is Role.BANK_ADMIN
    return actor.role is Role.BANK_ADMIN and membership.organisation_id == actor.organisation_id


def attest(actor, membership: Membership) -> bool:
    """Still works there: ninety days more; False when the membership ended meanwhile."""
    alive = sa.update(Membership).where(Membership.id == membership.id, Membership.ended_at.is_(None))
    values = {"attested_at": clock.now(), "attested_by_id": actor.membership_id}
    if db.session.execute(alive.values(**values)).rowcount == 0:
        return False
    ledger.record(
        "organisation.member_attested",
        actor=actor,
        organisation=membership.organisation_id,
        member=membership.id,
    )
    return True


def _waiting() -> tuple[sa.ColumnElement[bool], ...]:
    return (Membership.role.in_(BANK), Membership.ended_at.is_(None), Membership.attested_at <= due_before())
