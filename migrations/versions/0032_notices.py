"""An inbox for everybody, how each person wants to be told, and alarms about opened contacts.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

from portal.core.db import UTCDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

GROUPS = ("decisions", "progress", "new_leads", "reminders", "safety")
PACES = ("at_once", "daily", "inbox")
TELLING = ("accounts.tell", "notifications.note")
"""Who took the news of a person before, and who takes it now."""


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("made_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("read_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("tell_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("texted_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", UTCDateTime(timezone=True), nullable=True),
        _to("notice", "lead_id", "lead"),
        _to("notice", "membership_id", "membership"),
        _to("notice", "need_id", "financing_need"),
        _to("notice", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("person_id", "kind", "event", name=op.f("uq_notice_person_id_kind_event")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notice_public_id")),
    )
    with op.batch_alter_table("notice") as table:
        table.create_index(op.f("ix_notice_lead_id"), ["lead_id"])
        table.create_index("ix_notice_person_read", ["person_id", "read_at"])
    op.create_table(
        "notice_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_text", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        *(sa.Column(name, _paces(name), nullable=False) for name in GROUPS),
        sa.CheckConstraint("quiet_from BETWEEN 0 AND 23", name=op.f("ck_notice_choice_quiet_from")),
        sa.CheckConstraint("quiet_until BETWEEN 0 AND 23", name=op.f("ck_notice_choice_quiet_until")),
        _to("notice_choice", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_choice")),
        sa.UniqueConstraint("person_id", name=op.f("uq_notice_choice_person_id")),
    )
    op.create_table(
        "reveal_alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("looked_at", UTCDateTime(timezone=True), nullable=True),
        sa.Column("looked_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTCDateTime(timezone=True), nullable=False),
        _to("reveal_alarm", "institution_id", "organisation"),
        _to("reveal_alarm", "looked_by_id", "membership"),
        _to("reveal_alarm", "membership_id", "membership"),
        _to("reveal_alarm", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveal_alarm")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_reveal_alarm_person_id_day")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reveal_alarm_public_id")),
    )
    _hand_over(*TELLING)


def downgrade() -> None:
    _hand_over(*reversed(TELLING))
    for table in ("reveal_alarm", "notice_choice", "notice"):
        op.drop_table(table)


def _hand_over(before: str, now: str) -> None:
    """News that is on its way at the moment of the upgrade is not lost."""
    message = sa.table("outbox_message", sa.column("handler"))
    op.execute(message.update().where(message.c.handler == before).values(handler=now))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _paces(group: str) -> sa.Enum:
    name = f"pace_{group}"
    return sa.Enum(*PACES, name=name, native_enum=False, create_constraint=True, length=40)
