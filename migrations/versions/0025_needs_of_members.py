"""Parks file needs for their members, and batch needs in their own name.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

USES = ("prove", "change_mobile", "change_email", "reset", "sign_in")
TO = {"intermediary_id": "organisation", "batch_id": "financing_need"}


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def upgrade() -> None:
    with op.batch_alter_table("financing_need") as table:
        table.add_column(sa.Column("intermediary_id", sa.Integer()))
        table.add_column(sa.Column("batch_id", sa.Integer()))
        table.add_column(sa.Column("member_count", sa.Integer()))
        for column, other in TO.items():
            table.create_foreign_key(f"fk_financing_need_{column}_{other}", other, [column], ["id"])
            table.create_index(f"ix_financing_need_{column}", [column])
    _allow((*USES, "agree"))
    op.create_table(
        "slip_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.Column("picture_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slip_picture"),
        sa.UniqueConstraint("public_id", name="uq_slip_picture_public_id"),
        sa.UniqueConstraint("need_id", name="uq_slip_picture_need_id"),
        _to("slip_picture", "need_id", "financing_need"),
        _to("slip_picture", "taken_by_id", "membership"),
        _to("slip_picture", "key_id", "data_key"),
    )


def downgrade() -> None:
    op.drop_table("slip_picture")
    code = sa.table("contact_code", sa.column("use"))
    op.execute(code.delete().where(code.c.use == "agree"))  # good for ten minutes
    _allow(USES)
    with op.batch_alter_table("financing_need") as table:
        for column, other in TO.items():
            table.drop_index(f"ix_financing_need_{column}")
            table.drop_constraint(f"fk_financing_need_{column}_{other}", type_="foreignkey")
        for column in ("member_count", "batch_id", "intermediary_id"):
            table.drop_column(column)


def _allow(uses: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{use}'" for use in uses)
    with op.batch_alter_table("contact_code") as table:
        if op.get_bind().dialect.name != "sqlite":  # its copy of the table comes without the old CHECK
            table.drop_constraint(op.f("ck_contact_code_codeuse"), type_="check")
        table.create_check_constraint(op.f("ck_contact_code_codeuse"), f"use IN ({listed})")
