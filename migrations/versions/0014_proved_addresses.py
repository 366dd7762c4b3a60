"""Find people only by addresses that were proved

Revision ID: 0014
Revises: 0013
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An address that was merely typed stays on the account but is its login no more.

    Proved are those of people without a mobile (an invitation reached them), those that an invitation was
    mailed to, and those put in by a code.
    """
    op.execute(
        sa.text(
            "UPDATE person SET email_index = NULL WHERE email_index IS NOT NULL AND mobile_index IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM invitation JOIN membership ON membership.id = invitation.member_id"
            " WHERE membership.person_id = person.id AND invitation.contact_index = person.email_index)"
            " AND id NOT IN :changed"
        ).bindparams(sa.bindparam("changed", _changed() or [0], expanding=True))
    )


def downgrade() -> None:
    """Which addresses had been typed only is not kept: they stay unproved."""


def _changed() -> list[int]:
    rows = op.get_bind().execute(
        sa.text("SELECT facts FROM ledger_event WHERE kind = 'person.email_changed'")
    )
    return [json.loads(row.facts)["person"] for row in rows]
