"""Who looked at a contact is told to its owner; who looks at very many, to those who can stop it."""

from portal.accounts.models import Membership
from portal.core.db import db
from portal.leads.models import Lead
from portal.needs.models import FinancingNeed
from portal.notifications import recipients, service


def revealed(lead_id: int, membership_id: int, day: str) -> None:
    """Once for each look that counted: a person, a lead and a day."""
    lead = db.session.get(Lead, lead_id)
    need = db.session.get(FinancingNeed, lead.need_id) if lead else None
    if need is None:
        return
    about = {"lead_id": lead_id, "need_id": need.id, "other_id": membership_id}
    event = f"reveal {lead_id} {membership_id} {day}"
    service.tell(recipients.owners_of(need), "contact_revealed", event, **about)


def alarm(membership_id: int, institution_id: int, day: str | None) -> None:
    """The institution's admins, but for the one it is about, and the operators."""
    about = db.session.get(Membership, membership_id)
    admins = [one for one in recipients.admins_of(institution_id) if one.person_id != about.person_id]
    event = f"alarm {about.person_id} {day}"
    service.tell(admins, "reveal_alarm", event, other_id=membership_id)
    service.tell(recipients.operators(), "reveal_watch", event, other_id=membership_id)
