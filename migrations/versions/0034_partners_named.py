"""Partners that an owner's consent names beforehand.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner_named",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent.id"], name=op.f("fk_partner_named_consent_id_consent")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_partner_named_lead_id_lead")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_partner_named_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["consent_text.id"], name=op.f("fk_partner_named_text_id_consent_text")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_named")),
        sa.UniqueConstraint("consent_id", name=op.f("uq_partner_named_consent_id")),
    )


def downgrade() -> None:
    op.drop_table("partner_named")
