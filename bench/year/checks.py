"""What must hold of the town after every midnight, and over the whole year's ledger."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from portal.consent.replay import reveals_without_consent
from portal.core import clock
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.leads.models import Lead
from portal.leads.moves import MOVES, OPEN
from portal.matching.escalation import misses_one
from portal.monitor.models import BoardCard
from portal.needs.models import SEEKING, FinancingNeed
from tests.life.replay import need_state, replayed


def after_midnight(moment: datetime) -> Iterator[str]:
    """Needs past a clock, and needs that institutions have failed and whose turn is nobody's."""
    for lead in db.session.scalars(_late()):
        yield f"{moment:%m-%d}: need {lead.need_id}, {lead.state} of {lead.institution_id} is past its clock"
    for need_id in db.session.scalars(_forgotten()):
        if misses_one(need_id):
            yield f"{moment:%m-%d}: need {need_id} has neither institution nor guarantor nor a card"
    db.session.rollback()


def _late() -> sa.Select:
    """Leads that should have lapsed, or whose overrun nobody was told of."""
    unseen = sa.or_(Lead.state.in_(MOVES["lapse"].sources), Lead.clock_overran_at.is_(None))
    rows = sa.select(Lead).join(FinancingNeed, FinancingNeed.id == Lead.need_id)
    past = (Lead.clock_due_at <= clock.now(), Lead.declining_until.is_(None), Lead.state.in_(OPEN))
    return rows.where(FinancingNeed.state.in_(SEEKING), unseen, *past)


def _forgotten() -> sa.Select:
    somebody = sa.exists().where(Lead.need_id == FinancingNeed.id, Lead.state.in_(OPEN))
    card = sa.exists().where(BoardCard.need_id == FinancingNeed.id, BoardCard.closed_at.is_(None))
    return sa.select(FinancingNeed.id).where(FinancingNeed.state.in_(SEEKING), ~somebody, ~card)


def over_the_ledger() -> Iterator[str]:
    """Looks that no consent covered; needs whose events do not lead to where their rows stand."""
    yield from (one.words for one in reveals_without_consent())
    for need in db.session.scalars(sa.select(FinancingNeed)).all():
        yield from _differs(need)


def _differs(need: FinancingNeed) -> Iterator[str]:
    events = sa.select(LedgerEvent).where(LedgerEvent.need_id == need.id).order_by(LedgerEvent.seq)
    played = replayed((event.kind, event.lead_id, event.values) for event in db.session.scalars(events))
    for lead in db.session.scalars(sa.select(Lead).where(Lead.need_id == need.id)):
        told = played.get(lead.id)
        if told is None or (told.state, told.manager) != (str(lead.state), lead.assigned_id):
            yield f"need {need.id}: the ledger tells {told}, the lead is {lead.state}"
    if need.state in SEEKING and need_state(played) != str(need.state):
        yield f"need {need.id}: {need.state}, by the ledger {need_state(played)}"
