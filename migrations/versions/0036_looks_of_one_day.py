"""Further looks at a contact on the day of the first one.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import UTCDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reveal_again",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reveal_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("outside_hours", sa.Boolean(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reveal_id"], ["reveal.id"], name=op.f("fk_reveal_again_reveal_id_reveal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveal_again")),
    )
    op.create_index(op.f("ix_reveal_again_reveal_id"), "reveal_again", ["reveal_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_reveal_again_reveal_id"), table_name="reveal_again")
    op.drop_table("reveal_again")
