"""Count how often something is tried

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rate_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rate_count"),
        sa.UniqueConstraint("key", name="uq_rate_count_key"),
    )
    op.create_index("ix_rate_count_ends_at", "rate_count", ["ends_at"])


def downgrade() -> None:
    op.drop_table("rate_count")
