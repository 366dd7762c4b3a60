"""Signs of life."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class Heartbeat(Base):
    """When the worker was last seen, and how far the index has come."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    seen_at: Mapped[datetime]


class SiteFact(Base):
    """A small fact about this site: which demo data it holds, since when."""

    __tablename__ = "site_fact"

    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    value: Mapped[str] = mapped_column(sa.String(200))
