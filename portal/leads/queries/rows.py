"""Whose lead is whose: the one table of rows, and the needs that a bank may open or claim."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import Membership
from portal.accounts.standing import stopped
from portal.core import regions
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import silence
from portal.leads.models import HiddenCard, Lead, LeadState
from portal.needs import queries as needs
from portal.needs.models import SEEKING, FinancingNeed


def visible_to(actor) -> sa.Select:
    """Leads that somebody may open. The owner sees those on own needs; a manager what was pushed to the
    institution in own regions, what lapsed there by its own silence, and own ones for good; its admin all.
    """
    leads = sa.select(Lead).join(FinancingNeed, FinancingNeed.id == Lead.need_id)
    own_bank = Lead.institution_id == actor.organisation_id
    match actor.role:
        case Role.APPLICANT | Role.CLERK:
            return leads.where(FinancingNeed.owner_id == actor.organisation_id)
        case Role.BANK_MANAGER:
            assigned = Lead.assigned_id == actor.membership_id
            here = sa.or_(assigned, pushed_in_regions(actor), lapsed_in_regions(actor))
            return leads.where(own_bank, here)
        case Role.BANK_ADMIN:
            return leads.where(own_bank)
        case _:
            return leads.where(sa.false())


def pushed_in_regions(actor) -> sa.ColumnElement[bool]:
    """SQL: pushed, still wanted, in a county where this manager works, and no colleague's to answer."""
    return sa.and_(
        Lead.state == LeadState.PUSHED,
        Lead.assigned_id.is_(None),
        FinancingNeed.state.in_(SEEKING),
        ~stopped(FinancingNeed.owner_id, FinancingNeed.filed_by_id),
        regions.inside(FinancingNeed.region_code, actor.regions),
    )


def lapsed_in_regions(actor) -> sa.ColumnElement[bool]:
    """SQL: the institution did not answer in time, and whoever works in the county may still claim it."""
    return sa.and_(
        silence.by_institution(),
        FinancingNeed.state.in_(SEEKING),
        ~stopped(FinancingNeed.owner_id, FinancingNeed.filed_by_id),
        regions.inside(FinancingNeed.region_code, actor.regions),
    )


def find(actor, public_id: str, *, owner: bool = False) -> Lead | None:
    """The lead with this address, with its need, product and people, if `actor` may see it."""
    need = joinedload(Lead.need)
    rows = visible_to(actor).where(Lead.public_id == public_id)
    rows = rows.options(
        need.joinedload(FinancingNeed.owner) if owner else need,
        joinedload(Lead.product),
        joinedload(Lead.institution),
        joinedload(Lead.assigned).joinedload(Membership.person),
        joinedload(Lead.assigned).joinedload(Membership.outlet),
        joinedload(Lead.joint),
    )
    return db.session.scalars(rows.execution_options(populate_existing=True)).unique().first()


def find_by_id(actor, lead_id: int) -> Lead | None:
    """The same by the row's own key, for what refers to a lead."""
    public_id = db.session.scalar(
        visible_to(actor).where(Lead.id == lead_id).with_only_columns(Lead.public_id)
    )
    return find(actor, public_id, owner=True) if public_id else None


def find_of_need(actor, need_id: int) -> Lead | None:
    """The actor's lead on a need, loaded like `find` for its page."""
    public_id = db.session.scalar(
        visible_to(actor).where(Lead.need_id == need_id).with_only_columns(Lead.public_id)
    )
    return find(actor, public_id, owner=True) if public_id else None


def staff_lead(actor, public_id: str) -> Lead | None:
    """A lead of the bank for an action: also one that a colleague has just taken, so that it can be said."""
    place = (
        [] if actor.role is Role.BANK_ADMIN else [regions.inside(FinancingNeed.region_code, actor.regions)]
    )
    rows = (
        sa.select(Lead)
        .join(FinancingNeed, FinancingNeed.id == Lead.need_id)
        .where(Lead.public_id == public_id, Lead.institution_id == actor.organisation_id)
        .where(sa.or_(Lead.assigned_id == actor.membership_id, sa.and_(sa.true(), *place)))
        .options(contains_eager(Lead.need), joinedload(Lead.product), joinedload(Lead.institution))
    )
    return db.session.scalar(rows)


def browsed_need(actor, public_id: str) -> FinancingNeed | None:
    """A need that the bank may open as a card: visible by browsing and not before the bank yet."""
    rows = needs.browsable(actor).where(FinancingNeed.public_id == public_id, ~before(actor))
    return db.session.scalar(rows)


def claimable_need(actor, public_id: str) -> FinancingNeed | None:
    """A need that a manager may try to claim, also one that a colleague has just taken or that was frozen."""
    if need := browsed_need(actor, public_id):
        return need
    given = sa.select(Lead.id).where(
        Lead.need_id == FinancingNeed.id, Lead.assigned_id == actor.membership_id
    )
    here = sa.or_(regions.inside(FinancingNeed.region_code, actor.regions), given.exists())
    taken = sa.select(FinancingNeed).where(before(actor), here)
    tried = (rows.where(FinancingNeed.public_id == public_id) for rows in (taken, needs.withheld(actor)))
    return next((need for rows in tried if (need := db.session.scalar(rows))), None)


def own_need(actor, public_id: str) -> FinancingNeed | None:
    """One of the owner's own needs."""
    mine = (FinancingNeed.public_id == public_id, FinancingNeed.owner_id == actor.organisation_id)
    return db.session.scalar(sa.select(FinancingNeed).where(*mine))


def is_hidden(actor, need_id: int) -> bool:
    """Whether the institution said 不合适 to this card."""
    pair = (HiddenCard.institution_id == actor.organisation_id, HiddenCard.need_id == need_id)
    return db.session.scalar(sa.select(HiddenCard.id).where(*pair)) is not None


def before(actor) -> sa.ColumnElement[bool]:
    """SQL: the need has a lead at the actor's institution."""
    lead = sa.select(Lead.id).where(
        Lead.need_id == FinancingNeed.id, Lead.institution_id == actor.organisation_id
    )
    return lead.exists()


def hidden(actor) -> sa.ColumnElement[bool]:
    """SQL: the institution said 不合适 to the need's card."""
    card = sa.select(HiddenCard.id).where(
        HiddenCard.need_id == FinancingNeed.id, HiddenCard.institution_id == actor.organisation_id
    )
    return card.exists()
