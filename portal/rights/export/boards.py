"""When a need stood on the monitor's board, for its owner's copy; what was noted is the monitor's own."""

import sqlalchemy as sa

from portal.core.db import db
from portal.monitor.models import BoardCard
from portal.needs.models import FinancingNeed
from portal.rights.export.sections import Section, value


def sections(needs: list[FinancingNeed]) -> list[Section]:
    names = {need.id: need.case_number for need in needs}
    cards = sa.select(BoardCard).where(BoardCard.need_id.in_(list(names))).order_by(BoardCard.id)
    rows = [
        [
            value("need", "需求编号", names[card.need_id]),
            value("since", "从", card.since),
            value("closed_at", "到", card.closed_at),
        ]
        for card in db.session.scalars(cards)
    ]
    return [Section("boards", "请人民银行看过的需求", rows, brief=True)]
