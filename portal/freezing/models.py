"""Accounts and institutions that the operator has stopped."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Public


class FreezeReason(enum.StrEnum):
    FEES = "fees"
    IMPOSTOR = "impostor"
    LEAK = "leak"
    TAKEN_OVER = "taken_over"
    LICENCE = "licence"
    OTHER = "other"


REASONS = {
    FreezeReason.FEES: "收费、要保证金或转账",
    FreezeReason.IMPOSTOR: "冒充他人或机构",
    FreezeReason.LEAK: "泄露或倒卖信息",
    FreezeReason.TAKEN_OVER: "账号可能被盗用",
    FreezeReason.LICENCE: "资质有问题",
    FreezeReason.OTHER: "其他，正在查",
}


class Freeze(Public, Base):
    """One time that a person or an organisation was stopped; `frozen_at` of its row is what decides."""

    __tablename__ = "freeze"

    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    reason: Mapped[FreezeReason]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))


class RevealAlarm(Public, Base):
    """Somebody opened unusually many contacts on a day; it waits until an operator has looked into it."""

    __tablename__ = "reveal_alarm"
    __table_args__ = (sa.UniqueConstraint("person_id", "day"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    day: Mapped[date]
    looked_at: Mapped[datetime | None]
    looked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
