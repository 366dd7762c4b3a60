"""What was asked to be brought, what an owner disputes, and to whom a lead was given.

Whether a contact is disputed is read from the disputes.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import UTCDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

STATES = (
    "pushed", "interested", "accepted", "contacted", "due_diligence", "waiting_materials", "approved",
    "taken", "disbursed", "bank_declined", "firm_declined", "lapsed", "ended",
)  # fmt: skip


def upgrade() -> None:
    _materials()
    _disputes()
    with op.batch_alter_table("lead_move") as table:
        table.add_column(sa.Column("given_to_id", sa.Integer()))
        table.create_foreign_key(
            table.f("fk_lead_move_given_to_id_membership"), "membership", ["given_to_id"], ["id"]
        )
    with op.batch_alter_table("lead") as table:
        table.drop_column("contact_disputed")


def downgrade() -> None:
    with op.batch_alter_table("lead") as table:
        table.add_column(
            sa.Column("contact_disputed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("lead") as table:
        table.alter_column("contact_disputed", server_default=None)
    with op.batch_alter_table("lead_move") as table:
        table.drop_constraint(table.f("fk_lead_move_given_to_id_membership"), type_="foreignkey")
        table.drop_column("given_to_id")
    op.drop_table("dispute")
    op.drop_table("material_item")


def _materials() -> None:
    op.create_table(
        "material_item",
        *_row("material_item"),
        *_of("material_item", lead_id="lead", move_id="lead_move"),
        *_of("material_item", True, taken_by_id="membership"),
        sa.Column("text_sealed", sa.LargeBinary()),
        sa.Column("brought_at", UTCDateTime(timezone=True)),
    )
    with op.batch_alter_table("material_item") as table:
        table.create_index(table.f("ix_material_item_lead_id"), ["lead_id"])
        table.create_index(table.f("ix_material_item_move_id"), ["move_id"])


def _disputes() -> None:
    op.create_table(
        "dispute",
        *_row("dispute"),
        *_of("dispute", move_id="lead_move", lead_id="lead", opened_by_id="membership"),
        *_of("dispute", True, closed_by_id="membership"),
        sa.Column("about", _words("leadstate", *STATES), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("opened_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("outcome", _words("disputeoutcome", "wrong", "stood_by", "taken_back")),
        sa.Column("closed_at", UTCDateTime(timezone=True)),
        sa.Column("answer_sealed", sa.LargeBinary()),
        sa.UniqueConstraint("move_id", name=op.f("uq_dispute_move_id")),
    )
    with op.batch_alter_table("dispute") as table:
        table.create_index(table.f("ix_dispute_lead_id"), ["lead_id"])


def _row(table: str) -> list:
    """What every row with sealed words has."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(20), nullable=False),
        sa.Column("created_at", UTCDateTime(timezone=True), nullable=False),
        *_of(table, key_id="data_key"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    ]


def _of(table: str, nullable: bool = False, **columns: str) -> list:
    """Columns that refer to another table's rows."""
    found = []
    for name, other in columns.items():
        found.append(sa.Column(name, sa.Integer(), nullable=nullable))
        found.append(
            sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        )
    return found


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
