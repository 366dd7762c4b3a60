"""What whoever runs the site sets from a page: lengths of clocks, texts.

Each topic has numbered versions that are never changed; the newest one in force counts. Every request asks
the database how many are in force, on a query that is made anyway, and reads them when that has changed: all
processes go by a change from their next request on.
"""

import enum
import json
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from flask import current_app, g
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Public, db
from portal.core.once import forget, once


class Topic(enum.StrEnum):
    CLOCKS = "clocks"
    CONSENT = "consent"
    FOOTER = "footer"


class SettingState(enum.StrEnum):
    PROPOSED = "proposed"  # waits for another operator
    IN_FORCE = "in_force"  # since it was decided; a newer version may have taken its place
    DECLINED = "declined"


class Setting(Public, Base):
    """One version of one topic; `value` is JSON. Of two who write the same number, one is refused."""

    __tablename__ = "setting"
    __table_args__ = (sa.UniqueConstraint("topic", "number"),)

    topic: Mapped[Topic]
    number: Mapped[int]
    value: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[SettingState]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("membership.id"))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]

    @property
    def values(self) -> dict:
        return json.loads(self.value)

    @property
    def digest(self) -> str:
        """What the ledger keeps of texts."""
        return sha256(self.value.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class InForce:
    """What counts now; number 0 and no values where nobody has set anything."""

    number: int = 0
    since: datetime | None = None
    values: dict = field(default_factory=dict)


def current(topic: Topic) -> InForce:
    return _now().get(topic, InForce())


def at(topic: Topic, moment: datetime) -> InForce:
    """What counted at a moment."""
    now = current(topic)
    if now.since is None or now.since <= moment:
        return now
    rows = sa.select(Setting).where(Setting.topic == topic, Setting.state == SettingState.IN_FORCE)
    then = rows.where(Setting.decided_at <= moment).order_by(Setting.number.desc()).limit(1)
    row = db.session.scalar(then)
    return _in_force(row) if row else InForce()


def site_contact() -> str:
    """How people reach whoever runs the site: as an operator wrote it, else as the server is configured."""
    return current(Topic.FOOTER).values.get("contact") or current_app.config["SITE_CONTACT"]


def written(values: dict) -> str:
    """Values as a row keeps them: the same values are the same text."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def mark() -> sa.ScalarSelect:
    """How many versions are in force: they are never taken back, so any change of them makes it grow."""
    rows = sa.select(sa.func.count(Setting.id)).where(Setting.state == SettingState.IN_FORCE)
    return rows.correlate(None).scalar_subquery()


def note(found: int) -> None:
    """What a query of this request has brought along for `mark`."""
    once("settings.mark", lambda: found)


def changed() -> None:
    """This request sets something: from here on it reads for itself alone, since it may still be undone."""
    forget()
    g.settings_changed = True


def _now() -> dict[Topic, InForce]:
    if g.get("settings_changed"):
        return once("settings", _read)
    found = once("settings.mark", lambda: db.session.scalar(sa.select(mark())))
    kept = current_app.extensions.get("settings")
    if kept is None or kept[0] != found:
        kept = current_app.extensions["settings"] = (found, _read())
    return kept[1]


def _read() -> dict[Topic, InForce]:
    newest = sa.select(sa.func.max(Setting.id)).where(Setting.state == SettingState.IN_FORCE)
    rows = sa.select(Setting).where(Setting.id.in_(newest.group_by(Setting.topic)))
    return {row.topic: _in_force(row) for row in db.session.scalars(rows)}


def _in_force(row: Setting) -> InForce:
    return InForce(row.number, row.decided_at, row.values)
