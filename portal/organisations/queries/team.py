"""An institution's branches and who works there."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts.models import Membership
from portal.core import wording
from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import views
from portal.organisations.models import Outlet


def outlets_visible_to(actor) -> sa.Select:
    """Branches of the actor's own institution, for its admin."""
    own = actor.organisation_id if actor.role is Role.BANK_ADMIN else 0
    return sa.select(Outlet).where(Outlet.institution_id == own)


def outlet_of(actor, public_id: str) -> Outlet | None:
    return db.session.scalar(outlets_visible_to(actor).where(Outlet.public_id == public_id))


def open_outlets(actor) -> list[Outlet]:
    still = outlets_visible_to(actor).where(Outlet.closed_at.is_(None))
    return list(db.session.scalars(still.order_by(Outlet.id)))


def outlet_rows(actor) -> list[dict]:
    """`[{public_id, name, place, limit, people, closed}]`: open ones first, in the order they were made."""
    people = (
        sa.select(sa.func.count(Membership.id))
        .where(Membership.outlet_id == Outlet.id, Membership.ended_at.is_(None))
        .scalar_subquery()
    )
    order = (Outlet.closed_at.is_not(None), Outlet.id)
    rows = db.session.execute(outlets_visible_to(actor).add_columns(people).order_by(*order)).all()
    return [
        {
            "public_id": outlet.public_id,
            "name": outlet.name,
            "place": views.region_name(outlet.region_code),
            "limit": limit_words(outlet.limit_fen),
            "people": number,
            "closed": outlet.closed_at and wording.moment(outlet.closed_at),
        }
        for outlet, number in rows
    ]


def manager_of(actor, public_id: str) -> Membership | None:
    """A manager whom the actor, an admin, may give another place of work; regions and branch loaded."""
    own = actor.organisation_id if actor.role is Role.BANK_ADMIN else 0
    rows = sa.select(Membership).where(
        Membership.public_id == public_id,
        Membership.organisation_id == own,
        Membership.role == Role.BANK_MANAGER,
        Membership.ended_at.is_(None),
    )
    loaded = rows.options(
        selectinload(Membership.regions), selectinload(Membership.outlet), selectinload(Membership.person)
    )
    return db.session.scalar(loaded)


def limit_words(limit_fen: int | None) -> str:
    return f"自己批到 {wording.money(limit_fen)}" if limit_fen else "报上级批"
