"""Give messages a random address

Revision ID: 0012
Revises: 0011
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def upgrade() -> None:
    with op.batch_alter_table("outbox_message") as table:
        table.add_column(sa.Column("public_id", sa.String(length=20), nullable=True))
    messages = sa.table("outbox_message", sa.column("id"), sa.column("public_id"))
    for number in op.get_bind().scalars(sa.select(messages.c.id)).all():
        fresh = "".join(secrets.choice(ALPHABET) for _ in range(20))
        op.execute(messages.update().where(messages.c.id == number).values(public_id=fresh))
    with op.batch_alter_table("outbox_message") as table:
        table.alter_column("public_id", existing_type=sa.String(length=20), nullable=False)
        table.create_unique_constraint("uq_outbox_message_public_id", ["public_id"])


def downgrade() -> None:
    with op.batch_alter_table("outbox_message") as table:
        table.drop_constraint("uq_outbox_message_public_id", type_="unique")
        table.drop_column("public_id")
