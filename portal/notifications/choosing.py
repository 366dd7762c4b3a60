"""How each person wants to be told. Nothing here commits."""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.core.db import db
from portal.notifications.models import Group, NoticeChoice, Pace


def of(person_id: int) -> NoticeChoice:
    """What somebody has chosen; the defaults, in no session, for who has chosen nothing."""
    return of_all([person_id])[person_id]


def of_all(person_ids: Iterable[int]) -> dict[int, NoticeChoice]:
    wanted = set(person_ids)
    rows = sa.select(NoticeChoice).where(NoticeChoice.person_id.in_(wanted))
    found = {row.person_id: row for row in db.session.scalars(rows)}
    return {one: found.get(one) or _default(one) for one in wanted}


def choose(
    person_id: int, paces: dict[Group, Pace], *, by_text: bool, by_mail: bool, quiet: tuple[int, int]
) -> NoticeChoice:
    """Keep a person's choice; the same again changes nothing. Raises ValueError for safety by inbox alone."""
    if paces[Group.SAFETY] is Pace.INBOX:
        raise ValueError("news of safety is always sent")
    row = db.session.scalar(sa.select(NoticeChoice).where(NoticeChoice.person_id == person_id))
    if row is None:
        row = NoticeChoice(person_id=person_id)
        db.session.add(row)
    row.by_text, row.by_mail = by_text, by_mail
    row.quiet_from, row.quiet_until = quiet
    for group, pace in paces.items():
        setattr(row, group.value, pace)
    db.session.flush()
    return row


def _default(person_id: int) -> NoticeChoice:
    """A column's default counts when its row is written; this one never is."""
    columns = NoticeChoice.__table__.columns
    values = {one.name: one.default.arg for one in columns if one.default is not None}
    return NoticeChoice(person_id=person_id, **values)
