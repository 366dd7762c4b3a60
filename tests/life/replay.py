"""What the ledger alone says of a need: its events played back, oldest first, to the states they lead to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

TALKING = {"accepted", "contacted", "due_diligence", "waiting_materials", "approved", "taken"}


@dataclass
class Told:
    """A lead as its events tell it; `clock` is the one that runs or stands still, None when there is none."""

    state: str | None = None
    manager: int | None = None
    code: str | None = None
    clock: str | None = None
    consent_until: datetime | None = None
    offered_fen: int | None = None
    paid_fen: int = 0
    lent_fen: int = 0

    def consents(self, now: datetime, need: str) -> bool:
        """Whether a consent holds; a withdrawn need takes its consents with it."""
        return self.consent_until is not None and self.consent_until > now and need != "withdrawn"


def replayed(events: Iterable[tuple[str, int | None, Mapping]]) -> dict[int, Told]:
    """Leads by id, from `(kind, lead_id, facts)` in the order of the ledger.

    Raises AssertionError where an event does not follow from those before it.
    """
    leads: dict[int, Told] = {}
    for kind, lead_id, facts in events:
        if lead_id is not None:
            _play(leads.setdefault(lead_id, Told()), kind, facts)
    return leads


def _play(lead: Told, kind: str, facts: Mapping) -> None:
    match kind:
        case "lead.moved":
            before = facts.get("from")
            assert before == lead.state, f"moved from {before}, stood at {lead.state}"
            lead.state, lead.manager, lead.code = facts["to"], facts.get("manager"), facts.get("code")
        case "clock.started":
            lead.clock = facts["clock"]
        case "clock.stopped" if not facts.get("standing"):
            assert facts["clock"] == lead.clock, f"stopped {facts['clock']}, {lead.clock} ran"
            lead.clock = None
        case "consent.given" | "consent.shortened":
            lead.consent_until = datetime.fromisoformat(facts["until"])
        case "consent.withdrawn":
            lead.consent_until = None
        case "offer.made":
            lead.offered_fen = facts["amount_fen"]
        case "lead.disbursed":
            lead.paid_fen += facts["amount_fen"]
            lead.lent_fen += _lent(facts)
        case "lead.struck":
            lead.paid_fen -= facts["amount_fen"]
            lead.lent_fen -= _lent(facts)


def _lent(facts: Mapping) -> int:
    """What lends nothing has no rate."""
    return 0 if facts.get("rate_bp") is None else facts["amount_fen"]


def need_state(leads: Mapping[int, Told]) -> str:
    """Whether a need that seeks is open or engaged: somebody talks, or has lent a part of it."""
    busy = any(lead.state in TALKING or lead.lent_fen for lead in leads.values())
    return "engaged" if busy else "open"
