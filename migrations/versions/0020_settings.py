"""What operators set from a page; a running clock keeps its length

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TOPICS = ("clocks", "consent", "footer")
STATES = ("proposed", "in_force", "declined")
LENGTHS = {"first_answer": 2, "owner_answer": 5, "first_contact": 1, "decision": 10, "disbursement": 5}
"""Those of every site until now."""


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("topic", _enum("topic", TOPICS), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("state", _enum("settingstate", STATES), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["membership.id"], name=op.f("fk_setting_made_by_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["membership.id"], name=op.f("fk_setting_decided_by_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_setting_public_id")),
        sa.UniqueConstraint("topic", "number", name=op.f("uq_setting_topic_number")),
    )
    with op.batch_alter_table("lead") as table:
        table.add_column(sa.Column("clock_days", sa.Integer()))
    lead = sa.table("lead", sa.column("clock", sa.String), sa.column("clock_days", sa.Integer))
    for which, days in LENGTHS.items():
        op.execute(lead.update().where(lead.c.clock == which).values(clock_days=days))


def downgrade() -> None:
    with op.batch_alter_table("lead") as table:
        table.drop_column("clock_days")
    op.drop_table("setting")
