"""The owner's permissions, and each look that was taken under them."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Base


class ConsentText(Base):
    """One wording that somebody has agreed to, kept as it was however the site words it later."""

    __tablename__ = "consent_text"

    digest: Mapped[str] = mapped_column(sa.String(16), unique=True)
    sentence: Mapped[str] = mapped_column(sa.Text)
    since: Mapped[datetime] = mapped_column(default=clock.now)


class Consent(Base):
    """One institution, one need. Live while not withdrawn and `until` is ahead."""

    __tablename__ = "consent"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("financing_need.id"), index=True)
    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    categories: Mapped[tuple[str, ...]]
    text_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("consent_text.id")
    )  # None: given during an upgrade
    given_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class PartnerNamed(Base):
    """Beside the institution of a consent, whoever offers this product, once the first one has said yes.

    `lead_id`: what came of it.
    """

    __tablename__ = "partner_named"

    consent_id: Mapped[int] = mapped_column(sa.ForeignKey("consent.id"), unique=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("product.id"))
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("consent_text.id"))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"))


class Reveal(Base):
    """One person looked at one lead's contact on one day; the day's first look is the deliberate act."""

    __tablename__ = "reveal"
    __table_args__ = (sa.UniqueConstraint("membership_id", "lead_id", "day"),)

    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    consent_id: Mapped[int] = mapped_column(sa.ForeignKey("consent.id"))
    day: Mapped[date]
    why: Mapped[str] = mapped_column(sa.String(20))
    outside_hours: Mapped[bool] = mapped_column(default=False)  # not when the owner wants to be called
    at: Mapped[datetime] = mapped_column(default=clock.now)


class RevealAgain(Base):
    """A further look on that day: no part of the budget, but its owner reads of each."""

    __tablename__ = "reveal_again"

    reveal_id: Mapped[int] = mapped_column(sa.ForeignKey("reveal.id"), index=True)
    why: Mapped[str] = mapped_column(sa.String(20))
    outside_hours: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class CardView(Base):
    """Somebody opened a need's card, or under consent all of it; a row a person and day for each."""

    __tablename__ = "card_view"
    __table_args__ = (sa.UniqueConstraint("membership_id", "need_id", "day", "in_full"),)

    institution_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("financing_need.id"), index=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    day: Mapped[date]
    in_full: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=clock.now)
