"""A guarantor and a bank that talk together."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Base


def _while_it_lasts(column: str) -> sa.Index:
    lasting = sa.text("ended_at IS NULL")
    name = f"uq_joint_talk_{column}"
    return sa.Index(name, column, unique=True, sqlite_where=lasting, postgresql_where=lasting)


class JointTalk(Base):
    """A guarantor beside a bank on one need, by one consent that names both; over once one of them has left.

    Each lead has at most one other beside it at a time: the indexes decide between two invitations.
    """

    __tablename__ = "joint_talk"
    __table_args__ = (_while_it_lasts("bank_lead_id"), _while_it_lasts("guarantor_lead_id"))

    need_id: Mapped[int] = mapped_column(sa.ForeignKey("financing_need.id"), index=True)
    bank_lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"))
    guarantor_lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
