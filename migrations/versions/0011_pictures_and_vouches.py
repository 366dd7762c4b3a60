"""Keep pictures of licences, vouches, and second claims

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _public(table: str) -> list:
    return [
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("public_id", name=f"uq_{table}_public_id"),
    ]


def _states(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "licence_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("claim_id", sa.Integer()),
        sa.Column("picture_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        *_public("licence_picture"),
        sa.UniqueConstraint("claim_id", name="uq_licence_picture_claim_id"),
        _to("licence_picture", "claim_id", "claim"),
        _to("licence_picture", "key_id", "data_key"),
    )
    op.create_table(
        "vouch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", _states("vouchstate", "asked", "known", "unknown"), nullable=False),
        sa.Column("relation", sa.String(length=20)),
        sa.Column("answered_by_id", sa.Integer()),
        sa.Column("answered_at", moment),
        sa.Column("created_at", moment, nullable=False),
        *_public("vouch"),
        sa.UniqueConstraint("claim_id", "organisation_id", name="uq_vouch_claim_id_organisation_id"),
        _to("vouch", "claim_id", "claim"),
        _to("vouch", "organisation_id", "organisation"),
        _to("vouch", "answered_by_id", "membership"),
    )
    op.create_index("ix_vouch_organisation_id", "vouch", ["organisation_id"])
    states = ("asked", "ours", "not_ours", "handed_over", "taken_over")
    op.create_table(
        "joining",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", _states("joiningstate", *states), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_by_id", sa.Integer()),
        sa.Column("answered_at", moment),
        sa.Column("created_at", moment, nullable=False),
        *_public("joining"),
        sa.UniqueConstraint("claim_id", name="uq_joining_claim_id"),
        _to("joining", "claim_id", "claim"),
        _to("joining", "organisation_id", "organisation"),
        _to("joining", "asked_by_id", "membership"),
        _to("joining", "answered_by_id", "membership"),
    )
    op.create_index("ix_joining_organisation_id", "joining", ["organisation_id"])


def downgrade() -> None:
    for table in ("joining", "vouch", "licence_picture"):
        op.drop_table(table)
