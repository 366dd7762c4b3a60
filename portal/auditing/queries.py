"""Events as an auditor reads them: the newest first, and where the seals stand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.auditing import words
from portal.consent import replay
from portal.core import clock, ledger, wording
from portal.core.db import db
from portal.core.ledger import LedgerEvent, LedgerSeal
from portal.core.permissions import ROLE_NAMES, Role

PAGE = 50
CHECKED = 500  # of the newest seals and looks, each time; `ledger verify` checks them all
OF = {
    "need": LedgerEvent.need_id,
    "lead": LedgerEvent.lead_id,
    "institution": LedgerEvent.institution_id,
    "actor": LedgerEvent.actor_id,
}


@dataclass(frozen=True)
class Asked:
    """What to show; None leaves it open. `before` is an event's number, for the page after."""

    group: str | None = None
    number_of: str | None = None
    number: int | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None


def standing() -> dict:
    """`{events, sealed, waiting, head, wrong, unfounded}`: how many, the newest seal, what the last show.

    `unfounded`: numbers of events by which a contact was opened that no consent covered.
    """
    newest = db.session.scalar(sa.select(LedgerSeal).order_by(LedgerSeal.position.desc()).limit(1))
    return {
        "events": db.session.scalar(sa.select(sa.func.count(LedgerEvent.seq))),
        "sealed": newest.position if newest else 0,
        "waiting": ledger.unsealed_count(),
        "head": newest.seal if newest else "",
        "wrong": ledger.verify(last=CHECKED),
        "unfounded": [look.seq for look in replay.reveals_without_consent(last=CHECKED)],
    }


def page(asked: Asked) -> tuple[list[dict], int | None]:
    """At most PAGE events, and the number before which the next page begins, None on the last."""
    query = (
        sa.select(LedgerEvent, LedgerSeal.seal)
        .outerjoin(LedgerSeal, LedgerSeal.event_seq == LedgerEvent.seq)
        .where(*_conditions(asked))
        .order_by(LedgerEvent.seq.desc())
        .limit(PAGE + 1)
    )
    found = db.session.execute(query).all()
    rows = [_row(event, seal) for event, seal in found[:PAGE]]
    return rows, rows[-1]["seq"] if len(found) > PAGE else None


def _conditions(asked: Asked) -> list:
    wanted = []
    if asked.group:
        wanted.append(LedgerEvent.kind.startswith(f"{asked.group}.", autoescape=True))
    if asked.number_of and asked.number:
        wanted.append(OF[asked.number_of] == asked.number)
    if asked.since:
        wanted.append(LedgerEvent.recorded_at >= clock.shanghai(asked.since))
    if asked.until:
        wanted.append(LedgerEvent.recorded_at < clock.shanghai(asked.until + timedelta(days=1)))
    if asked.before:
        wanted.append(LedgerEvent.seq < asked.before)
    return wanted


def _row(event: LedgerEvent, seal: str | None) -> dict:
    facts = event.values
    shown = [f"{words.FACTS[key]} {_said(value)}" for key, value in facts.items() if key in words.FACTS]
    return {
        "seq": event.seq,
        "recorded": f"{clock.local(event.recorded_at):%Y-%m-%d %H:%M:%S}",
        "happened": wording.moment(event.happened_at) if event.happened_at != event.recorded_at else "",
        "kind": words.of_kind(event.kind),
        "code": event.kind,
        "who": ROLE_NAMES[Role(event.actor_role)] if event.actor_role else "平台自动",
        "member": event.actor_id,
        "need": event.need_id,
        "lead": event.lead_id,
        "institution": event.institution_id,
        "facts": shown,
        "kept": len(facts) - len(shown),
        "seal": seal[:8] if seal else "",
    }


def _said(value: object) -> str:
    """A fact as an auditor reads it; codes stay codes."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(_said, value)) or "无"
    if isinstance(value, str) and value.count(":") > 1 and "T" in value:
        return f"{clock.local(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return str(value)
