"""An owner says that a step of a lead did not happen as the institution has written it down."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.crypto import Keyed, Sealed
from portal.core.db import Base, Public, enum_type
from portal.leads.models.offer import Disbursement
from portal.leads.models.words import LeadState


class Outcome(enum.StrEnum):
    WRONG = "wrong"  # the institution: the owner is right
    STOOD_BY = "stood_by"  # the institution: it was as we wrote
    TAKEN_BACK = "taken_back"  # the owner: I was mistaken


class Dispute(Public, Keyed, Base):
    """One step, disputed at most once; open without an outcome. The answer is under the institution's key.

    `about` is the state that the step led to, `reason` one of `portal.leads.disputing.REASONS`.
    """

    __tablename__ = "dispute"

    move_id: Mapped[int] = mapped_column(sa.ForeignKey("lead_move.id"), unique=True)
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    about: Mapped[LeadState]
    reason: Mapped[str] = mapped_column(sa.String(20))
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    outcome: Mapped[Outcome | None] = mapped_column(enum_type(Outcome, name="disputeoutcome"))
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    closed_at: Mapped[datetime | None]
    answer_sealed: Mapped[bytes | None]

    answer = Sealed()


def stands() -> sa.ColumnElement[bool]:
    """SQL over Disbursement: the institution has not said itself that it was not so."""
    struck = sa.exists().where(Dispute.move_id == Disbursement.move_id, Dispute.outcome == Outcome.WRONG)
    return ~struck.correlate(Disbursement)
