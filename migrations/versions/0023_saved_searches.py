"""Managers' saved searches, and what each has found

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PACES = ("at_once", "daily", "never")


def _to(table: str, column: str, target: str, **how: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **how)


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column(
            "pace",
            sa.Enum(*PACES, name="pace", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _to("saved_search", "key_id", "data_key"),
        _to("saved_search", "membership_id", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_search_public_id")),
    )
    with op.batch_alter_table("saved_search") as table:
        table.create_index(table.f("ix_saved_search_membership_id"), ["membership_id"], unique=False)
    op.create_table(
        "search_hit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        _to("search_hit", "need_id", "financing_need"),
        _to("search_hit", "search_id", "saved_search", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_hit")),
        sa.UniqueConstraint("search_id", "need_id", name=op.f("uq_search_hit_search_id_need_id")),
    )


def downgrade() -> None:
    op.drop_table("search_hit")
    op.drop_table("saved_search")
