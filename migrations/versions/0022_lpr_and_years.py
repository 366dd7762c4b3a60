"""Operators add months of the LPR and say which years' notices are in

Revision ID: 0022
Revises: 0021
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LIVE = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "lpr_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("one_year_bp", sa.Integer(), nullable=False),
        sa.Column("five_year_bp", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["membership.id"], name=op.f("fk_lpr_month_made_by_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["membership.id"], name=op.f("fk_lpr_month_withdrawn_by_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lpr_month")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lpr_month_public_id")),
    )
    op.create_index(
        "uq_lpr_month_live", "lpr_month", ["month"], unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )
    years = op.create_table(
        "workday_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workday_year")),
        sa.UniqueConstraint("year", name=op.f("uq_workday_year_year")),
    )
    # Until now a year counted as official when one of its days was in the table.
    days = sa.table("workday_override", sa.column("day", sa.Date))
    connection = op.get_bind()
    known = {day.year for day in connection.scalars(sa.select(days.c.day))}
    for year in sorted(known):
        connection.execute(years.insert().values(year=year, at=datetime.now(UTC)))


def downgrade() -> None:
    op.drop_table("workday_year")
    op.drop_table("lpr_month")
