"""When no further bank can be asked: one guarantor, and with nobody left the monitor's board."""

from abc import ABC, abstractmethod

from portal.demo.year.talking import Talking
from portal.leads.models import Channel, Lead, LeadState
from portal.leads.moves import OPEN
from portal.matching.service import AT_OPENING
from portal.products.models import ProductKind


class Escalating(Talking, ABC):
    """`pushed` institutions so far, and how many of them are `freed`: said no or fell silent."""

    pushed = freed = 0

    def go_on_without_banks(self) -> None:
        """As `portal.matching.escalation` does: only where a bank is missing that should be asked."""
        missing = AT_OPENING + self.freed > self.pushed
        unanswered = self.freed or not self.steps.leads
        if not (self.seeking and missing and unanswered):
            return
        if not self._ask_guarantor() and not any(lead.state in OPEN for lead in self.steps.leads):
            self.steps.onto_board(self.now)

    def _ask_guarantor(self) -> bool:
        asked = any(lead.channel is Channel.ESCALATION for lead in self.steps.leads)
        found = [
            one
            for one in ([] if asked or self.steps.is_full() else self.market.offers(self.need, loans=False))
            if one.product.kind is ProductKind.GUARANTEE and not self.has(one.institution_id)
        ]
        if not found:
            return False
        best = found[0]
        values = (best.institution_id, best.product.id, best.score_bp)
        lead = self.steps.push(self.now, *values, channel=Channel.ESCALATION)
        self.plan_lapse(lead, LeadState.PUSHED)
        self.plan_answer(lead)
        return True

    @abstractmethod
    def plan_lapse(self, lead: Lead, state: LeadState) -> None:
        """At the end of the clock that runs now."""

    @abstractmethod
    def plan_answer(self, lead: Lead) -> None:
        """What the institution will say, if anything."""
