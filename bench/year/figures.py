"""How the year went: first answers, time on the board, what became of the needs."""

from statistics import median

import sqlalchemy as sa

from portal.core import clock, workdays
from portal.core.db import db
from portal.leads.models import Lead
from portal.monitor.models import BoardCard
from portal.needs.models import FinancingNeed


def figures() -> dict:
    """Working days from a need's opening to the first answer, and on the board; needs by state."""
    answers, boards = _first_answers(), _on_board()
    states = sa.select(FinancingNeed.state, sa.func.count()).group_by(FinancingNeed.state)
    return {
        "first_answer_days": _spread(answers),
        "board_days": _spread(boards),
        "answered": len(answers),
        "on_board": len(boards),
        "needs_by_state": {str(state): count for state, count in db.session.execute(states)},
        "leads": db.session.scalar(sa.select(sa.func.count(Lead.id))),
    }


def _first_answers() -> list[int]:
    first = sa.func.min(Lead.answered_at)
    rows = sa.select(FinancingNeed.opened_at, first).join(Lead, Lead.need_id == FinancingNeed.id)
    rows = rows.where(Lead.answered_at.is_not(None)).group_by(FinancingNeed.id, FinancingNeed.opened_at)
    return [_days(opened, answered) for opened, answered in db.session.execute(rows)]


def _on_board() -> list[int]:
    rows = db.session.execute(sa.select(BoardCard.since, BoardCard.closed_at))
    return [_days(since, closed or clock.now()) for since, closed in rows]


def _days(start, end) -> int:
    return workdays.between(clock.local(start).date(), clock.local(end).date())


def _spread(days: list[int]) -> dict:
    if not days:
        return {}
    return {"median": median(days), "p90": sorted(days)[int(len(days) * 0.9)], "most": max(days)}
