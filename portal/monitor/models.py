"""The monitor's board: needs that nobody is left to answer."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock
from portal.core.db import Base, Public

OPEN = sa.text("closed_at IS NULL")


class BoardNote(enum.StrEnum):
    """What the monitor did about a card; a code, so that nothing of the firm can be written down."""

    TALKED = "talked"
    REFERRED = "referred"
    WATCHING = "watching"


class BoardCard(Public, Base):
    """A need on the board, once at a time; closed when a talk begins or the need ends."""

    __tablename__ = "board_card"
    __table_args__ = (
        sa.Index("uq_board_card_open", "need_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )

    need_id: Mapped[int] = mapped_column(sa.ForeignKey("financing_need.id"), index=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None]
    noted: Mapped[BoardNote | None]
    noted_at: Mapped[datetime | None]
    noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))

    need: Mapped["FinancingNeed"] = relationship(lazy="raise")  # noqa: F821
