"""What the person has saved on a bank's desk to look for again."""

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.core.db import db
from portal.rights.export.sections import Section, value
from portal.searches import views
from portal.searches.models import SavedSearch
from portal.searches.queries import address_of
from portal.searches.words import PACES


def sections(person: Person) -> list[Section]:
    mine = (
        sa.select(SavedSearch)
        .join(Membership, Membership.id == SavedSearch.membership_id)
        .where(Membership.person_id == person.id)
        .order_by(SavedSearch.id)
    )
    entries = [
        [
            value("name", "名字", row.name),
            value("words", "词", row.words),
            value("choices", "条件", row.query, " · ".join(views.choices(address_of(row)))),
            value("pace", "提醒", row.pace, PACES[row.pace]),
            value("saved_at", "存下的时间", row.created_at),
            value("looked_at", "最近看的时间", row.looked_at),
            value("told_at", "最近提醒的时间", row.told_at),
        ]
        for row in db.session.scalars(mine)
    ]
    return [Section("saved_searches", "已存筛选", entries)]
