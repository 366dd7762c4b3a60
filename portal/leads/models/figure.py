"""What an institution's record comes to, as the ledger tells it."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class InstitutionFigure(Base):
    """One row an institution, made anew each day; see `portal.leads.record` for what each column counts.

    `half_days` is the median in half working days (3 = 1.5 days); None where more than half never answered.
    """

    __tablename__ = "institution_figure"

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), unique=True)
    as_of: Mapped[date]
    in_time: Mapped[int]
    due: Mapped[int]
    half_days: Mapped[int | None]
    approved: Mapped[int]
    decided: Mapped[int]
    undecided: Mapped[int]
