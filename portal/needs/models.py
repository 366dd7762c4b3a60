"""A financing need, as its owner states it."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.crypto import Keyed, Sealed, SealedBytes
from portal.core.db import Base, Public


class NeedState(enum.StrEnum):
    DRAFT = "draft"
    AWAITING_OWNER = "awaiting_owner"
    AWAITING_VERIFICATION = "awaiting_verification"
    OPEN = "open"
    ENGAGED = "engaged"
    FUNDED = "funded"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


SEEKING = (NeedState.OPEN, NeedState.ENGAGED)


class Scope(enum.StrEnum):
    SINGLE = "single"
    BATCH = "batch"


class Openness(enum.StrEnum):
    OPEN = "open"
    DIRECTED = "directed"


class FinancingNeed(Public, Keyed, Base):
    """Amounts in fen, terms in months; None = not said, () = said to be none. Codes of search/taxonomy."""

    __tablename__ = "financing_need"
    __table_args__ = (sa.Index("ix_financing_need_state_region", "state", "region_code"),)

    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    filed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))  # whose contact is revealed
    intermediary_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )  # filed it
    batch_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("financing_need.id"), index=True
    )  # a member's part
    state: Mapped[NeedState] = mapped_column(default=NeedState.DRAFT)
    scope: Mapped[Scope] = mapped_column(default=Scope.SINGLE)
    member_count: Mapped[int | None]  # of a batch: for how many members; amounts are for each of them
    openness: Mapped[Openness] = mapped_column(default=Openness.OPEN)
    subject_code: Mapped[str | None] = mapped_column(sa.String(8))
    industry_code: Mapped[str | None] = mapped_column(sa.String(4))
    region_code: Mapped[str | None] = mapped_column(sa.String(6))
    amount_min_fen: Mapped[int | None] = mapped_column(sa.BigInteger)  # the least that helps
    amount_max_fen: Mapped[int | None] = mapped_column(sa.BigInteger)  # wanted
    approximate: Mapped[bool] = mapped_column(default=False)
    term_months: Mapped[int | None]
    purpose_code: Mapped[str | None] = mapped_column(sa.String(8))
    needed_on: Mapped[date | None]
    product_type_codes: Mapped[tuple[str, ...] | None]
    security: Mapped[tuple[str, ...] | None]  # words of security_types.csv that the owner can offer
    no_collateral: Mapped[bool | None]
    established_on: Mapped[date | None]  # the first of the month (or January when only the year is known)
    employees_band: Mapped[str | None] = mapped_column(sa.String(8))
    revenue_band: Mapped[str | None] = mapped_column(sa.String(8))
    existing_loans_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    tags: Mapped[tuple[str, ...]] = mapped_column(default=())  # written form of requirements.csv
    lacks: Mapped[tuple[str, ...]] = mapped_column(default=())
    words_sealed: Mapped[bytes | None]
    summary: Mapped[str] = mapped_column(sa.Text, default="")  # the scrubbed words, as previewed
    max_talks: Mapped[int] = mapped_column(default=3)  # slots, 1…5
    keep_open: Mapped[bool] = mapped_column(default=False)
    contact_hours: Mapped[tuple[str, ...] | None]  # codes of needs.reaching; () = at any time
    contact_by: Mapped[str | None] = mapped_column(sa.String(8))
    updated_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None] = mapped_column(index=True)
    expires_on: Mapped[date | None]
    warned_for: Mapped[date | None]  # the last day of which its owner was told that it comes near
    asked_for: Mapped[date | None]  # and that has passed while somebody talks: whether it still holds
    ended_at: Mapped[datetime | None]
    closing_code: Mapped[str | None] = mapped_column(sa.String(8))

    words = Sealed()

    owner: Mapped["Organisation"] = relationship(lazy="raise", foreign_keys=[owner_id])  # noqa: F821


class SlipPicture(Public, Keyed, Base):
    """A photograph of the slip on which an owner signed that a need is theirs; under the owner's key."""

    __tablename__ = "slip_picture"

    need_id: Mapped[int] = mapped_column(sa.ForeignKey("financing_need.id"), unique=True)
    taken_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    picture_sealed: Mapped[bytes]

    picture = SealedBytes()  # a clean JPEG, see portal.core.pictures


class Relation(enum.StrEnum):
    NAMED = "named"  # a directed need goes to these only
    BARRED = "barred"


class NeedInstitution(Base):
    """An institution that the owner named or barred."""

    __tablename__ = "need_institution"
    __table_args__ = (sa.UniqueConstraint("need_id", "institution_id"),)

    need_id: Mapped[int] = mapped_column(sa.ForeignKey("financing_need.id"))
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    relation: Mapped[Relation]


class DraftEnd(enum.StrEnum):
    FILED = "filed"
    WITHDRAWN = "withdrawn"


class SharedDraft(Public, Base):
    """What is being filled in on several devices; each writes onto the version it has seen.

    Its code opens it on one more device, once. What was typed is sealed under the site key, as in a session.
    """

    __tablename__ = "shared_draft"

    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)  # made signed in
    code_digest: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    data_sealed: Mapped[bytes | None]
    version: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    opened_at: Mapped[datetime | None]  # when the code was used
    ended: Mapped[DraftEnd | None]
