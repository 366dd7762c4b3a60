"""A clock is about to run out, or has: whoever is to act hears of it, and of an overrun the admins too."""

from portal.core.db import db
from portal.leads.models import Clock, Lead
from portal.needs.models import FinancingNeed
from portal.notifications import recipients, service


def remind(lead_id: int, which: str, due: str) -> None:
    if (found := _running(lead_id, which, due)) is None:
        return
    lead, need = found
    about = {"lead_id": lead.id, "need_id": need.id}
    if which == Clock.OWNER_ANSWER:
        service.tell(recipients.owners_of(need), "owner_reminder", _event(lead_id, which, due), **about)
    else:
        who = recipients.answering(lead, need.region_code)
        service.tell(who, "clock_reminder", _event(lead_id, which, due), **about)


def overrun(lead_id: int, which: str, due: str) -> None:
    """The institution's clocks. When the owner's has run out, the lead lapses: that move is told."""
    lead = db.session.get(Lead, lead_id, populate_existing=True)
    if lead is None or which == Clock.OWNER_ANSWER:
        return
    need = db.session.get(FinancingNeed, lead.need_id)
    about = {"lead_id": lead.id, "need_id": need.id}
    event = _event(lead_id, which, due)
    admins = recipients.admins_of(lead.institution_id)
    managers = [one for one in recipients.answering(lead, need.region_code) if one not in admins]
    service.tell(managers, "clock_overrun", event, **about)
    service.tell(admins, "clock_overrun_admin", event, **about)


def _running(lead_id: int, which: str, due: str) -> tuple[Lead, FinancingNeed] | None:
    """The lead and its need while this clock still runs to this end; a late reminder reminds of nothing."""
    lead = db.session.get(Lead, lead_id, populate_existing=True)
    if lead is None or lead.clock is None or lead.clock != which:
        return None
    if lead.clock_due_at is None or lead.clock_due_at.isoformat(timespec="seconds") != due:
        return None
    return lead, db.session.get(FinancingNeed, lead.need_id)


def _event(lead_id: int, which: str, due: str) -> str:
    return f"clock {lead_id} {which} {due}"
