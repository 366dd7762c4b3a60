"""How a lead came and moved on, and which cards an institution put aside."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.crypto import Keyed, Sealed
from portal.core.db import Base, Public, enum_type
from portal.leads.models.words import Channel, LeadState

GOES_ON_TO = (LeadState.CONTACTED, LeadState.DUE_DILIGENCE)
AFTER_CALL = (*GOES_ON_TO, LeadState.WAITING_MATERIALS)


class LeadOrigin(Base):
    """How a lead came to the institution; the first gives `lead.channel`, later ones are further rows."""

    __tablename__ = "lead_origin"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    channel: Mapped[Channel]
    referral_id: Mapped[int | None] = mapped_column(sa.ForeignKey("referral.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class LeadMove(Public, Keyed, Base):
    """One step of a lead: who, when it happened and was recorded, a note under the institution's key.

    `given_to_id`: to whom an assigning gave it; such a step leaves the state as it is.
    """

    __tablename__ = "lead_move"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    event_seq: Mapped[int] = mapped_column(sa.ForeignKey("ledger_event.seq"))
    from_state: Mapped[LeadState | None] = mapped_column(enum_type(LeadState, name="leadstate_from"))
    to_state: Mapped[LeadState]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    given_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(default=clock.now)
    note_sealed: Mapped[bytes | None]

    note = Sealed()

    @property
    def is_handing_over(self) -> bool:
        """Somebody else looks after the lead, nothing more; a second payment keeps the state too."""
        same = self.to_state is self.from_state
        return self.given_to_id is not None or (same and self.to_state is not LeadState.DISBURSED)

    @property
    def is_going_on(self) -> bool:
        """Back to where papers were asked for: nobody was called, and no diligence began, at this moment."""
        return self.from_state is LeadState.WAITING_MATERIALS and self.to_state in GOES_ON_TO

    @property
    def is_done_over(self) -> bool:
        """The call or the payment was none, as both sides say: its owner said yes long before this moment."""
        called = self.to_state is LeadState.ACCEPTED and self.from_state in AFTER_CALL
        return called or (self.to_state is LeadState.TAKEN and self.from_state is LeadState.DISBURSED)


class HiddenCard(Base):
    """不合适: a browsed card that the institution does not want to see again."""

    __tablename__ = "hidden_card"
    __table_args__ = (sa.UniqueConstraint("institution_id", "need_id"),)

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("financing_need.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
