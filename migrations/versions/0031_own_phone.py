"""Each person's look by itself; when and how an owner wants to be reached.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import CodeList

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BEFORE = "uq_card_view_institution_id_need_id_day_in_full"
AFTER = "uq_card_view_membership_id_need_id_day_in_full"


def upgrade() -> None:
    with op.batch_alter_table("card_view") as table:
        table.drop_constraint(BEFORE, type_="unique")
        table.create_unique_constraint(AFTER, ["membership_id", "need_id", "day", "in_full"])
    with op.batch_alter_table("financing_need") as table:
        table.add_column(sa.Column("contact_hours", CodeList(), nullable=True))
        table.add_column(sa.Column("contact_by", sa.String(length=8), nullable=True))
    with op.batch_alter_table("reveal") as table:
        table.add_column(sa.Column("outside_hours", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("reveal") as table:
        table.alter_column("outside_hours", server_default=None)


def downgrade() -> None:
    """An institution's first look of a day stays, those of colleagues go."""
    with op.batch_alter_table("reveal") as table:
        table.drop_column("outside_hours")
    with op.batch_alter_table("financing_need") as table:
        table.drop_column("contact_by")
        table.drop_column("contact_hours")
    op.execute(
        sa.text(
            "DELETE FROM card_view WHERE id NOT IN"
            " (SELECT MIN(id) FROM card_view GROUP BY institution_id, need_id, day, in_full)"
        )
    )
    with op.batch_alter_table("card_view") as table:
        table.drop_constraint(AFTER, type_="unique")
        table.create_unique_constraint(BEFORE, ["institution_id", "need_id", "day", "in_full"])
