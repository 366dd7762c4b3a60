"""How far a park's members have come, as far as it may know: states and bands, never which institution."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import regions
from portal.core.db import db
from portal.leads.models import Lead
from portal.leads.moves import TALKING
from portal.matching.judging import institutions
from portal.needs import queries as needs
from portal.needs.models import SEEKING, FinancingNeed, NeedInstitution, NeedState, Relation
from portal.organisations import affiliation_queries
from portal.organisations.models import Organisation
from portal.organisations.queries.paging import PAGE, count

Need = FinancingNeed


def needs_page(actor, number: int) -> tuple[list[Need], int]:
    """Needs of all members with their owners, those that wait for the owner first; and how many there are."""
    rows = needs.of_members(actor)
    waits = sa.case((Need.state == NeedState.AWAITING_OWNER, 0), else_=1)
    page = (
        rows.order_by(waits, Need.created_at.desc(), Need.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    )
    return list(db.session.scalars(page.options(joinedload(Need.owner)))), count(rows)


def needs_of(actor, organisation_id: int) -> list[Need]:
    """Those of one member."""
    rows = needs.of_members(actor).where(Need.owner_id == organisation_id).order_by(Need.id.desc())
    return list(db.session.scalars(rows.options(joinedload(Need.owner))))


def find(actor, public_id: str) -> Need | None:
    """A member's need, with its owner."""
    row = needs.of_members(actor).where(Need.public_id == public_id)
    return db.session.scalar(row.options(joinedload(Need.owner)))


def leads_of(need_ids: Iterable[int]) -> dict[int, list[Lead]]:
    """By need its leads, the last moved first, each with product and institution for its words alone."""
    rows = (
        sa.select(Lead)
        .where(Lead.need_id.in_(list(need_ids)))
        .options(joinedload(Lead.product), joinedload(Lead.institution))
        .order_by(Lead.state_since.desc(), Lead.id.desc())
    )
    found: dict[int, list[Lead]] = defaultdict(list)
    for lead in db.session.scalars(rows):
        found[lead.need_id].append(lead)
    return found


@dataclass(frozen=True)
class Figures:
    """Of the park itself; each pair is numerator ÷ denominator, `awaited` stands apart."""

    members: int
    begun: int
    filed: int
    confirmed: int
    awaited: int
    opened: int
    talking: int
    funded: int


def figures(actor) -> Figures:
    """Of the members of today; what the park filed for others who have left since is not counted."""
    numbers = affiliation_queries.numbers(actor)
    members = affiliation_queries.members_of(actor.organisation_id)
    proxy = Need.intermediary_id == actor.organisation_id
    confirmed = sa.and_(
        proxy, Need.state.not_in(needs.UNFILED), sa.func.coalesce(Need.closing_code, "") != needs.NOT_MINE
    )
    opened = Need.opened_at.is_not(None)
    counted = (
        proxy,
        confirmed,
        sa.and_(proxy, Need.state == NeedState.AWAITING_OWNER),
        opened,
        sa.and_(opened, Need.state == NeedState.ENGAGED),
        sa.and_(opened, Need.state == NeedState.FUNDED),
    )
    sums = [sa.func.coalesce(sa.func.sum(sa.case((which, 1), else_=0)), 0) for which in counted]
    row = db.session.execute(sa.select(*sums).where(Need.owner_id.in_(members))).one()
    return Figures(numbers.members, numbers.begun, *row)


# Batches


def agreed_with(batch: Need) -> list[Lead]:
    """Institutions that the park talks with about its batch, with their names."""
    rows = sa.select(Lead).where(Lead.need_id == batch.id, Lead.state.in_(TALKING)).order_by(Lead.id)
    return list(db.session.scalars(rows.options(joinedload(Lead.institution), joinedload(Lead.product))))


def parts_of(batch: Need) -> list[tuple[Need, Organisation]]:
    """What members do with a batch: their needs and the institution each is for."""
    rows = (
        sa.select(Need, Organisation)
        .join(NeedInstitution, NeedInstitution.need_id == Need.id)
        .join(Organisation, Organisation.id == NeedInstitution.institution_id)
        .where(Need.batch_id == batch.id, NeedInstitution.relation == Relation.NAMED)
        .options(joinedload(Need.owner))
        .order_by(Need.id)
    )
    return [(need, bank) for need, bank in db.session.execute(rows)]


def asked_everywhere(batch: Need, leads: Iterable[Lead]) -> set[int]:
    """Firms that were asked to take part with each of these institutions; a no is not asked again."""
    banks = {lead.institution_id for lead in leads}
    asked: dict[int, set[int]] = defaultdict(set)
    for need, bank in parts_of(batch):
        asked[need.owner_id].add(bank.id)
    return {firm for firm, those in asked.items() if banks <= those}


def unserved(batch: Need, institution_id: int, firm_ids: Iterable[int]) -> set[int]:
    """Of these firms those in whose county the institution does not lend or nobody acts for it now."""
    at = institutions().get(institution_id)
    rows = sa.select(Organisation.id, Organisation.region_code).where(Organisation.id.in_(list(firm_ids)))
    places = {firm: place or batch.region_code for firm, place in db.session.execute(rows)}
    both = (at.areas, at.staff) if at else ((),)
    return {firm for firm, place in places.items() if not all(regions.covers(one, place) for one in both)}


def visible_parts(actor, batch: Need) -> list[Need]:
    """Of these what the clerk may read: those of members, until they say no."""
    rows = needs.of_members(actor).where(Need.batch_id == batch.id).order_by(Need.id)
    return list(db.session.scalars(rows.options(joinedload(Need.owner))))


def batch_lead(need: Need) -> Lead | None:
    """The talk about the batch from which a member's need came."""
    named = sa.select(NeedInstitution.institution_id).where(
        NeedInstitution.need_id == need.id, NeedInstitution.relation == Relation.NAMED
    )
    pair = (Lead.need_id == need.batch_id, Lead.institution_id.in_(named))
    return db.session.scalar(sa.select(Lead).where(*pair).limit(1))


def parts_not_sent() -> list[int]:
    """Open needs of members that are not before the institution of their batch, as ids."""
    named = sa.and_(NeedInstitution.need_id == Need.id, NeedInstitution.relation == Relation.NAMED)
    sent = sa.exists().where(Lead.need_id == Need.id, Lead.institution_id == NeedInstitution.institution_id)
    rows = sa.select(Need.id).join(NeedInstitution, named).order_by(Need.id).distinct()
    return list(db.session.scalars(rows.where(Need.batch_id.is_not(None), Need.state.in_(SEEKING), ~sent)))
