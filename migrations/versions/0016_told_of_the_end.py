"""A need remembers of which last day its owner was told.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("financing_need") as table:
        table.add_column(sa.Column("warned_for", sa.Date()))


def downgrade() -> None:
    with op.batch_alter_table("financing_need") as table:
        table.drop_column("warned_for")
