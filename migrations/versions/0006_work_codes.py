"""Give work codes to whoever speaks for an institution, and room for freezing

Revision ID: 0006
Revises: 0005
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
HOLDERS = ("bank_manager", "bank_admin", "officer", "clerk")


def upgrade() -> None:
    op.create_table(
        "retired_work_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_retired_work_code_membership_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retired_work_code")),
        sa.UniqueConstraint("code", name=op.f("uq_retired_work_code_code")),
    )
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_one_time_code_lead_id_lead")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_one_time_code_membership_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_one_time_code_digest")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_one_time_code_membership_id")),
    )
    with op.batch_alter_table("one_time_code") as table:
        table.create_index(table.f("ix_one_time_code_until"), ["until"], unique=False)
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("organisation") as table:
        table.add_column(sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("service_phone", sa.String(length=20), nullable=True))
    _give_codes()
    with op.batch_alter_table("membership") as table:
        table.create_unique_constraint(table.f("uq_membership_work_code"), ["work_code"])


def _give_codes() -> None:
    """Whoever works already gets a code, each a row of its own."""
    member = sa.table("membership", sa.column("id"), sa.column("role"), sa.column("work_code"))
    connection = op.get_bind()
    without = sa.select(member.c.id).where(member.c.role.in_(HOLDERS), member.c.work_code.is_(None))
    given: set[str] = set()
    for key in connection.scalars(without).all():
        code = _fresh()
        while code in given:
            code = _fresh()
        given.add(code)
        connection.execute(sa.update(member).where(member.c.id == key).values(work_code=code))


def _fresh() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(8))


def downgrade() -> None:
    """Nobody used the codes before."""
    with op.batch_alter_table("membership") as table:
        table.drop_constraint("uq_membership_work_code", type_="unique")
    op.execute(sa.text("UPDATE membership SET work_code = NULL"))
    with op.batch_alter_table("organisation") as table:
        table.drop_column("service_phone")
        table.drop_column("frozen_at")
    with op.batch_alter_table("person") as table:
        table.drop_column("frozen_at")
    with op.batch_alter_table("one_time_code") as table:
        table.drop_index(table.f("ix_one_time_code_until"))
    op.drop_table("one_time_code")
    op.drop_table("retired_work_code")
