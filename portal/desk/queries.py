"""What the desk shows of its settings: what counts, what waits, who set what when."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Membership, Person
from portal.core import clock, crypto, settings
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.settings import Setting, SettingState, Topic
from portal.desk import topics

SHOWN = 20
STATES = {
    SettingState.PROPOSED: ("等批准", "warn", "info-circle"),
    SettingState.IN_FORCE: ("生效过", "plain", None),
    SettingState.DECLINED: ("没有采用", "plain", "dash-lg"),
}


def visible_to(actor) -> sa.Select:
    """Settings and their history are the operator's to read."""
    return sa.select(Setting).where(sa.true() if actor.role is Role.OPERATOR else sa.false())


def proposals(actor) -> list[sa.Select]:
    """What waits for this operator: what another one has proposed."""
    own = sa.select(Membership.id).where(Membership.person_id == actor.person_id)
    waits = (Setting.state == SettingState.PROPOSED, Setting.made_by_id.not_in(own))
    return [visible_to(actor).where(*waits)]


def first_proposal(actor) -> Setting | None:
    return db.session.scalar(proposals(actor)[0].order_by(Setting.id).limit(1))


def version(actor, topic: Topic, number: int) -> Setting | None:
    which = (Setting.topic == topic, Setting.number == number)
    return db.session.scalar(visible_to(actor).where(*which))


def history(actor, topic: Topic) -> list[dict]:
    """`[{number, chip, waits, maker_id, made, decided, values, given}]`, the newest first."""
    maker, decider = aliased(Person), aliased(Person)
    by, over = aliased(Membership), aliased(Membership)
    rows = db.session.execute(
        visible_to(actor)
        .add_columns(maker, decider)
        .join(by, by.id == Setting.made_by_id)
        .join(maker, maker.id == by.person_id)
        .outerjoin(over, over.id == Setting.decided_by_id)
        .outerjoin(decider, decider.id == over.person_id)
        .where(Setting.topic == topic)
        .order_by(Setting.number.desc())
        .limit(SHOWN)
    ).all()
    crypto.preload(person.key_id for row in rows for person in row[1:] if person)
    now = settings.current(topic).number
    return [_line(*row, counts=row[0].number == now) for row in rows]


def _line(row: Setting, maker: Person, decider: Person | None, *, counts: bool) -> dict:
    word, tone, sign = ("现在用的", "ok", "check-lg") if counts else STATES[row.state]
    return {
        "number": row.number,
        "chip": {"word": word, "tone": tone, "sign": sign},
        "waits": row.state is SettingState.PROPOSED,
        "maker_id": maker.id,
        "made": (maker.name or "", _when(row.created_at)),
        "decided": decider and row.made_by_id != row.decided_by_id and (decider.name, _when(row.decided_at)),
        "values": topics.said(row.topic, row.values),
        "given": row.values,
    }


def _when(moment) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"
