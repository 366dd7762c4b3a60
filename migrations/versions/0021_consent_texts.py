"""A consent names the wording that its owner read

Revision ID: 0021
Revises: 0020
"""

from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FIRST = (
    "这一家机构、只为这一个需求，可以看到您的名称、信用代码、负责人、完整的金额和期限、经营情况、已有贷款和您写的原话；"
    "手机号、邮箱和地址要逐次点开，每次点开都会告诉您。"
    "谈完 30 天后自动失效，最长 180 天，可随时收回。这不是征信查询授权。"
)
"""The only wording there was until now."""


def upgrade() -> None:
    texts = op.create_table(
        "consent_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint("digest", name=op.f("uq_consent_text_digest")),
    )
    first = {"digest": sha256(FIRST.encode()).hexdigest()[:16], "sentence": FIRST, "since": datetime.now(UTC)}
    consent = sa.table("consent", sa.column("id", sa.Integer), sa.column("text_id", sa.Integer))
    with op.batch_alter_table("consent") as table:
        table.add_column(sa.Column("text_id", sa.Integer()))
        table.create_foreign_key(
            table.f("fk_consent_text_id_consent_text"), "consent_text", ["text_id"], ["id"]
        )
    connection = op.get_bind()
    if connection.scalar(sa.select(sa.func.count()).select_from(consent)):
        made = connection.execute(texts.insert().values(**first)).inserted_primary_key[0]
        connection.execute(consent.update().values(text_id=made))


def downgrade() -> None:
    with op.batch_alter_table("consent") as table:
        table.drop_constraint(table.f("fk_consent_text_id_consent_text"), type_="foreignkey")
        table.drop_column("text_id")
    op.drop_table("consent_text")
