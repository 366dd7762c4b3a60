"""Firms belong to parks, markets and associations.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATES = ("invited", "asked", "confirmed", "declined", "refused", "left", "ended")


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_affiliation_{column}_{other}")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    states = sa.Enum(*STATES, name="affiliationstate", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "affiliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("intermediary_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("code_index", sa.String(length=64)),
        sa.Column("credit_code_sealed", sa.LargeBinary()),
        sa.Column("state", states, nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("confirmed_at", moment),
        sa.Column("ended_at", moment),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_affiliation"),
        sa.UniqueConstraint("public_id", name="uq_affiliation_public_id"),
        sa.UniqueConstraint(
            "intermediary_id", "organisation_id", name="uq_affiliation_intermediary_id_organisation_id"
        ),
        sa.UniqueConstraint(
            "intermediary_id", "code_index", name="uq_affiliation_intermediary_id_code_index"
        ),
        _to("intermediary_id", "organisation"),
        _to("organisation_id", "organisation"),
        _to("begun_by_id", "membership"),
        _to("owner_id", "membership"),
        _to("key_id", "data_key"),
    )
    op.create_index("ix_affiliation_organisation_id", "affiliation", ["organisation_id"])
    op.create_index("ix_affiliation_code_index", "affiliation", ["code_index"])


def downgrade() -> None:
    op.drop_table("affiliation")
