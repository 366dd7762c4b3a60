"""Cards of the board that a monitor may see, and who was asked about each."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.core import clock, regions, workdays
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Lead
from portal.monitor.models import BoardCard
from portal.needs.models import SEEKING, FinancingNeed
from portal.organisations.models import Organisation

PAGE = 15


@dataclass(frozen=True)
class Asked:
    """Which cards: of a county, that have stood for so many working days at least."""

    county: str | None = None
    days: int | None = None


def visible_to(actor) -> sa.Select:
    """Open cards of needs that still seek, in the monitor's own region; nobody else sees any."""
    cards = sa.select(BoardCard).join(FinancingNeed, FinancingNeed.id == BoardCard.need_id)
    if actor.role is not Role.MONITOR:
        return cards.where(sa.false())
    here = regions.inside(FinancingNeed.region_code, actor.regions or actor.areas)
    return cards.where(here, BoardCard.closed_at.is_(None), FinancingNeed.state.in_(SEEKING))


def page(actor, asked: Asked, number: int) -> tuple[list[BoardCard], int]:
    """One page of cards with their needs, the longest on the board first; how many there are in all."""
    found = visible_to(actor).where(*_conditions(asked))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery()))
    ordered = found.options(contains_eager(BoardCard.need)).order_by(BoardCard.since, BoardCard.id)
    return list(db.session.scalars(ordered.limit(PAGE).offset((number - 1) * PAGE))), total


def find(actor, public_id: str) -> BoardCard | None:
    """The card with this address, with its need, if `actor` may see it."""
    one = visible_to(actor).where(BoardCard.public_id == public_id)
    return db.session.scalar(one.options(contains_eager(BoardCard.need)))


def counties(actor) -> dict[str, int]:
    """County → how many cards; only those that have one."""
    found = visible_to(actor).with_only_columns(FinancingNeed.region_code, sa.func.count(BoardCard.id))
    rows = db.session.execute(found.group_by(FinancingNeed.region_code).order_by(FinancingNeed.region_code))
    return dict(rows.all())


def standing(actor) -> tuple[sa.Select]:
    """For the navigation: cards about which nothing was noted yet."""
    return (visible_to(actor).where(BoardCard.noted.is_(None)),)


def asked_of(need_ids: list[int]) -> dict[int, list[Lead]]:
    """The leads of each need with institution and product, in the order in which they were asked."""
    rows = sa.select(Lead).where(Lead.need_id.in_(need_ids)).order_by(Lead.id)
    loaded = rows.options(
        joinedload(Lead.institution).load_only(Organisation.name_clear, Organisation.type_code),
        joinedload(Lead.product),
    )
    found: dict[int, list[Lead]] = {}
    for lead in db.session.scalars(loaded):
        found.setdefault(lead.need_id, []).append(lead)
    return found


def is_on_board(need_id: int) -> bool:
    """Whether a need stands there, for its owner."""
    open_card = (BoardCard.need_id == need_id, BoardCard.closed_at.is_(None))
    return db.session.scalar(sa.select(BoardCard.id).where(*open_card)) is not None


def age_of(card: BoardCard) -> int:
    """Working days since it came onto the board; the same day is 0."""
    return workdays.between(clock.local(card.since).date(), clock.today())


def _conditions(asked: Asked) -> list[sa.ColumnElement[bool]]:
    wanted = [FinancingNeed.region_code == asked.county] if asked.county else []
    if asked.days:
        wanted.append(BoardCard.since < clock.shanghai(_day_before(asked.days) + timedelta(days=1)))
    return wanted


def _day_before(days: int) -> date:
    """The last day from which so many working days have passed until today."""
    day = clock.today()
    while days:
        days -= workdays.is_workday(day)
        day -= timedelta(days=1)
    return day
