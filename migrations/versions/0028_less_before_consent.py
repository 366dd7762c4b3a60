"""What institutions read before consent: scrubbed as new texts are, and only what was stated.

Revision ID: 0028
Revises: 0027
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from portal.core.db import CodeList
from search import taxonomy
from search.language.scrub import again

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

AT_ONCE = 500
REMARK = 300  # the width of the column


def upgrade() -> None:
    """By the scrubber of the day of the upgrade, which takes away no less than the one this was written with."""
    need = sa.table("financing_need", sa.column("id"), sa.column("summary"), sa.column("tags", CodeList()))
    for row in _rows(need):
        now = {"summary": again(row.summary), "tags": _stated(row.tags)}
        if now != {"summary": row.summary, "tags": row.tags}:
            op.execute(need.update().where(need.c.id == row.id).values(now))
    batch = sa.table("referral_batch", sa.column("id"), sa.column("remark_shown"))
    for row in _rows(batch):
        if (shown := again(row.remark_shown)) != row.remark_shown:
            op.execute(batch.update().where(batch.c.id == row.id).values(remark_shown=shown[:REMARK]))


def downgrade() -> None:
    """What was taken out is not kept in the open: the owner's words are there, sealed."""


def _rows(table: sa.TableClause) -> Iterator[sa.Row]:
    """All rows by their key, a few at a time."""
    last = 0
    while (
        rows := op.get_bind()
        .execute(sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE))
        .all()
    ):
        yield from rows
        last = rows[-1].id


def _stated(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Without what follows from a sensitive qualification alone: it would give that one away.

    Whether somebody ticked it besides cannot be told. Nothing is lost: the rules conclude it by themselves.
    """
    known = taxonomy.requirements
    words = [tag.partition(":")[0] for tag in tags]
    sensitive = [word for word in words if (entry := known.by_word(word)) and entry.sensitive]
    concluded = {other for word in sensitive for other in known.implied(word)}
    openly = {other for word in words if word not in concluded for other in known.implied_openly(word)}
    gone = concluded - openly
    return tuple(tag for tag, word in zip(tags, words, strict=True) if word not in gone)
