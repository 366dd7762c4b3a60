"""What institutions asked an owner to bring, and what the owner disputed."""

import sqlalchemy as sa

from portal.core.db import db
from portal.leads import disputing, words
from portal.leads.models import Dispute, Lead, MaterialItem
from portal.rights.export.sections import Section, Value, value


def sections(leads: list[Lead]) -> list[Section]:
    """`leads` with their institutions and products."""
    by_id = {lead.id: lead for lead in leads}
    return [
        Section(
            "papers", "要补的材料", [_paper(item, by_id) for item in _of(MaterialItem, by_id)], brief=True
        ),
        Section("disputes", "提过的异议", [_dispute(row, by_id) for row in _of(Dispute, by_id)], brief=True),
    ]


def _of(kind: type, by_id: dict[int, Lead]) -> list:
    return list(db.session.scalars(sa.select(kind).where(kind.lead_id.in_(list(by_id))).order_by(kind.id)))


def _paper(item: MaterialItem, by_id: dict[int, Lead]) -> list[Value]:
    return [
        value("lead", "对接编号", by_id[item.lead_id].case_number),
        value("text", "材料", item.text),
        value("asked_at", "要的时间", item.created_at),
        value("brought_at", "收到的时间", item.brought_at),
    ]


def _dispute(row: Dispute, by_id: dict[int, Lead]) -> list[Value]:
    kind = words.kind_of(by_id[row.lead_id])
    return [
        value("lead", "对接编号", by_id[row.lead_id].case_number),
        value("about", "哪一步", row.about, words.state_word(row.about, kind)),
        value("reason", "哪里不对", row.reason, disputing.reason_word(row.about, row.reason, kind)),
        value("opened_at", "提出时间", row.opened_at),
        value(
            "outcome", "结果", row.outcome, disputing.ANSWERS[row.outcome] if row.outcome else "等机构答复"
        ),
        value("answer", "机构的说明", row.answer),
        value("closed_at", "答复时间", row.closed_at),
    ]
