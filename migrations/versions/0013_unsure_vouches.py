"""Let a voucher say that they cannot tell

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BEFORE, NOW = ("asked", "known", "unknown"), ("asked", "known", "unknown", "unsure")
NAME = "vouchstate"


def upgrade() -> None:
    _allow(NOW)


def downgrade() -> None:
    columns = ("state", "answered_by_id", "answered_at")
    vouch = sa.table("vouch", *map(sa.column, columns))
    unanswered = dict(zip(columns, ("asked", None, None), strict=True))  # never a no that nobody said
    op.execute(vouch.update().where(vouch.c.state == "unsure").values(unanswered))
    _allow(BEFORE)


def _allow(states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("vouch") as table:
        if op.get_bind().dialect.name != "sqlite":  # its copy of the table comes without the old CHECK
            table.drop_constraint(op.f(f"ck_vouch_{NAME}"), type_="check")
        table.create_check_constraint(op.f(f"ck_vouch_{NAME}"), f"state IN ({listed})")
