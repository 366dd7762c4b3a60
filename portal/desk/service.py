"""Setting what a site may set for itself. Nothing here commits.

A promise to others (lengths of clocks) and what they agree to (the consent's text) need a second
operator; see docs/decisions/0017-what-operators-set.md.
"""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Membership
from portal.core import clock, ledger, settings
from portal.core.db import db
from portal.core.settings import Setting, SettingState, Topic
from portal.desk import topics
from portal.desk.errors import Changed, DeskError, OwnProposal
from portal.leads.models import Clock

BY_TWO = frozenset({Topic.CLOCKS, Topic.CONSENT})


def put(actor, topic: Topic, values: dict, based_on: int) -> Setting:
    """A new version, in force at once or proposed to another operator. Raises Changed and DeskError.

    `based_on` is the newest version that its maker has seen: of two who start from the same, one is refused.
    """
    if proposed(topic) is not None:
        raise Changed("已经有一份修改在等批准，先处理完那一份。")
    if topics.now(topic) == values:
        raise DeskError("和现在的一样，没有要改的。")
    row = Setting(
        topic=topic,
        number=based_on + 1,
        value=settings.written(values),
        state=SettingState.PROPOSED,
        made_by_id=actor.membership_id,
    )
    if topic not in BY_TWO:
        row.state, row.decided_by_id, row.decided_at = SettingState.IN_FORCE, actor.membership_id, clock.now()
    if newest(topic) != based_on:
        raise Changed("另一位运营人员刚刚改过。")
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Changed("另一位运营人员刚刚改过。") from None
    _record("setting.proposed" if topic in BY_TWO else "setting.changed", actor, row)
    settings.changed()
    return row


def approve(actor, row: Setting) -> None:
    """It counts from now on. Raises OwnProposal and Changed."""
    if _maker(row) == actor.person_id:
        raise OwnProposal("自己提出的修改，要由另一位运营人员批准。")
    _decide(actor, row, SettingState.IN_FORCE)
    _record("setting.approved", actor, row)
    settings.changed()


def decline(actor, row: Setting) -> None:
    """It never counts; its maker may take it back like this, too. Raises Changed."""
    _decide(actor, row, SettingState.DECLINED)
    _record("setting.declined", actor, row)


def newest(topic: Topic) -> int:
    """The highest number there is, whatever became of it."""
    return db.session.scalar(sa.select(sa.func.max(Setting.number)).where(Setting.topic == topic)) or 0


def proposed(topic: Topic) -> Setting | None:
    """What waits for another operator."""
    waits = (Setting.topic == topic, Setting.state == SettingState.PROPOSED)
    return db.session.scalar(sa.select(Setting).where(*waits))


def _decide(actor, row: Setting, state: SettingState) -> None:
    """The one update that decides; whoever comes second changes nothing."""
    open_still = sa.update(Setting).where(Setting.id == row.id, Setting.state == SettingState.PROPOSED)
    decided = {"state": state, "decided_by_id": actor.membership_id, "decided_at": clock.now()}
    if db.session.execute(open_still.values(**decided)).rowcount == 0:
        raise Changed("这份修改刚刚有人处理过。")


def _maker(row: Setting) -> int:
    """The person: who has two memberships is still one operator."""
    return db.session.scalar(sa.select(Membership.person_id).where(Membership.id == row.made_by_id))


def _record(kind: str, actor, row: Setting) -> None:
    """Lengths as they are; of a text its digest."""
    facts = {"topic": row.topic.value, "version": row.number, "digest": row.digest}
    if row.topic is Topic.CLOCKS:
        facts["days"] = [row.values[which.value] for which in Clock]
    ledger.record(kind, actor=actor, **facts)
