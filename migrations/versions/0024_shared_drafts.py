"""Drafts that go on on another device

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ENDS = ("filed", "withdrawn")


def upgrade() -> None:
    op.create_table(
        "shared_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        sa.Column("data_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended",
            sa.Enum(*ENDS, name="draftend", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shared_draft_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_draft")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_shared_draft_code_digest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shared_draft_public_id")),
    )
    with op.batch_alter_table("shared_draft") as table:
        table.create_index(table.f("ix_shared_draft_expires_at"), ["expires_at"], unique=False)
        table.create_index(table.f("ix_shared_draft_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("shared_draft")
