"""Frozen rows are found without reading all.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FROZEN = sa.text("frozen_at IS NOT NULL")


def upgrade() -> None:
    """Almost every list leaves out what belongs to somebody frozen, and read both tables whole for it."""
    for table in ("organisation", "person"):
        op.create_index(f"ix_{table}_frozen", table, ["id"], sqlite_where=FROZEN, postgresql_where=FROZEN)


def downgrade() -> None:
    for table in ("organisation", "person"):
        op.drop_index(f"ix_{table}_frozen", table_name=table)
