"""An institution's admin says who of its managers looks after a lead."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Membership, Person
from portal.accounts.standing import person_acts, present
from portal.core import crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import slots, transition
from portal.leads.errors import NotYours, OtherState
from portal.leads.models import Lead, LeadState
from portal.leads.moves import OPEN
from portal.leads.queries.team import Candidate
from portal.leads.service.assigning import open_leads, same_manager, works_in
from portal.needs.models import FinancingNeed


def may_reassign(actor, lead: Lead) -> bool:
    """Whether this person may say who looks after the lead, as it stands."""
    own = actor.role is Role.BANK_ADMIN and actor.organisation_id == lead.institution_id
    return own and lead.state in (*OPEN, LeadState.DISBURSED)  # its money may come in parts


def candidates(lead: Lead) -> list[Candidate]:
    """Whoever could look after it, those with the fewest open leads first; its present manager left out."""
    place = db.session.scalar(sa.select(FinancingNeed.region_code).where(FinancingNeed.id == lead.need_id))
    able = [one for one in _managers(lead.institution_id) if works_in(one, place)]
    able = [one for one in able if one.id != lead.assigned_id]
    crypto.preload(one.person.key_id for one in able)
    load = open_leads([one.id for one in able])
    found = [_candidate(one, load.get(one.id, 0)) for one in able]
    return sorted(found, key=lambda one: (one.open_leads, one.membership_id))


def reassign(actor, lead: Lead, candidate: Candidate) -> None:
    """From now on it is theirs; state, clock and consent stay as they are.

    Raises NotYours, OtherState when it moved or was given to somebody at this moment.
    """
    if not may_reassign(actor, lead):
        raise NotYours("只有机构管理员能安排由谁跟进。")
    slots.lock(lead.need_id, seeking=False)
    still_here = sa.select(Membership.ended_at).where(Membership.id == candidate.membership_id)
    if db.session.execute(still_here.with_for_update(read=True)).one().ended_at is not None:
        raise OtherState("这位同事刚刚停用，请选别的人。")
    transition.make(lead, "assign", actor, where=(same_manager(lead),), assigned_id=candidate.membership_id)


def _managers(institution_id: int) -> list[Membership]:
    rows = (
        sa.select(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == institution_id, Membership.ended_at.is_(None))
        .where(Membership.role == Role.BANK_MANAGER, person_acts(), present())
        .options(
            selectinload(Membership.regions), joinedload(Membership.person), joinedload(Membership.outlet)
        )
        .order_by(Membership.id)
    )
    return list(db.session.scalars(rows))


def _candidate(member: Membership, load: int) -> Candidate:
    outlet = member.outlet
    return Candidate(
        member.id,
        member.public_id,
        member.person.name or "",
        outlet.name if outlet else "",
        outlet.limit_fen if outlet else None,
        load,
    )
