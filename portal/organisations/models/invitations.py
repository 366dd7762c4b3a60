"""Ways into an organisation for somebody the site has not met."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Keyed, Sealed
from portal.core.db import Base, Public
from portal.core.permissions import Role


class Invitation(Public, Keyed, Base):
    """A way in for one mobile or e-mail, into one organisation, once; only its token's digest is kept."""

    __tablename__ = "invitation"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    role: Mapped[Role]
    regions: Mapped[tuple[str, ...]] = mapped_column(default=())
    contact_sealed: Mapped[bytes]
    contact_index: Mapped[str] = mapped_column(sa.String(64))  # as `person` has it, told apart by the @
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    expires_at: Mapped[datetime]
    misses: Mapped[int] = mapped_column(default=0)  # how often another mobile or e-mail was typed
    used_at: Mapped[datetime | None]
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))  # who came
    withdrawn_at: Mapped[datetime | None]

    contact = Sealed()
