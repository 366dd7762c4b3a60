"""Keep reports and what came of them, and each freeze

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FREEZE_REASONS = ("fees", "impostor", "leak", "taken_over", "licence", "other")
KINDS = ("fees", "impostor", "secrets", "manner", "leak", "other")
STATES = ("received", "looking", "resolved")
OUTCOMES = ("true", "partly", "unproven", "passed_on")


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def upgrade() -> None:
    op.create_table(
        "freeze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("reason", _enum("freezereason", FREEZE_REASONS), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _to("freeze", "by_id", "membership"),
        _to("freeze", "lifted_by_id", "membership"),
        _to("freeze", "organisation_id", "organisation"),
        _to("freeze", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freeze")),
        sa.UniqueConstraint("public_id", name=op.f("uq_freeze_public_id")),
    )
    with op.batch_alter_table("freeze") as table:
        table.create_index(table.f("ix_freeze_organisation_id"), ["organisation_id"], unique=False)
        table.create_index(table.f("ix_freeze_person_id"), ["person_id"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("kind", _enum("reportkind", KINDS), nullable=False),
        sa.Column("state", _enum("reportstate", STATES), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("reporter_organisation_id", sa.Integer(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("receipt_digest", sa.String(length=64), nullable=True),
        sa.Column("about_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", _enum("outcome", OUTCOMES), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _to("report", "key_id", "data_key"),
        _to("report", "lead_id", "lead"),
        _to("report", "membership_id", "membership"),
        _to("report", "need_id", "financing_need"),
        _to("report", "organisation_id", "organisation"),
        _to("report", "reporter_id", "person"),
        _to("report", "reporter_organisation_id", "organisation"),
        _to("report", "resolved_by_id", "membership"),
        _to("report", "taken_by_id", "membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
        sa.UniqueConstraint("receipt_digest", name=op.f("uq_report_receipt_digest")),
    )
    with op.batch_alter_table("report") as table:
        for column in ("membership_id", "need_id", "organisation_id", "reporter_id", "state"):
            table.create_index(table.f(f"ix_report_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("report")
    op.drop_table("freeze")
