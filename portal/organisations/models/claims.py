"""Who says that they act for a firm, and what others say to it."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Keyed, Sealed, SealedBytes
from portal.core.db import Base, Public


class ClaimState(enum.StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class Claim(Public, Keyed, Base):
    """A person says: I act for this firm. The operator decides."""

    __tablename__ = "claim"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.PENDING, index=True)
    code_index: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    reason_sealed: Mapped[bytes | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]

    reason = Sealed()


class LicencePicture(Public, Keyed, Base):
    """A photograph of a licence: with a claim until the decision, without one for a day."""

    __tablename__ = "licence_picture"

    claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("claim.id"), unique=True)
    picture_sealed: Mapped[bytes]

    picture = SealedBytes()  # a clean JPEG, see portal.core.pictures


class VouchState(enum.StrEnum):
    ASKED = "asked"
    KNOWN = "known"
    UNKNOWN = "unknown"
    UNSURE = "unsure"  # what is shown does not tell; no word against them


class Vouch(Public, Base):
    """A park, market, association or department was named by whoever claims a firm: do you know them?"""

    __tablename__ = "vouch"
    __table_args__ = (sa.UniqueConstraint("claim_id", "organisation_id"),)

    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claim.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    state: Mapped[VouchState] = mapped_column(default=VouchState.ASKED)
    relation: Mapped[str | None] = mapped_column(sa.String(20))
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    answered_at: Mapped[datetime | None]


class JoiningState(enum.StrEnum):
    ASKED = "asked"
    OURS = "ours"
    NOT_OURS = "not_ours"
    HANDED_OVER = "handed_over"  # the firm went to the claimant; contacts stay shut until they take over
    TAKEN_OVER = "taken_over"


class Joining(Public, Base):
    """Somebody claims a firm for which others act already: what these said of it, and what became of it."""

    __tablename__ = "joining"

    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claim.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    state: Mapped[JoiningState] = mapped_column(default=JoiningState.ASKED)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    answered_at: Mapped[datetime | None]
