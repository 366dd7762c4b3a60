"""Prove a mobile before a need opens

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

USES = ("prove", "change_mobile", "change_email", "reset", "sign_in")


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("mobile_proven_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "contact_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=64), nullable=False),
        sa.Column("use", _enum("codeuse", *USES), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contact_code_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_code"),
        sa.UniqueConstraint("slot", name="uq_contact_code_slot"),
    )
    op.create_index("ix_contact_code_person_id", "contact_code", ["person_id"])
    op.create_index("ix_contact_code_expires_at", "contact_code", ["expires_at"])
    op.create_table(
        "paper_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("use", _enum("paperuse", "prove", "reset"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("for_person_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["membership.id"], name="fk_paper_code_issued_by_id_membership"
        ),
        sa.ForeignKeyConstraint(["for_person_id"], ["person.id"], name="fk_paper_code_for_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_code"),
        sa.UniqueConstraint("digest", name="uq_paper_code_digest"),
    )
    op.create_index("ix_paper_code_issued_by_id", "paper_code", ["issued_by_id"])


def downgrade() -> None:
    op.drop_table("paper_code")
    op.drop_table("contact_code")
    with op.batch_alter_table("person") as table:
        table.drop_column("mobile_proven_at")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
