"""What the person was told, and how they want to be told."""

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.notices import GROUPS
from portal.notifications.kinds import KINDS
from portal.notifications.models import Group, Notice, NoticeChoice
from portal.notifications.words import PACES
from portal.rights.export.sections import Section, value

NOTE = "每条消息只记种类和时间；是哪件事，写在需求和对接的记录里。"


def sections(person: Person) -> list[Section]:
    return [_notices(person), _choice(person)]


def _notices(person: Person) -> Section:
    rows = db.session.scalars(
        sa.select(Notice).where(Notice.person_id == person.id).order_by(Notice.id.desc())
    )
    entries = [
        [
            value("made_at", "时间", row.made_at),
            value("kind", "种类", row.kind, GROUPS[KINDS[row.kind].group]),
            value("read_at", "看过的时间", row.read_at),
            value("texted_at", "发短信的时间", row.texted_at),
            value("mailed_at", "发邮件的时间", row.mailed_at),
        ]
        for row in rows
    ]
    return Section("notices", "消息", entries, NOTE, brief=True)


def _choice(person: Person) -> Section:
    row = db.session.scalar(sa.select(NoticeChoice).where(NoticeChoice.person_id == person.id))
    if row is None:
        return Section("notice_choice", "消息提醒", [])
    paces = [
        value(group.value, GROUPS[group], getattr(row, group), PACES[getattr(row, group)]) for group in Group
    ]
    hours = f"{row.quiet_from}:00–{row.quiet_until}:00"
    entry = [
        *paces,
        value("by_text", "发短信", row.by_text),
        value("by_mail", "发邮件", row.by_mail),
        value("quiet", "不打扰的时间", [row.quiet_from, row.quiet_until], hours),
    ]
    return Section("notice_choice", "消息提醒", [entry])
