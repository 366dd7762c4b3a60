"""What a lead's clock has told of, and the monitor's board.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import UTCDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")
NOTES = ("talked", "referred", "watching")


def upgrade() -> None:
    with op.batch_alter_table("lead") as table:
        table.add_column(sa.Column("clock_reminded_for", UTCDateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("clock_overran_at", UTCDateTime(timezone=True), nullable=True))
    op.create_table(
        "board_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("since", UTCDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "noted",
            sa.Enum(*NOTES, name="boardnote", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("noted_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["financing_need.id"], name=op.f("fk_board_card_need_id_financing_need")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["membership.id"], name=op.f("fk_board_card_noted_by_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_card")),
        sa.UniqueConstraint("public_id", name=op.f("uq_board_card_public_id")),
    )
    with op.batch_alter_table("board_card") as table:
        table.create_index(op.f("ix_board_card_need_id"), ["need_id"])
        table.create_index(
            "uq_board_card_open", ["need_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        )


def downgrade() -> None:
    op.drop_table("board_card")
    with op.batch_alter_table("lead") as table:
        table.drop_column("clock_overran_at")
        table.drop_column("clock_reminded_for")
