"""Putting a need on the monitor's board and taking it off; what the monitor notes there."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.leads import slots
from portal.leads.errors import LeadError
from portal.leads.models import Lead
from portal.leads.moves import OPEN, TALKING
from portal.monitor.models import BoardCard, BoardNote
from portal.needs.models import SEEKING, FinancingNeed


def open_card(need_id: int) -> BoardCard | None:
    """Put a need on the board that nobody is left to answer; None when that has changed, or it stands there.

    A second run does nothing: of each need one card is open at a time.
    """
    try:
        slots.lock(need_id)
    except LeadError:  # it has ended, or the platform has stopped the firm
        return None
    if _any_lead(need_id, OPEN):
        return None
    card = BoardCard(need_id=need_id)
    try:
        with db.session.begin_nested():
            db.session.add(card)
    except IntegrityError:
        return None
    ledger.record("board.opened", need_id=need_id)
    outbox.put("board.opened", need_id=need_id)
    return card


def close_cards(need_id: int) -> bool:
    """Take a need off the board once somebody talks or it seeks no more; False when nothing changed."""
    state = db.session.scalar(sa.select(FinancingNeed.state).where(FinancingNeed.id == need_id))
    if state in SEEKING and not _any_lead(need_id, TALKING):
        return False
    standing = sa.update(BoardCard).where(BoardCard.need_id == need_id, BoardCard.closed_at.is_(None))
    if not db.session.execute(standing.values(closed_at=clock.now())).rowcount:
        return False
    ledger.record("board.closed", need_id=need_id)
    return True


def note(actor, card: BoardCard, what: BoardNote) -> None:
    """What the monitor did about a card of its region; the latest word stands on it."""
    card.noted, card.noted_at, card.noted_by_id = what, clock.now(), actor.membership_id
    ledger.record("board.noted", actor=actor, need_id=card.need_id, code=str(what))


def _any_lead(need_id: int, states) -> bool:
    found = sa.select(Lead.id).where(Lead.need_id == need_id, Lead.state.in_(states)).limit(1)
    return db.session.scalar(found) is not None
