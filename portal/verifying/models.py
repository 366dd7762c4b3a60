"""Codes by which a caller is found out to be real."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Base


class RetiredWorkCode(Base):
    """A work code that was replaced: whoever still reads it out learns that it holds no longer."""

    __tablename__ = "retired_work_code"

    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class OneTimeCode(Base):
    """Six digits that somebody reads out on the phone; only their keyed digest is kept."""

    __tablename__ = "one_time_code"

    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), unique=True)
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    until: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
