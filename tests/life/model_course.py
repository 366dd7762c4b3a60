"""What follows by itself in the plain model: who is asked next, slots, clocks, the need's own state."""

from collections.abc import Hashable
from datetime import datetime

from tests.life.model_lead import (
    AFTER_END,
    AT_MOST,
    AT_OPENING,
    DAYS,
    LASTS,
    SEEKING,
    Calendar,
    Lead,
    Refused,
)


class Course:
    """`best`: institutions in the order of pushing; `last_resort`: guarantors, once the best are used up."""

    def __init__(
        self, calendar: Calendar, *, max_talks: int = 3, keep_open: bool = False, best=(), last_resort=()
    ) -> None:
        self.calendar, self.max_talks, self.keep_open = calendar, max_talks, keep_open
        self.best, self.last_resort = list(best), list(last_resort)
        self.state, self.on_board = "open", False
        self.leads: dict[Hashable, Lead] = {}

    @property
    def seeking(self) -> bool:
        return self.state in SEEKING

    @property
    def held(self) -> set[int]:
        return {lead.slot for lead in self.leads.values() if lead.slot}

    @property
    def full(self) -> bool:
        return len(self.held) >= self.max_talks

    def consents(self, lead: Lead, now: datetime) -> bool:
        """Whether its institution may see everything at this moment."""
        return lead.consent_until is not None and lead.consent_until > now and self.state != "withdrawn"

    @property
    def freed(self) -> int:
        """Institutions it was put before that said no or once fell silent."""
        return sum(lead.pushed and (lead.state == "bank_declined" or lead.was_silent) for lead in self._all)

    @property
    def failed(self) -> int:
        """The same, the guarantor that was asked last among them."""
        asked = [lead for lead in self._all if lead.pushed or lead.last_resort]
        return sum(lead.state == "bank_declined" or lead.was_silent for lead in asked)

    @property
    def misses_one(self) -> bool:
        """Whether an institution that failed has no other in its place; owners' own silence draws nobody."""
        return AT_OPENING + self.freed > self.pushed_to and bool(self.failed or not self.leads)

    @property
    def is_forgotten(self) -> bool:
        """Whether it seeks, misses an institution, and nobody's turn it is; this must never be."""
        has_somebody = any(lead.is_open for lead in self._all)
        return self.seeking and self.misses_one and not has_somebody and not self.on_board

    def push(self, bank, now: datetime) -> None:
        self._must(self.seeking and bank not in self.leads and not self.full)
        lead = self.leads[bank] = Lead(bank, "pushed", pushed=True)
        self._start(lead, "first_answer", now)

    def push_best(self, now: datetime, room: int) -> None:
        """The worker's: as many of the best as there is room for, those that have it already left out."""
        if not self.seeking:
            return
        for bank in self._untried[: max(0, room - self.pushed_to)]:
            if not self.full:
                self.push(bank, now)

    @property
    def pushed_to(self) -> int:
        return sum(lead.pushed for lead in self.leads.values())

    def time_passes(self, now: datetime) -> None:
        """What the worker does by the clock: a no is told after its ten minutes, silence ends a lead."""
        for lead in list(self.leads.values()):
            if lead.declining_until and lead.declining_until <= now:
                self._over(lead, "firm_declined", now)
                self._next(now)

    def clocks_run(self, now: datetime) -> list[Lead]:
        """Whoever did not answer in time loses the lead; a bank that is late with more is told on: these."""
        for lead in list(self.leads.values()):
            if lead.must_lapse(now) and self.seeking:
                lead.was_silent |= lead.state == "pushed"
                lead.lapsed_from = lead.state
                self._over(lead, "lapsed", now)
                self._next(now)
        return [lead for lead in self.leads.values() if lead.is_open and lead.due and lead.due <= now]

    def _must(self, so: bool) -> None:
        if not so:
            raise Refused

    def _lead(self, bank) -> Lead:
        self._must(bank in self.leads)
        return self.leads[bank]

    def _mine(self, bank, manager, *states: str) -> Lead:
        lead = self._lead(bank)
        self._must(lead.state in states and lead.assigned == manager)
        return lead

    def _talk(self, lead: Lead, now: datetime) -> None:
        lead.slot = self._free_slot
        lead.state, lead.declining_until, lead.consent_until = "accepted", None, now + LASTS
        self._start(lead, "first_contact", now)
        self._settle(now)

    @property
    def _free_slot(self) -> int:
        return min(set(range(1, self.max_talks + 1)) - self.held)

    def _over(self, lead: Lead, state: str, now: datetime) -> None:
        lead.state, lead.slot, lead.declining_until = state, None, None
        lead.clock = lead.due = lead.left = None
        if lead.consent_until:
            lead.consent_until = min(lead.consent_until, now + AFTER_END)
        self._settle(now)

    def _next(self, now: datetime) -> None:
        """One more institution for each that said no or fell silent; with none left a guarantor, the board.

        The owner's own answers and silence draw nobody.
        """
        if not self.seeking:
            return
        freed, asked = self.freed, self.pushed_to
        self.push_best(now, min(AT_OPENING + freed, AT_MOST))
        nobody_left = asked >= AT_MOST or not self._untried
        if self.pushed_to > asked or not nobody_left or not self.misses_one:
            return
        if not self._asks_guarantor(now) and not any(lead.is_open for lead in self._all):
            self.on_board = True

    def _asks_guarantor(self, now: datetime) -> bool:
        guarantor = next((one for one in self.last_resort if one not in self.leads), None)
        if guarantor is None or self.full or any(lead.last_resort for lead in self._all):
            return False
        lead = self.leads[guarantor] = Lead(guarantor, "pushed", pushed=False, last_resort=True)
        self._start(lead, "first_answer", now)
        return True

    @property
    def _all(self) -> list[Lead]:
        return list(self.leads.values())

    @property
    def _untried(self) -> list:
        return [one for one in self.best if one not in self.leads]

    def _start(self, lead: Lead, clock: str, now: datetime) -> None:
        lead.clock, lead.due, lead.left = clock, self.calendar.deadline(now, DAYS[clock]), None

    def _settle(self, now: datetime) -> None:
        """The need is engaged while somebody talks; owners' clocks stand still while the talks are full."""
        if not self.seeking:
            return
        self.state = "engaged" if self.held or any(lead.paid for lead in self._all) else "open"
        for lead in self.leads.values():
            if lead.state != "interested":
                continue
            if self.full and lead.due:
                lead.due, lead.left = None, self.calendar.days_left(lead.due, now)
            elif not self.full and lead.due is None:
                lead.due, lead.left = self.calendar.deadline(now, max(lead.left or 0, 0)), None
