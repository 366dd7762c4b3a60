"""What an institution asked an owner to bring to the counter."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.crypto import Keyed, Sealed
from portal.core.db import Base, Public


class MaterialItem(Public, Keyed, Base):
    """One line of a list, scrubbed, under the institution's key; papers themselves never come here.

    `move_id`: the step that asked for it; a later step begins a list of its own.
    """

    __tablename__ = "material_item"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    move_id: Mapped[int] = mapped_column(sa.ForeignKey("lead_move.id"), index=True)
    text_sealed: Mapped[bytes | None]
    brought_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))

    text = Sealed()
