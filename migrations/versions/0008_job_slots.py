"""Take the slots of jobs, lease messages, keep dead ones

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=60), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("done", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job_run"),
        sa.UniqueConstraint("job", "slot", name="uq_job_run_job_slot"),
    )
    op.create_index("ix_job_run_slot", "job_run", ["slot"])
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("claimed_by", sa.String(length=40), nullable=True))
        table.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_outbox_message_dead_at", ["dead_at"])


def downgrade() -> None:
    with op.batch_alter_table("outbox_message") as table:
        table.drop_index("ix_outbox_message_dead_at")
        table.drop_column("dead_at")
        table.drop_column("lease_until")
        table.drop_column("claimed_by")
    op.drop_table("job_run")
