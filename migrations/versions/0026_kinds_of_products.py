"""What a guarantee, an insurance and a lease have beside a loan, and who works hand in hand with whom.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import CodeList, UTCDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

NEW = ("price_bp", "cover_bp", "down_payment_bp")


def upgrade() -> None:
    with op.batch_alter_table("product") as table:
        for name in NEW:
            table.add_column(sa.Column(name, sa.Integer()))
        table.add_column(sa.Column("insured", sa.String(length=200)))
        table.add_column(sa.Column("partners", CodeList()))
    op.execute("UPDATE product SET insured = '', partners = ' '")
    with op.batch_alter_table("product") as table:
        table.alter_column("insured", existing_type=sa.String(length=200), nullable=False)
        table.alter_column("partners", existing_type=CodeList(), nullable=False)
    op.create_table(
        "product_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["membership.id"], name=op.f("fk_product_partner_answered_by_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["organisation.id"],
            name=op.f("fk_product_partner_institution_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_partner_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_partner")),
        sa.UniqueConstraint(
            "product_id", "institution_id", name=op.f("uq_product_partner_product_id_institution_id")
        ),
    )
    with op.batch_alter_table("product_partner") as table:
        table.create_index(op.f("ix_product_partner_institution_id"), ["institution_id"])


def downgrade() -> None:
    op.drop_table("product_partner")
    with op.batch_alter_table("product") as table:
        for name in ("partners", "insured", *reversed(NEW)):
            table.drop_column(name)
