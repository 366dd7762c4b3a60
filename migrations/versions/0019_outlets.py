"""The branches of institutions, and who belongs to which.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import UTCDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outlet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("limit_fen", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("created_at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["organisation.id"], name=op.f("fk_outlet_institution_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
        sa.UniqueConstraint("institution_id", "name", name=op.f("uq_outlet_institution_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outlet_public_id")),
    )
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("outlet_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_membership_outlet_id_outlet"), "outlet", ["outlet_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("membership") as table:
        table.drop_constraint(op.f("fk_membership_outlet_id_outlet"), type_="foreignkey")
        table.drop_column("outlet_id")
    op.drop_table("outlet")
