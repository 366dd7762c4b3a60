"""Tell a look under consent from a look at a card

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BEFORE = "uq_card_view_institution_id_need_id_day"
AFTER = "uq_card_view_institution_id_need_id_day_in_full"


def upgrade() -> None:
    with op.batch_alter_table("card_view") as table:
        table.add_column(sa.Column("in_full", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.drop_constraint(BEFORE, type_="unique")
        table.create_unique_constraint(AFTER, ["institution_id", "need_id", "day", "in_full"])
    with op.batch_alter_table("card_view") as table:
        table.alter_column("in_full", server_default=None)


def downgrade() -> None:
    """Looks under consent were not kept before."""
    op.execute(sa.text("DELETE FROM card_view WHERE in_full"))
    with op.batch_alter_table("card_view") as table:
        table.drop_constraint(AFTER, type_="unique")
        table.create_unique_constraint(BEFORE, ["institution_id", "need_id", "day"])
        table.drop_column("in_full")
