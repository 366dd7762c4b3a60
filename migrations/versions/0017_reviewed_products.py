"""What is published, a second person has read.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import UTCDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "product_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "approved",
                "returned",
                "taken_back",
                "replaced",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["membership.id"], name=op.f("fk_product_review_decided_by_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_review_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["membership.id"], name=op.f("fk_product_review_proposed_by_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_review")),
        sa.UniqueConstraint("public_id", name=op.f("uq_product_review_public_id")),
    )
    with op.batch_alter_table("product_review") as table:
        table.create_index(op.f("ix_product_review_product_id"), ["product_id"])
        table.create_index(
            "uq_product_review_waiting",
            ["product_id"],
            unique=True,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("product_review")
