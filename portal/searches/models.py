"""What a manager looks for again and again, and the needs that such a search has found."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.crypto import Keyed, Sealed
from portal.core.db import Base, Public


class Pace(enum.StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class SavedSearch(Public, Keyed, Base):
    """A list of the desk under one manager's choices. Name and words are the person's, under their key.

    `query` holds codes only: list, order and choices as the desk's address writes them.
    """

    __tablename__ = "saved_search"

    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    name_sealed: Mapped[bytes]
    words_sealed: Mapped[bytes | None]
    query: Mapped[str] = mapped_column(sa.Text)
    pace: Mapped[Pace]
    looked_at: Mapped[datetime] = mapped_column(default=clock.now)
    marked_from: Mapped[datetime] = mapped_column(default=clock.now)  # the look before that
    told_at: Mapped[datetime | None]

    name = Sealed()
    words = Sealed()


class SearchHit(Base):
    """A need that a search has found: counted as new, and told of, at most once."""

    __tablename__ = "search_hit"
    __table_args__ = (sa.UniqueConstraint("search_id", "need_id"),)

    # A search goes with its person's key, whatever it has found.
    search_id: Mapped[int] = mapped_column(sa.ForeignKey("saved_search.id", ondelete="CASCADE"))
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("financing_need.id"))
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
