"""A need before one institution."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock
from portal.core.crypto import Keyed, Sealed
from portal.core.db import Base, Public, enum_type


class LeadState(enum.StrEnum):
    PUSHED = "pushed"
    INTERESTED = "interested"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    DUE_DILIGENCE = "due_diligence"
    WAITING_MATERIALS = "waiting_materials"
    APPROVED = "approved"
    TAKEN = "taken"
    DISBURSED = "disbursed"
    BANK_DECLINED = "bank_declined"
    FIRM_DECLINED = "firm_declined"
    LAPSED = "lapsed"
    ENDED = "ended"


class Channel(enum.StrEnum):
    MATCH = "match"
    BROWSE = "browse"
    DIRECT = "direct"
    REFERRAL = "referral"
    VISIT = "visit"
    ZONE = "zone"
    ESCALATION = "escalation"


class Clock(enum.StrEnum):
    FIRST_ANSWER = "first_answer"
    OWNER_ANSWER = "owner_answer"
    FIRST_CONTACT = "first_contact"
    DECISION = "decision"
    DISBURSEMENT = "disbursement"


def _while_it_lasts(column: str) -> sa.Index:
    lasting = sa.text("ended_at IS NULL")
    name = f"uq_joint_talk_{column}"
    return sa.Index(name, column, unique=True, sqlite_where=lasting, postgresql_where=lasting)


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
    answered_at: Mapped[datetime | None]  # the institution's first answer
    stage: Mapped[str | None] = mapped_column(sa.String(20))  # where a refusal fell
    reason_code: Mapped[str | None] = mapped_column(
        sa.String(20)
    )  # a refusal's counted_as, firm's reason, end
    declining_until: Mapped[datetime | None]  # the owner's 不同意, still to be undone and not told
    declining_code: Mapped[str | None] = mapped_column(sa.String(8))
    sentence: Mapped[str] = mapped_column(sa.String(300), default="")  # the manager's, scrubbed
    contact_disputed: Mapped[bool] = mapped_column(default=False)

    need: Mapped["FinancingNeed"] = relationship(lazy="raise")  # noqa: F821
    institution: Mapped["Organisation"] = relationship(lazy="raise")  # noqa: F821
    product: Mapped["Product | None"] = relationship(lazy="raise")  # noqa: F821
    assigned: Mapped["Membership | None"] = relationship(lazy="raise")  # noqa: F821
    joint: Mapped[list["JointTalk"]] = relationship(  # the latest last; one that lasts, or was
        primaryjoin="or_(Lead.id == foreign(JointTalk.bank_lead_id), "
        "Lead.id == foreign(JointTalk.guarantor_lead_id))",
        viewonly=True,
        lazy="raise",
        order_by="JointTalk.id",
    )
    moves: Mapped[list["LeadMove"]] = relationship(lazy="raise", order_by="LeadMove.id")


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


class LeadOrigin(Base):
    """How a lead came to the institution; the first gives `lead.channel`, later ones are further rows."""

    __tablename__ = "lead_origin"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    channel: Mapped[Channel]
    referral_id: Mapped[int | None] = mapped_column(sa.ForeignKey("referral.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class LeadMove(Public, Keyed, Base):
    """One step of a lead: who, when it happened and was recorded, a note under the institution's key."""

    __tablename__ = "lead_move"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    event_seq: Mapped[int] = mapped_column(sa.ForeignKey("ledger_event.seq"))
    from_state: Mapped[LeadState | None] = mapped_column(enum_type(LeadState, name="leadstate_from"))
    to_state: Mapped[LeadState]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    note_sealed: Mapped[bytes | None]

    note = Sealed()


class HiddenCard(Base):
    """不合适: a browsed card that the institution does not want to see again."""

    __tablename__ = "hidden_card"
    __table_args__ = (sa.UniqueConstraint("institution_id", "need_id"),)

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("financing_need.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
