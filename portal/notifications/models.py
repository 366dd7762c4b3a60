"""What is told to whom, and how each person wants to hear of it. Codes and ids only."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Base, enum_type, random_id


class Group(enum.StrEnum):
    """What people choose by: a handful of groups, not dozens of kinds."""

    DECISIONS = "decisions"
    PROGRESS = "progress"
    NEW_LEADS = "new_leads"
    REMINDERS = "reminders"
    SAFETY = "safety"


class Pace(enum.StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    INBOX = "inbox"  # neither mail nor text


class Notice(Base):
    """One piece of news for one person; its words are made when it is shown, from rows they may see then.

    `kind` is a word of `portal.notifications.kinds`, `event` names what happened: a message that comes twice
    tells once. Under `membership_id` the person reads it; without one, whomever they act for.
    `tell_at`: when a mail or a text may say that there is something; empty for the inbox alone.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "kind", "event"),
        sa.Index("ix_notice_person_read", "person_id", "read_at"),
    )

    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True, default=random_id)  # an address
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    membership_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))  # a word of a table that grows
    event: Mapped[str] = mapped_column(sa.String(80))
    need_id: Mapped[int | None] = mapped_column(sa.ForeignKey("financing_need.id"))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    other_id: Mapped[int | None]  # of the row that the kind is about
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    tell_at: Mapped[datetime | None]
    texted_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


def _pace(group: Group, pace: Pace) -> Mapped[Pace]:
    return mapped_column(enum_type(Pace, name=f"pace_{group}"), default=pace)


class NoticeChoice(Base):
    """How a person wants to be told; whoever has no row has the defaults.

    No mail and no text leaves between the two hours (of Shanghai); two equal ones: at any time.
    """

    __tablename__ = "notice_choice"
    __table_args__ = (
        sa.CheckConstraint("quiet_from BETWEEN 0 AND 23", name="quiet_from"),
        sa.CheckConstraint("quiet_until BETWEEN 0 AND 23", name="quiet_until"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    by_text: Mapped[bool] = mapped_column(default=True)
    by_mail: Mapped[bool] = mapped_column(default=False)
    quiet_from: Mapped[int] = mapped_column(default=21)
    quiet_until: Mapped[int] = mapped_column(default=8)
    decisions: Mapped[Pace] = _pace(Group.DECISIONS, Pace.AT_ONCE)
    progress: Mapped[Pace] = _pace(Group.PROGRESS, Pace.AT_ONCE)
    new_leads: Mapped[Pace] = _pace(Group.NEW_LEADS, Pace.DAILY)
    reminders: Mapped[Pace] = _pace(Group.REMINDERS, Pace.AT_ONCE)
    safety: Mapped[Pace] = _pace(Group.SAFETY, Pace.AT_ONCE)
