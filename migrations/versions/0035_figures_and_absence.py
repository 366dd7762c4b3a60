"""Institutions' figures, who is away, and needs in talks past their day.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

FIGURES = ("in_time", "due", "approved", "decided", "undecided")
ADDED = (
    ("product", "answer_half_days", sa.Integer()),
    ("membership", "away_from", sa.Date()),
    ("membership", "away_until", sa.Date()),
    ("financing_need", "asked_for", sa.Date()),
)


def upgrade() -> None:
    op.create_table(
        "institution_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in FIGURES),
        sa.Column("half_days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["organisation.id"],
            name=op.f("fk_institution_figure_institution_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_figure")),
        sa.UniqueConstraint("institution_id", name=op.f("uq_institution_figure_institution_id")),
    )
    for table, column, kind in ADDED:
        with op.batch_alter_table(table) as change:
            change.add_column(sa.Column(column, kind, nullable=True))


def downgrade() -> None:
    for table, column, _ in reversed(ADDED):
        with op.batch_alter_table(table) as change:
            change.drop_column(column)
    op.drop_table("institution_figure")
