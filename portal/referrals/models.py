"""A department's lists and pushes."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.crypto import Keyed, Sealed
from portal.core.db import Base, Public


class ListingState(enum.StrEnum):
    AWAITING = "awaiting"  # 待企业确认
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class ListedFirm(Public, Keyed, Base):
    """A credit code on a department's list. The row looks the same whether or not the firm is known here.

    `organisation_id` is filled in by the worker: listing a code must take as long for a known firm as for an
    unknown one.
    """

    __tablename__ = "listed_firm"
    __table_args__ = (sa.UniqueConstraint("department_id", "code_index"),)

    department_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(sa.ForeignKey("financing_need.id"), index=True)  # its draft
    code_index: Mapped[str] = mapped_column(sa.String(64), index=True)
    credit_code_sealed: Mapped[bytes | None]  # under the department's key: it typed the code
    list_name: Mapped[str] = mapped_column(sa.String(60), default="")
    state: Mapped[ListingState] = mapped_column(default=ListingState.AWAITING)
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    answered_at: Mapped[datetime | None]

    credit_code = Sealed()


class ReferralBatch(Public, Keyed, Base):
    """One push: some firms, chosen institutions or matching's choice, a remark."""

    __tablename__ = "referral_batch"

    department_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    pushed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    automatic: Mapped[bool]
    institution_ids: Mapped[tuple[str, ...]] = mapped_column(default=())  # chosen by hand; ids as text
    remark_sealed: Mapped[bytes | None]
    remark_shown: Mapped[str] = mapped_column(sa.String(300), default="")  # scrubbed, what institutions read

    remark = Sealed()

    referrals: Mapped[list["Referral"]] = relationship(lazy="raise")


class ReferralState(enum.StrEnum):
    WAITING = "waiting"  # the firm has not confirmed yet
    PUSHED = "pushed"
    NOT_PUSHED = "not_pushed"  # no institution could take it, or the firm said no


class Referral(Public, Base):
    """One firm within one push, with the need that is put before institutions once that is known."""

    __tablename__ = "referral"
    __table_args__ = (sa.UniqueConstraint("batch_id", "listed_firm_id", "need_id"),)

    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("referral_batch.id"))
    listed_firm_id: Mapped[int] = mapped_column(sa.ForeignKey("listed_firm.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(sa.ForeignKey("financing_need.id"), index=True)
    state: Mapped[ReferralState] = mapped_column(default=ReferralState.WAITING)
    pushed_at: Mapped[datetime | None]
    reason_code: Mapped[str | None] = mapped_column(sa.String(20))  # why it was not pushed

    listed_firm: Mapped[ListedFirm] = relationship(lazy="raise")
