"""A guarantor beside a bank on one need.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import UTCDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

LASTING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "joint_talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("bank_lead_id", sa.Integer(), nullable=False),
        sa.Column("guarantor_lead_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bank_lead_id"], ["lead.id"], name=op.f("fk_joint_talk_bank_lead_id_lead")),
        sa.ForeignKeyConstraint(
            ["guarantor_lead_id"], ["lead.id"], name=op.f("fk_joint_talk_guarantor_lead_id_lead")
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["financing_need.id"], name=op.f("fk_joint_talk_need_id_financing_need")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_talk")),
    )
    with op.batch_alter_table("joint_talk") as table:
        table.create_index(op.f("ix_joint_talk_need_id"), ["need_id"])
        for column in ("bank_lead_id", "guarantor_lead_id"):
            table.create_index(
                f"uq_joint_talk_{column}",
                [column],
                unique=True,
                sqlite_where=LASTING,
                postgresql_where=LASTING,
            )


def downgrade() -> None:
    op.drop_table("joint_talk")
