"""Who works for an organisation, and what somebody may do to them."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts.models import Membership, Person, SecondFactor
from portal.core import crypto, sessions
from portal.core.db import db
from portal.core.permissions import BANK, ROLE_NAMES, Role
from portal.leads.models import Lead
from portal.leads.moves import OPEN as LEADS_OPEN
from portal.organisations import invitations, views
from portal.organisations.attesting import may_attest
from portal.organisations.models import Invitation, Organisation
from portal.organisations.queries import factors
from portal.organisations.queries.paging import count
from portal.organisations.queries.staffed import STAFFED
from portal.organisations.staff import BY_COMMAND


def staff_visible_to(actor) -> sa.Select:
    """Memberships that somebody manages: the operator all of staffed organisations, an admin the own."""
    joined = sa.select(Membership, Organisation, Person)
    joined = joined.join(Organisation, Organisation.id == Membership.organisation_id)
    joined = joined.join(Person, Person.id == Membership.person_id)
    if actor.role is Role.OPERATOR:
        return joined.where(Organisation.kind.in_(STAFFED))
    own_one = actor.organisation_id if actor.role is Role.BANK_ADMIN else 0
    return joined.where(Membership.organisation_id == own_one)


def staff_membership(actor, public_id: str) -> tuple[Membership, Organisation] | None:
    """A membership that somebody manages."""
    found = db.session.execute(staff_visible_to(actor).where(Membership.public_id == public_id)).first()
    return (found.Membership, found.Organisation) if found else None


def staff_of(actor, organisation: Organisation) -> list[dict]:
    """Everybody who works or worked there, those who left last, and what the actor may do to them."""
    rows = db.session.execute(
        sa.select(Membership, Person, SecondFactor.id.label("factor"))
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(SecondFactor, SecondFactor.person_id == Person.id)
        .options(selectinload(Membership.regions), selectinload(Membership.outlet))
        .where(Membership.organisation_id == organisation.id)
        .order_by(Membership.ended_at.is_not(None), Membership.id)
    ).all()
    crypto.preload(row.Person.key_id for row in rows)
    elsewhere = factors.strong_elsewhere(actor, [row.Person.id for row in rows if row.factor is not None])
    return [
        {
            **views.staff_row(row.Membership, row.Person),
            "may_attest": may_attest(actor, row.Membership),
            "may_end": may_end(actor, row.Membership),
            "may_place": actor.role is Role.BANK_ADMIN and row.Membership.role is Role.BANK_MANAGER,
            "may_take_off": row.factor is not None and factors.within_reach(actor, row.Membership, elsewhere),
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
