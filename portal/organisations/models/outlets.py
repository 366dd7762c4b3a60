"""The branches of an institution, and what each may decide."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Public


class Outlet(Public, Base):
    """A branch. `limit_fen`: the largest sum it approves by itself; None: nothing, it hands all on."""

    __tablename__ = "outlet"
    __table_args__ = (sa.UniqueConstraint("institution_id", "name"),)

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    region_code: Mapped[str] = mapped_column(sa.String(6))
    limit_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    closed_at: Mapped[datetime | None]
