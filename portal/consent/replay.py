"""Whether every contact was opened under a consent that held: played back from the ledger alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.core.db import db
from portal.core.ledger import LedgerEvent
from search import taxonomy

REVEALED = "contact.revealed"
TURNS = ("consent.given", "consent.shortened", "consent.withdrawn", "need.closed", REVEALED)
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Unfounded:
    """A look that no consent covered; `why`: never given, withdrawn before, or run out before."""

    seq: int
    lead_id: int
    why: str

    @property
    def words(self) -> str:
        return f"event {self.seq}: contact of lead {self.lead_id} opened, consent {self.why}"


def reveals_without_consent(last: int | None = None) -> list[Unfounded]:
    """Every contact.revealed for which the ledger names no live consent at that moment; oldest first.

    `last`: only the leads of so many of the newest looks, which is what a page has time for. Events count in
    the order of their numbers: each of these acts holds its need's row while it writes. Ledgers from before
    consent.shortened was written are judged by the longer time that was first given.
    """
    events = sa.select(LedgerEvent).where(LedgerEvent.kind.in_(TURNS)).order_by(LedgerEvent.seq)
    if last is not None:
        newest = sa.select(LedgerEvent.lead_id, LedgerEvent.need_id).where(LedgerEvent.kind == REVEALED)
        pairs = db.session.execute(newest.order_by(LedgerEvent.seq.desc()).limit(last)).all()
        leads, needs = ({pair[place] for pair in pairs} for place in (0, 1))
        closed = sa.and_(LedgerEvent.lead_id.is_(None), LedgerEvent.need_id.in_(needs))
        events = events.where(sa.or_(LedgerEvent.lead_id.in_(leads), closed))
    return list(_played(db.session.scalars(events.execution_options(yield_per=1000))))


def _played(events: Iterable[LedgerEvent]) -> Iterable[Unfounded]:
    until: dict[int, str] = {}  # by lead: to when a consent holds, as the events write a moment
    of_need: dict[int, set[int]] = {}
    for event in events:
        facts, lead = event.values, event.lead_id
        match event.kind:
            case "consent.given":
                until[lead] = max(until.get(lead, ""), facts["until"])
                of_need.setdefault(event.need_id, set()).add(lead)
            case "consent.shortened":
                until[lead] = min(until.get(lead, ""), facts["until"])
            case "consent.withdrawn":
                until[lead] = ""
            case "need.closed" if _withdraws(facts.get("code")):
                until.update(dict.fromkeys(of_need.get(event.need_id, ()), ""))
            case "contact.revealed" if until.get(lead, "") < _second(event.happened_at):
                yield Unfounded(event.seq, lead, _why(until.get(lead)))


def _withdraws(code: str | None) -> bool:
    """A withdrawn need takes its consents with it."""
    closing = taxonomy.closings.get(code or "")
    return closing is not None and closing.ends_as == WITHDRAWN


def _second(moment: datetime) -> str:
    """As `until` is written: to the second."""
    return moment.isoformat(timespec="seconds")


def _why(until: str | None) -> str:
    return "never given" if until is None else f"ended {until}" if until else "withdrawn before"
