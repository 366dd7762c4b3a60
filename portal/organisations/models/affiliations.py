"""Which firms belong to a park, market, association or service centre."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Keyed, Sealed
from portal.core.db import Base, Public


class AffiliationState(enum.StrEnum):
    INVITED = "invited"  # the park has spoken, the firm has not
    ASKED = "asked"  # the firm has spoken, the park has not
    CONFIRMED = "confirmed"  # both have
    DECLINED = "declined"  # the firm said no to an invitation
    REFUSED = "refused"  # the park said no to a firm
    LEFT = "left"  # the firm went; it alone may come back
    ENDED = "ended"  # the park ended it, or took an invitation back


class Affiliation(Public, Keyed, Base):
    """A firm within a park, or on the way there; a row looks the same whether or not the code is known here.

    `organisation_id` of an invited code is filled in by the worker: inviting must take as long for a known
    firm as for an unknown one.
    """

    __tablename__ = "affiliation"
    __table_args__ = (
        sa.UniqueConstraint("intermediary_id", "organisation_id"),
        sa.UniqueConstraint("intermediary_id", "code_index"),
    )

    intermediary_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    code_index: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    credit_code_sealed: Mapped[bytes | None]  # under the park's key: it typed the code
    state: Mapped[AffiliationState]
    begun_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))  # who said yes for the firm
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    credit_code = Sealed()
