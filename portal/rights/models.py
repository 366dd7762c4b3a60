"""Who asked to be forgotten, and what was."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Public


class Erasure(Public, Base):
    """Somebody asked to be forgotten: with their account, or (`organisation_id`) in one organisation only."""

    __tablename__ = "erasure"
    __table_args__ = (sa.UniqueConstraint("person_id", "pending"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    due_at: Mapped[datetime]
    pending: Mapped[bool | None] = mapped_column(default=True)  # NULL once taken back or done: one at a time
    cancelled_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class Erased(Base):
    """One line of the record of erasures, beside erasures.log: what a restored backup must lose again."""

    __tablename__ = "erased"

    kind: Mapped[str] = mapped_column(sa.String(12))  # organisation, person
    public_id: Mapped[str] = mapped_column(sa.String(20), unique=True)
    key_id: Mapped[int]
    erased_on: Mapped[date]
