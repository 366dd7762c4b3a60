"""Before anybody speaks: institutions that are asked or find the need, and what its owner says to them."""

from datetime import datetime

from portal.core import workdays
from portal.demo import phrases
from portal.demo.banks import ACCOUNTS
from portal.demo.year import chances
from portal.demo.year.escalating import Escalating
from portal.demo.year.steps import SOON
from portal.leads.models import Channel, Lead, LeadState
from portal.leads.refusals import FIRST_STAGE
from portal.leads.service.owners import GRACE
from portal.matching.service import AT_MOST, AT_OPENING


class Asking(Escalating):
    """Pushing, browsing, applying; first answers and decisions."""

    def push_next(self) -> None:
        """Up to three institutions, one more for each that said no or fell silent, six at most."""
        room = min(AT_OPENING + self.freed, AT_MOST) - self.pushed
        found = [one for one in self.offers if not self.has(one.institution_id)][: max(room, 0)]
        if not found:
            self.go_on_without_banks()
        for offer in found:
            if not self.seeking or self.steps.is_full():
                return
            lead = self.steps.push(self.now, offer.institution_id, offer.product.id, offer.score_bp)
            self.pushed += 1
            self.plan_lapse(lead, LeadState.PUSHED)
            self.plan_answer(lead)

    def plan_lapse(self, lead: Lead, state: LeadState) -> None:
        self.plan((lead.clock_due_at or workdays.deadline(self.now, 1)) + SOON, self.lapse, lead, state)

    def lapse(self, lead: Lead, state: LeadState) -> None:
        if lead.state is not state:
            return
        if lead.clock_due_at is None or lead.clock_due_at > self.now:  # it stood still meanwhile
            self.plan_lapse(lead, state)
            return
        self.steps.lapse(lead, self.now)
        self.free(by_institution=state is LeadState.PUSHED and lead.channel is not Channel.ESCALATION)

    def free(self, *, by_institution: bool = True) -> None:
        """Somebody is no longer there; only an institution's own no or silence draws another one."""
        self.freed += by_institution
        self.plan(self.now + SOON, self.push_next)

    def visitors(self) -> None:
        """Managers who browse, owners who apply by themselves."""
        opened = self.need.opened_at
        if self.rng.random() < chances.LOOKED:
            self.plan(self.calendar.answer(opened, self.rng.randint(0, 4)), self._look)
        if self.rng.random() < chances.BROWSED:
            self.plan(self.calendar.answer(opened, self.rng.randint(0, 3)), self._browse)
        if self.rng.random() < chances.APPLIED:
            self.plan(self.calendar.reply(opened, self.rng.uniform(2, 60)), self._apply)

    def _look(self) -> None:
        if offer := self.another():
            self.steps.look(self.now, self.manager(offer.institution_id))

    def _browse(self) -> None:
        offer = self.another()
        if offer and self.seeking and not self.steps.is_full():
            actor = self.manager(offer.institution_id)
            self.steps.look(self.now, actor)
            words = phrases.interested(self.rng, offer.product)
            lead = self.steps.claim_new(self.now, actor, offer.product.id, offer.score_bp, words)
            self._interested(lead)

    def _apply(self) -> None:
        """Mostly for one of the loans that fit, sometimes for a guarantee, an insurance or a lease."""
        loans = self.rng.random() > chances.OTHER_KIND
        found = self.offers[:6] if loans else self.market.offers(self.need, loans=False)[:3]
        able = [one for one in found if not self.has(one.institution_id)]
        if able and self.seeking and not self.steps.is_full():
            lead = self.steps.apply(self.now, self.owner, self.rng.choice(able).product)
            named = self.manager(lead.institution_id).membership_id
            self.steps.make(lead, "assign", self.now + SOON, None, assigned_id=named)
            self._plan_call(lead)

    def plan_answer(self, lead: Lead) -> None:
        chance = self.rng.random()
        if chance < chances.BANK_SILENT or self._is_for_visitor(lead):
            return
        moment = self.calendar.answer(self.now, chances.days(self.rng, chances.ANSWER_DAYS))
        if chance < chances.BANK_INTERESTED:
            self.plan(moment, self._claim, lead)
        else:
            self.plan(moment, self._refuse, lead, FIRST_STAGE)

    def _claim(self, lead: Lead) -> None:
        """Also after its time, as long as the owner still looks."""
        if lead.state in (LeadState.PUSHED, LeadState.LAPSED) and self.seeking:
            actor = self.manager(lead.institution_id)
            self.steps.look(self.now, actor)
            words = phrases.interested(self.rng, self.product(lead))
            self.steps.claim(lead, self.now, actor, words)
            self._interested(lead)

    def _interested(self, lead: Lead) -> None:
        self.plan_lapse(lead, LeadState.INTERESTED)
        chance = self.rng.random()
        if chance < chances.OWNER_REFUSES:
            moment = self.calendar.reply(self.now, self.rng.expovariate(1 / 30) + 1)
            self.plan(moment, self._accept if chance < chances.OWNER_AGREES else self._decline, lead)

    def _accept(self, lead: Lead) -> None:
        if lead.state is not LeadState.INTERESTED or self.steps.is_full():
            return
        if self.steps.taken() and self.rng.random() > chances.AGREES_TO_MORE:
            self._decline(lead)
            return
        self.steps.accept(lead, self.now, self.owner)
        self._plan_call(lead)

    def _decline(self, lead: Lead) -> None:
        """Told when the ten minutes are over in which it can be undone."""
        if lead.state is LeadState.INTERESTED and self.now + GRACE + SOON < self.calendar.end:
            self.plan(self.now + GRACE + SOON, self._told, lead, self.now, phrases.firm_reason(self.rng))

    def _told(self, lead: Lead, said_at: datetime, code: str) -> None:
        if lead.state is LeadState.INTERESTED:
            self.steps.decline(lead, said_at, self.owner, code)

    def _is_for_visitor(self, lead: Lead) -> bool:
        """Whether an account of the cast should find it, due today."""
        bank = self.market.banks[lead.institution_id].organisation.name
        return bank in ACCOUNTS and workdays.last_day(lead.clock_due_at) == self.calendar.as_of
