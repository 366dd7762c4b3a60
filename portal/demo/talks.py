"""What becomes of leads: banks answer or fall silent, owners agree or not, managers call.

Everything goes through the services. Whoever finds that things have moved on meanwhile lets it be.
"""

from collections.abc import Callable
from contextlib import suppress

from portal.accounts.actor import Actor
from portal.consent import service as consent
from portal.core import clock, workdays
from portal.core.db import db
from portal.demo import phrases
from portal.demo.banks import ACCOUNTS, Staffed
from portal.demo.firms import Firm
from portal.demo.stage import Stage
from portal.leads import service as leads
from portal.leads.models import Lead, LeadState
from portal.matching import queries as matching
from portal.needs import service as needs
from portal.needs.models import FinancingNeed
from portal.products import queries as products
from portal.products.models import Product

BANK_SILENT, BANK_INTERESTED = 0.07, 0.74  # the rest says no
OWNER_AGREES, OWNER_REFUSES = 0.5, 0.72  # the rest does not answer
CALLED, REPENTED, GIVEN_UP = 0.88, 0.04, 0.05
BROWSED, LOOKED, APPLIED, HIDDEN = 0.2, 0.35, 0.12, 0.2
Script = Callable[[Lead], None]


class Talks:
    """Plans the next step of every lead. `scripts`: needs whose leads follow a story of their own."""

    def __init__(self, stage: Stage, banks: dict[int, Staffed]) -> None:
        self.stage, self.banks = stage, banks
        self.owners: dict[int, Firm] = {}  # of needs
        stage.on_lead = self.on_lead
        self.scripts: dict[int, Script] = {}
        self.rng, self.calendar = stage.rng, stage.calendar

    def on_lead(self, lead: Lead) -> None:
        if script := self.scripts.get(lead.need_id):
            script(lead)
        elif lead.institution_id not in self.banks:
            return  # a guarantor who was asked last says nothing: the monitor's board shows such needs
        elif lead.state is LeadState.PUSHED:
            self.plan_answer(lead)
        elif lead.state is LeadState.INTERESTED:
            self.plan_decision(lead)
        elif lead.state is LeadState.ACCEPTED:
            self.plan_call(lead)

    # What is planned

    def plan_answer(self, lead: Lead) -> None:
        """A bank has two working days for its first answer; what is due today is left to the visitor."""
        chance = self.rng.random()
        if chance < BANK_SILENT or self._is_for_visitor(lead):
            return
        days = self.rng.choices((0, 1, 2, 3), (45, 35, 17, 3))[0]
        moment = self.calendar.answer(lead.state_since, days)
        self.stage.plan(moment, self.claim if chance < BANK_INTERESTED else self.refuse, lead.id)

    def plan_decision(self, lead: Lead) -> None:
        chance = self.rng.random()
        if chance > OWNER_REFUSES:
            return
        moment = self.calendar.reply(clock.now(), self.rng.expovariate(1 / 30) + 1)
        self.stage.plan(moment, self.accept if chance < OWNER_AGREES else self.decline, lead.id)

    def plan_call(self, lead: Lead) -> None:
        if self.rng.random() < CALLED:
            self.stage.plan(self.calendar.answer(clock.now(), self.rng.choice((0, 1, 1))), self.call, lead.id)

    def plan_visitors(self, need_id: int) -> None:
        """Managers who browse: they look, hide, or ask; and owners who apply by themselves."""
        opened = clock.now()
        for _ in range(self.rng.choice((1, 2)) if self.rng.random() < LOOKED else 0):
            self.stage.plan(self.calendar.answer(opened, self.rng.randint(0, 4)), self.look, need_id)
        if self.rng.random() < BROWSED:
            self.stage.plan(self.calendar.answer(opened, self.rng.randint(0, 3)), self.browse, need_id)
        if self.rng.random() < APPLIED:
            self.stage.plan(self.calendar.reply(opened, self.rng.uniform(2, 60)), self.apply, need_id)

    # What is done

    def claim(self, lead_id: int) -> None:
        lead, need = _rows(lead_id)
        if actor := self._manager(lead, need):
            with suppress(leads.LeadError):
                consent.note_card_view(actor, need.id)
                leads.claim(actor, need, phrases.interested(self.rng, lead.product_id and _product(lead)))
                self._next(lead)

    def refuse(self, lead_id: int) -> None:
        lead, need = _rows(lead_id)
        code, words = phrases.refusal(self.rng)
        if actor := self._manager(lead, need):
            with suppress(leads.LeadError):
                consent.note_card_view(actor, need.id)
                leads.bank_decline(actor, lead, code, words)

    def accept(self, lead_id: int) -> None:
        lead, need = _rows(lead_id)
        with suppress(leads.LeadError):
            leads.accept(self._owner(need), lead)
            self._next(lead)

    def decline(self, lead_id: int) -> None:
        lead, need = _rows(lead_id)
        with suppress(leads.LeadError):
            leads.decline(self._owner(need), lead, phrases.firm_reason(self.rng))

    def call(self, lead_id: int) -> None:
        """The contact is opened, then the manager speaks with the owner."""
        lead, _ = _rows(lead_id)
        if lead.assigned_id is None or lead.state is not LeadState.ACCEPTED:
            return
        actor = self.assigned(lead)
        with suppress(leads.LeadError):
            leads.reveal(actor, lead, "first_call", anyway=True)
            leads.contacted(actor, lead, note=phrases.note(self.rng))
            self._after_call(lead)

    def look(self, need_id: int) -> None:
        need = db.session.get_one(FinancingNeed, need_id)
        if able := self._others(need):
            actor = self.rng.choice(able).manager_of(need.region_code, self.rng)
            consent.note_card_view(actor, need.id)
            if self.rng.random() < HIDDEN:
                leads.hide(actor, need.id)

    def ask(self, need_id: int, actor: Actor) -> None:
        """This manager claims the need, whether it was pushed to the bank or not."""
        need = db.session.get_one(FinancingNeed, need_id)
        product, match = matching.best_products(actor.organisation_id, [need]).get(need.id, (None, None))
        consent.note_card_view(actor, need.id)
        words = phrases.interested(self.rng, product)
        values = {"product_id": product.id, "score_bp": round(match.score * 10_000)} if product else {}
        leads.claim(actor, need, words, **values)

    def browse(self, need_id: int) -> None:
        """A bank that matching did not choose finds the need by itself."""
        need = db.session.get_one(FinancingNeed, need_id)
        able = self._others(need)
        for staffed in self.rng.sample(able, len(able)):
            if matching.best_products(staffed.organisation.id, [need]):
                with suppress(leads.LeadError):
                    self.ask(need_id, staffed.manager_of(need.region_code, self.rng))
                    self.stage.tell_of_leads()
                return

    def apply(self, need_id: int) -> None:
        """The owner picks one of the matched products."""
        need = db.session.get_one(FinancingNeed, need_id)
        found = matching.matches_for(need, limit=6, near=0)
        ids = [int(match.product_id) for match in found.matches] if found else []
        rows = {row.id: row for row in db.session.scalars(products.live().where(Product.id.in_(ids)))}
        able = [row for key in ids if (row := rows.get(key)) and self._serves(row.institution_id, need)]
        if able:
            with suppress(leads.LeadError):
                lead = leads.apply(self._owner(need), need, self.rng.choice(able[:3]))
                self.stage.tell_of_leads() if lead.id > self.stage.last_lead else self._next(lead)

    def repent(self, lead_id: int) -> None:
        """The owner takes back what one institution may see."""
        lead, need = _rows(lead_id)
        with suppress(leads.LeadError):
            leads.withdraw_consent(self._owner(need), lead)

    def give_up(self, need_id: int) -> None:
        need = db.session.get_one(FinancingNeed, need_id)
        with suppress(needs.NeedError):
            needs.withdraw(self._owner(need), need, self.rng.choice(("K03", "K04")))

    # Who does it

    def _after_call(self, lead: Lead) -> None:
        chance, now = self.rng.random(), clock.now()
        if lead.need_id in self.scripts:
            return
        if chance < REPENTED:
            self.stage.plan(self.calendar.reply(now, self.rng.uniform(20, 90)), self.repent, lead.id)
        elif chance < REPENTED + GIVEN_UP:
            self.stage.plan(self.calendar.reply(now, self.rng.uniform(30, 120)), self.give_up, lead.need_id)

    def _next(self, lead: Lead) -> None:
        """The lead has moved on; a story tells what follows, else chance does."""
        if lead.need_id not in self.scripts:
            self.on_lead(lead)

    def _is_for_visitor(self, lead: Lead) -> bool:
        """Whether an account of the cast should find it, due today."""
        bank = self.banks[lead.institution_id].organisation.name
        return bank in ACCOUNTS and workdays.last_day(lead.clock_due_at) == self.calendar.as_of

    def _manager(self, lead: Lead, need: FinancingNeed) -> Actor | None:
        return self.banks[lead.institution_id].manager_of(need.region_code, self.rng)

    def assigned(self, lead: Lead) -> Actor:
        bank = self.banks[lead.institution_id]
        return next(one for one in (*bank.managers, bank.admin) if one.membership_id == lead.assigned_id)

    def _owner(self, need: FinancingNeed) -> Actor:
        return self.owners[need.id].actor

    def _serves(self, institution_id: int, need: FinancingNeed) -> bool:
        bank = self.banks.get(institution_id)  # a guarantor's talks are told in its own story
        return bank is not None and bank.manager_of(need.region_code, self.rng) is not None

    def _others(self, need: FinancingNeed) -> list[Staffed]:
        """Banks that may find this need by browsing and have no lead on it."""
        able = matching.able_institutions(need)
        return [bank for key, bank in self.banks.items() if key in able]


def _rows(lead_id: int) -> tuple[Lead, FinancingNeed]:
    lead = db.session.get_one(Lead, lead_id, populate_existing=True)
    return lead, db.session.get_one(FinancingNeed, lead.need_id)


def _product(lead: Lead) -> Product:
    return db.session.get_one(Product, lead.product_id)
