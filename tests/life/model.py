"""One need and its leads in plain Python: what the domain says may happen, without rows, locks or a ledger.

Written from the table of moves by hand and reading nothing of the portal, so that it and the portal can be
wrong only in different ways. An act that may not be raises Refused and changes nothing.
"""

from datetime import datetime

from tests.life.model_course import Course
from tests.life.model_lead import GRACE, OPEN, Calendar, Lead, Refused

__all__ = ["Calendar", "Need", "Refused"]


class Need(Course):
    """What people may do; each act says who does it."""

    def opens(self, now: datetime) -> None:
        self._next(now)

    def claim(self, bank, manager, now: datetime) -> None:
        self._must(self.seeking)
        lead = self.leads.get(bank)
        if lead is None:
            self._must(not self.full)
            lead = self.leads[bank] = Lead(bank, "interested", pushed=False)
        else:
            silent = lead.state == "lapsed" and lead.lapsed_from == "pushed"
            free = lead.state == "pushed" and lead.assigned in (None, manager)
            self._must(silent or free)
        lead.state, lead.assigned, lead.answered = "interested", manager, True
        self._start(lead, "owner_answer", now)
        self._settle(now)

    def bank_declines(self, bank, manager, now: datetime, states=OPEN) -> None:
        lead = self._lead(bank)
        unclaimed = lead.state == "pushed" and lead.assigned is None
        self._must(unclaimed or (lead.assigned == manager and lead.state in states))
        lead.answered = True
        self._over(lead, "bank_declined", now)
        self._next(now)

    def contacted(self, bank, manager, now: datetime) -> None:
        lead = self._mine(bank, manager, "accepted")
        lead.state = "contacted"
        lead.calls.append("")
        self._start(lead, "decision", now)

    def reveals(self, bank, manager, now: datetime) -> None:
        lead = self._lead(bank)
        self._must(lead.assigned == manager and self.consents(lead, now))

    def disputes_call(self, bank, now: datetime) -> None:
        """The owner says that the last call was none; what was written down may be disputed at any time."""
        self._dispute(self._lead(bank).calls)

    def disputes_payment(self, bank, now: datetime) -> None:
        self._dispute(self._lead(bank).payments)

    def grants_call(self, bank, manager, now: datetime) -> None:
        """The bank says so too: it has to call, within a day, unless it has an offer out or is done."""
        lead = self._lead(bank)
        self._grant(lead, lead.calls, manager)
        if lead.state in ("contacted", "due_diligence", "waiting_materials"):
            lead.state = "accepted"
            self._start(lead, "first_contact", now)

    def grants_payment(self, bank, manager, now: datetime) -> None:
        """The money is still owed; the need that ended with it seeks again."""
        lead = self._lead(bank)
        self._grant(lead, lead.payments, manager)
        lead.paid[-1] = 0
        owed = lead.state == "disbursed" and not any(lead.paid) and not self.full
        if owed and (self.seeking or self.state == "funded") and self.consents(lead, now):
            self.state, lead.state, lead.slot = "engaged", "taken", self._free_slot
            self._start(lead, "disbursement", now)
        self._settle(now)

    def _dispute(self, said: list[str]) -> None:
        self._must(bool(said) and said[-1] == "")
        said[-1] = "disputed"

    def _grant(self, lead: Lead, said: list[str], manager) -> None:
        self._must(lead.assigned == manager and bool(said) and said[-1] == "disputed")
        said[-1] = "granted"

    def begins_diligence(self, bank, manager, now: datetime) -> None:
        self._mine(bank, manager, "contacted").state = "due_diligence"

    def asks_materials(self, bank, manager, now: datetime) -> None:
        """The decision stands still meanwhile."""
        lead = self._mine(bank, manager, "contacted", "due_diligence")
        lead.after_materials, lead.state = lead.state, "waiting_materials"
        lead.due, lead.left = None, self.calendar.days_left(lead.due, now)

    def goes_on(self, bank, manager, now: datetime) -> None:
        lead = self._mine(bank, manager, "waiting_materials")
        lead.state = lead.after_materials
        lead.due, lead.left = self.calendar.deadline(now, max(lead.left, 0)), None

    def approves(self, bank, manager, amount: int, now: datetime) -> None:
        lead = self._mine(bank, manager, "contacted", "due_diligence")
        self._must(self.seeking)
        lead.state, lead.offered = "approved", amount
        self._start(lead, "owner_answer", now)

    def disburses(self, bank, manager, amount: int, now: datetime) -> None:
        """In parts, never more than was offered; the first funds the need, unless it is kept open."""
        lead = self._mine(bank, manager, "taken", "disbursed")
        self._must(0 < amount <= lead.offered - sum(lead.paid))
        first = lead.state == "taken"
        self._must(self.seeking or not first)
        lead.paid.append(amount)
        lead.payments.append("")
        self._over(lead, "disbursed", now)
        if first and not self.keep_open:
            self.ends("funded", now)

    def takes(self, bank, now: datetime, *, keep_open: bool = False) -> None:
        lead = self._lead(bank)
        self._must(self.seeking and lead.state == "approved" and lead.declining_until is None)
        lead.state, self.keep_open = "taken", self.keep_open or keep_open
        self._start(lead, "disbursement", now)

    def refuses_offer(self, bank, now: datetime) -> None:
        """Told in ten minutes."""
        lead = self._lead(bank)
        self._must(lead.state == "approved")
        lead.declining_until = lead.declining_until or now + GRACE

    def accept(self, bank, now: datetime) -> None:
        self._must(self.seeking)
        lead = self._lead(bank)
        self._must(lead.state == "interested" and not self.full)
        self._talk(lead, now)

    def apply(self, bank, now: datetime) -> None:
        self._must(self.seeking and not self.full)
        lead = self.leads.get(bank)
        self._must(lead is None or lead.state in ("pushed", "interested", "lapsed", "firm_declined"))
        lead = self.leads.setdefault(bank, Lead(bank, "new", pushed=False))
        self._talk(lead, now)

    def declines(self, bank, now: datetime) -> None:
        lead = self._lead(bank)
        self._must(lead.state == "interested")
        lead.declining_until = lead.declining_until or now + GRACE

    def undoes(self, bank, now: datetime) -> None:
        lead = self._lead(bank)
        self._must(lead.state in ("interested", "approved"))
        self._must(lead.declining_until is not None and lead.declining_until > now)
        lead.declining_until = None

    def withdraws_consent(self, bank, now: datetime) -> None:
        lead = self._lead(bank)
        self._must(self.consents(lead, now))
        lead.consent_until = None
        if lead.is_open:
            self._over(lead, "ended", now)
            self._next(now)

    def ends(self, state: str, now: datetime) -> None:
        """The need ends, and with it every lead that is open."""
        self._must(self.seeking)
        self.state = state
        for lead in self.leads.values():
            if lead.is_open:
                self._over(lead, "ended", now)
