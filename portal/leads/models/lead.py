"""A need before one institution."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock
from portal.core.crypto import Keyed
from portal.core.db import Base, Public
from portal.leads.models.words import Channel, Clock, LeadState


class Lead(Public, Keyed, Base):
    """One lead a pair; `slot` is set from accepted to taken, unique within the need: that is the limit."""

    __tablename__ = "lead"
    __table_args__ = (
        sa.UniqueConstraint("need_id", "institution_id"),
        sa.UniqueConstraint("need_id", "slot"),
        sa.Index("ix_lead_institution_state", "institution_id", "state"),
        sa.CheckConstraint("slot IS NULL OR slot BETWEEN 1 AND 5", name="slot"),
    )

    need_id: Mapped[int] = mapped_column(sa.ForeignKey("financing_need.id"))
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    product_id: Mapped[int | None] = mapped_column(sa.ForeignKey("product.id"))
    assigned_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"), index=True)
    state: Mapped[LeadState] = mapped_column(default=LeadState.PUSHED)
    channel: Mapped[Channel]
    slot: Mapped[int | None]
    score_bp: Mapped[int | None]  # the best own product's score when the lead was made, 0…10000
    state_since: Mapped[datetime] = mapped_column(default=clock.now)
    clock: Mapped[Clock | None]
    clock_days: Mapped[int | None]  # the length it was started with, in working days
    clock_started_at: Mapped[datetime | None]
    clock_due_at: Mapped[datetime | None] = mapped_column(index=True)
    clock_left: Mapped[int | None]  # working days left while it stands still, without a due time
    clock_reminded_for: Mapped[datetime | None]  # the end of which whoever has to answer was reminded
    clock_overran_at: Mapped[datetime | None]  # when it was noticed that nobody answered; once a clock
    answered_at: Mapped[datetime | None]  # the institution's first answer
    stage: Mapped[str | None] = mapped_column(sa.String(20))  # where a refusal fell
    reason_code: Mapped[str | None] = mapped_column(
        sa.String(20)
    )  # a refusal's counted_as, firm's reason, end
    declining_until: Mapped[datetime | None]  # the owner's 不同意, still to be undone and not told
    declining_code: Mapped[str | None] = mapped_column(sa.String(8))
    sentence: Mapped[str] = mapped_column(sa.String(300), default="")  # the manager's, scrubbed

    need: Mapped["FinancingNeed"] = relationship(lazy="raise")  # noqa: F821
    institution: Mapped["Organisation"] = relationship(lazy="raise")  # noqa: F821
    product: Mapped["Product | None"] = relationship(lazy="raise")  # noqa: F821
    assigned: Mapped["Membership | None"] = relationship(lazy="raise")  # noqa: F821
    joint: Mapped[list["JointTalk"]] = relationship(  # noqa: F821  the latest last; one that lasts, or was
        primaryjoin="or_(Lead.id == foreign(JointTalk.bank_lead_id), "
        "Lead.id == foreign(JointTalk.guarantor_lead_id))",
        viewonly=True,
        lazy="raise",
        order_by="JointTalk.id",
    )
    moves: Mapped[list["LeadMove"]] = relationship(lazy="raise", order_by="LeadMove.id")  # noqa: F821
