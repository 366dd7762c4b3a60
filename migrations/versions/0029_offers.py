"""What institutions offer, and what they pay out.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import UTCDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

REPAYMENTS = ("instalments", "interest_first", "at_once", "revolving")


def upgrade() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(20), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("rate_bp", sa.Integer(), nullable=True),
        sa.Column("lpr_tenor", sa.String(2), nullable=True),
        sa.Column("lpr_date", sa.Date(), nullable=True),
        sa.Column("spread_bp", sa.Integer(), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("guarantee_mode", sa.String(40), nullable=True),
        sa.Column("repayment", _repayments(), nullable=True),
        sa.Column("fee_once_bp", sa.Integer(), nullable=False),
        sa.Column("fee_yearly_bp", sa.Integer(), nullable=False),
        sa.Column("fee_fixed_fen", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("created_at", UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_offer_amount")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_offer_lead_id_lead")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_offer_public_id")),
    )
    op.create_index(op.f("ix_offer_lead_id"), "offer", ["lead_id"])
    op.create_table(
        "disbursement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(20), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("rate_bp", sa.Integer(), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("contract_on", sa.Date(), nullable=False),
        sa.Column("guarantee_mode", sa.String(40), nullable=True),
        sa.Column("first_loan", sa.Boolean(), nullable=True),
        sa.Column("renewal", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_disbursement_amount")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_disbursement_lead_id_lead")),
        sa.ForeignKeyConstraint(
            ["move_id"], ["lead_move.id"], name=op.f("fk_disbursement_move_id_lead_move")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_disbursement_offer_id_offer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disbursement")),
        sa.UniqueConstraint("move_id", name=op.f("uq_disbursement_move_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_disbursement_public_id")),
    )
    op.create_index(op.f("ix_disbursement_lead_id"), "disbursement", ["lead_id"])


def downgrade() -> None:
    op.drop_table("disbursement")
    op.drop_table("offer")


def _repayments() -> sa.Enum:
    return sa.Enum(*REPAYMENTS, name="repayment", native_enum=False, create_constraint=True, length=40)
