"""What the person has reported while signed in, and what came of it."""

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core.db import db
from portal.reports.models import KINDS, OUTCOMES, Report
from portal.rights.export.sections import Section, value


def sections(person: Person) -> list[Section]:
    mine = sa.select(Report).where(Report.reporter_id == person.id).order_by(Report.id)
    entries = [
        [
            value("number", "举报编号", row.case_number),
            value("kind", "事由", row.kind, KINDS[row.kind]),
            value("about", "对方是谁", row.about),
            value("words", "经过", row.words),
            value("contact", "联系方式", row.contact),
            value("filed_at", "提交时间", row.created_at),
            value("outcome", "结果", row.outcome, OUTCOMES[row.outcome] if row.outcome else ""),
            value("answer", "运营的答复", row.answer),
        ]
        for row in db.session.scalars(mine)
    ]
    note = "没有登录时举报的不在里面：平台不知道是谁举报的。"
    return [Section("reports", "提交的举报", entries, note)]
