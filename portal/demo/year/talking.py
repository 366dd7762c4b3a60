"""From the owner's agreement to the money: calls, visits, papers, offers, and what goes wrong."""

from dataclasses import replace
from datetime import datetime

from portal.core import clock
from portal.demo import phrases
from portal.demo.year import chances, money
from portal.demo.year.acts import Acts
from portal.demo.year.steps import SOON
from portal.leads.models import Channel, Lead, LeadState, Offer
from portal.leads.moves import OPEN, TALKING
from portal.leads.refusals import APPROVAL, DILIGENCE, FIRST_STAGE, stages_of
from portal.leads.service.owners import GRACE
from portal.leads.service.paying import Payment
from portal.products.models import ProductKind

FUNDING = frozenset({ProductKind.LOAN, ProductKind.LEASING})  # a guarantee or an insurance pays nothing out


class Talking(Acts):
    """What a manager and an owner who speak with each other do."""

    def _plan_call(self, lead: Lead) -> None:
        if self.rng.random() < chances.NEVER_CALLED:
            self.plan(self.calendar.reply(self.now, self.rng.uniform(120, 200)), self._repent, lead)
            return
        days = chances.days(self.rng, chances.CALL_DAYS)
        self.plan(self.calendar.answer(self.now, days), self._call, lead)

    def _call(self, lead: Lead) -> None:
        """The contact is opened, then the manager speaks with the owner, or says that it will not do."""
        if lead.state is not LeadState.ACCEPTED:
            return
        actor, chance = self.assigned(lead), self.rng.random()
        self.steps.look(self.now, actor, in_full=True)
        self.steps.reveal(lead, self.now, actor, "first_call")
        self.steps.make(lead, "contact", self.now, actor, note=phrases.note(self.rng))
        if chance < chances.REPENTED:
            self.plan(self.calendar.reply(self.now, self.rng.uniform(20, 90)), self._repent, lead)
        elif chance < chances.REPENTED + chances.GIVEN_UP:
            self.plan(self.calendar.reply(self.now, self.rng.uniform(30, 120)), self.close, "K04")
        elif chance < chances.REPENTED + chances.GIVEN_UP + chances.STOPPED_AT_CALL:
            self.later((1, 3), self._refuse, lead, FIRST_STAGE)
        elif chance > 1 - chances.DILIGENCE:
            self.later(chances.VISIT_DAYS, self._visit, lead)
        else:
            self._plan_decision(lead)

    def _visit(self, lead: Lead) -> None:
        if lead.state is not LeadState.CONTACTED:
            return
        actor = self.assigned(lead)
        self.steps.reveal(lead, self.now, actor, "visit")
        self.steps.make(lead, "begin_diligence", self.now, actor, note=phrases.visited(self.rng))
        if self.rng.random() < chances.MATERIALS:
            self.later((0, 2), self._ask_materials, lead)
        else:
            self._plan_decision(lead)

    def _ask_materials(self, lead: Lead) -> None:
        if lead.state is LeadState.DUE_DILIGENCE:
            self.steps.ask_materials(lead, self.now, self.assigned(lead), phrases.materials(self.rng))
            self.later(chances.MATERIAL_DAYS, self._go_on, lead)

    def _go_on(self, lead: Lead) -> None:
        if lead.state is LeadState.WAITING_MATERIALS:
            actor = self.assigned(lead)
            self.steps.bring(lead, self.now, actor, len(self.steps.papers[lead.id]))
            self.steps.make(lead, "go_on_diligence", self.now, actor)
            self._plan_decision(lead)

    def _plan_decision(self, lead: Lead) -> None:
        moment = self.calendar.answer(self.now, chances.days(self.rng, chances.DECISION_DAYS))
        if self.rng.random() < chances.APPROVED:
            self.plan(moment, self._approve, lead)
        else:
            diligence = lead.state is LeadState.DUE_DILIGENCE and self.rng.random() < 0.5
            self.plan(moment, self._refuse, lead, DILIGENCE if diligence else APPROVAL)

    def _approve(self, lead: Lead) -> None:
        if lead.state not in (LeadState.CONTACTED, LeadState.DUE_DILIGENCE):
            return
        actor = self.assigned(lead)
        offer = money.offer(self.rng, self.need, self.product(lead), lead, self.now)
        self.steps.approve(lead, self.now, actor, offer)
        self.plan(lead.clock_due_at + SOON, self.lapse, lead, LeadState.APPROVED)
        chance = self.rng.random()
        if chance < 1 - chances.LEFT_OPEN:
            moment = self.calendar.reply(self.now, self.rng.expovariate(1 / 30) + 1)
            self.plan(
                moment, *((self._take, lead, offer) if chance < chances.TAKEN else (self._refuse_offer, lead))
            )

    def _take(self, lead: Lead, offer: Offer) -> None:
        if lead.state is LeadState.APPROVED:
            self.steps.make(lead, "take", self.now, self.owner)
            if self.rng.random() < chances.FELL_THROUGH:
                self.later((1, 4), self._refuse, lead, APPROVAL)
            else:
                days = chances.days(self.rng, chances.DISBURSED_DAYS)
                self.plan(self.calendar.answer(self.now, days), self._pay, lead, offer)

    def _refuse_offer(self, lead: Lead) -> None:
        """Told when the ten minutes are over in which it can be undone."""
        if lead.state is LeadState.APPROVED and self.now + GRACE + SOON < self.calendar.end:
            code = phrases.offer_reason(self.rng)
            self.plan(self.now + GRACE + SOON, self._refused, lead, self.now, code)

    def _refused(self, lead: Lead, said_at: datetime, code: str) -> None:
        if lead.state is LeadState.APPROVED:
            self.steps.decline(lead, said_at, self.owner, code)

    def _pay(self, lead: Lead, offer: Offer) -> None:
        """The first money makes the need a funded one; what others still talk about ends with it."""
        if lead.state is not LeadState.TAKEN:
            return
        parts = money.parts(self.rng, offer.amount_fen, chances.TWICE)
        first, *rest = money.payments(self.rng, self.need, offer, parts, clock.local(self.now).date())
        self._disburse(lead, offer, first)
        if self.market.kind_of(lead) in FUNDING:
            self.close("K01")
        if rest:
            self.later((5, 20), self._disburse, lead, offer, rest[0])

    def _disburse(self, lead: Lead, offer: Offer, payment: Payment) -> None:
        today = replace(payment, paid_on=clock.local(self.now).date())
        self.steps.disburse(lead, self.now, self.assigned(lead), offer, today)

    def _refuse(self, lead: Lead, stage: str) -> None:
        """Whoever is asked says no: at first sight, after the visit, or in the end."""
        if stage not in stages_of(lead.state):
            return
        code, words = phrases.refusal(self.rng, stage)
        actor = self.assigned(lead) if lead.assigned_id else self.manager(lead.institution_id)
        self.steps.look(self.now, actor, in_full=lead.state in TALKING)
        self.steps.bank_decline(lead, self.now, actor, code, words, stage)
        self.free(by_institution=lead.channel is not Channel.ESCALATION)

    def _repent(self, lead: Lead) -> None:
        """The owner takes back what one institution may see."""
        if lead.state in OPEN and lead.id in self.steps.consents:
            self.steps.withdraw_consent(lead, self.now, self.owner)
