"""Any sequence of what owner, banks and time may do to one need, through the services and in the plain model.

What one allows the other allows, and after every step rows, model and ledger tell the same.
"""

import copy
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from portal.accounts.models import Membership
from portal.core import outbox, workdays
from portal.core.clock import at, now, today
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.leads import clocks, refusals, service
from portal.leads.jobs import clocks as look_at_clocks
from portal.leads.models import Channel, Lead
from portal.leads.moves import TALKING
from portal.leads.queries.disputes import steps_to_dispute
from portal.leads.queries.offers import latest
from portal.needs import service as needs
from portal.needs.errors import OtherState as NeedHasEnded
from portal.needs.models import FinancingNeed
from portal.products.models import Product, Repayment
from tests import factories
from tests.life.compared import faults_of, in_model, in_rows
from tests.life.model import Calendar, Need, Refused

BANKS, TALKS = 4, 2
OFFERED, PARTS = 100, (60, 40)
"""What a bank offers, in fen, and how it may be paid: in two parts."""
bank = st.integers(0, BANKS - 1)
DENIED = {"contacted": "nobody_called", "disbursed": "not_so"}


class Life(RuleBasedStateMachine):
    """One need of an owner who wants at most two talks, before four banks with two managers each."""

    stage: dict  # who acts; made once, since only the need changes from life to life
    clock: object  # time_machine's

    @initialize()
    def open_a_need(self):
        firm, person = self.stage["firm"], self.stage["person"]
        self.need_id = factories.need(owner=firm, by=person, max_talks=TALKS, amount_max_fen=OFFERED).id
        db.session.execute(sa.update(Product).values(confirmed_on=today()))  # years go by
        db.session.execute(sa.update(Membership).values(attested_at=now()))
        db.session.commit()
        self.model = Need(Calendar(workdays.deadline, clocks.days_left), max_talks=TALKS, best=range(BANKS))

    @property
    def need(self):
        return db.session.get(FinancingNeed, self.need_id, populate_existing=True)

    def lead(self, number):
        pair = (Lead.need_id == self.need_id, Lead.institution_id == self.stage["ids"][number])
        return db.session.scalar(sa.select(Lead).where(*pair).execution_options(populate_existing=True))

    def attempt(self, act, same):
        """Do it and let the worker follow; `same` is the model's. What is refused leaves all as it was."""
        moment = now()
        with at(moment):  # both act at one moment
            expected = copy.deepcopy(self.model)
            may = _may(lambda: same(expected, moment))
            before = self.picture()
            done = _may(act)
            if not done:
                db.session.rollback()
                assert self.picture() == before
            assert done == may, "done, the model refuses" if done else "refused, the model allows"
            if done:
                self.model = expected
                db.session.commit()
                self.work()

    def work(self):
        while outbox.run_due():
            pass

    def of_lead(self, number, act, same):
        if lead := self.lead(number):
            self.attempt(lambda: act(lead), same)

    def by_owner(self, number, act, same):
        owner = self.stage["owner"]
        self.of_lead(number, lambda lead: act(owner, lead), lambda need, moment: same(need, number, moment))

    def by_manager(self, number, second, act, same, *more):
        manager = self.stage["managers"][number][second]
        self.of_lead(
            number,
            lambda lead: act(manager, lead),
            lambda need, moment: same(need, number, manager.membership_id, *more, moment),
        )

    def picture(self):
        rows = sa.select(Lead.id, Lead.state, Lead.slot, Lead.clock, Lead.clock_due_at, Lead.assigned_id)
        shown = sa.select(FinancingNeed.state).where(FinancingNeed.id == self.need_id)
        leads = db.session.execute(rows.where(Lead.need_id == self.need_id).order_by(Lead.id)).all()
        return db.session.scalar(shown), leads, db.session.scalar(sa.select(sa.func.max(LedgerEvent.seq)))

    # Institutions

    @rule(number=bank)
    def push(self, number):
        at_bank = self.stage["ids"][number]
        how = {"product_id": None, "channel": Channel.MATCH, "score_bp": None}
        self.attempt(lambda: service.push(self.need_id, at_bank, **how), lambda need, m: need.push(number, m))

    @rule(number=bank, second=st.booleans())
    def claim(self, number, second):
        manager = self.stage["managers"][number][second]
        self.attempt(
            lambda: service.claim(manager, self.need),
            lambda need, moment: need.claim(number, manager.membership_id, moment),
        )

    @rule(number=bank)
    def bank_declines(self, number):
        no = lambda manager, lead: service.bank_decline(manager, lead, _code_for(lead))
        self.by_manager(number, False, no, Need.bank_declines)

    @rule(number=bank, second=st.booleans())
    def contacted(self, number, second):
        self.by_manager(number, second, service.contacted, Need.contacted)

    @rule(number=bank)
    def reveal(self, number):
        look = lambda manager, lead: service.reveal(manager, lead, "first_call")
        self.by_manager(number, False, look, Need.reveals)

    @rule(number=bank, grants=st.booleans())
    def dispute(self, number, grants):
        """The last call, or once there is money the last payment; at once or later the bank says yes."""
        about = "disbursed" if (lead := self.lead(number)) and lead.state == "disbursed" else "contacted"
        step = self.last_step(number, about)
        if step and step[1] is None:
            same = Need.disputes_call if about == "contacted" else Need.disputes_payment
            deny = lambda owner, lead: service.dispute(owner, step[0], DENIED[about])
            self.by_owner(number, deny, same)
        if step and (grants or step[1]):
            self.grant(number, about)

    def grant(self, number, about):
        row = self.last_step(number, about)[1]
        same = Need.grants_call if about == "contacted" else Need.grants_payment
        yes = lambda manager, lead: service.answer(manager, row, wrong=True)
        self.by_manager(number, self.is_second(self.lead(number)), yes, same)

    def last_step(self, number, about):
        """The last call or payment with the dispute about it, if any."""
        lead = self.lead(number)
        steps = steps_to_dispute([lead.id]).get(lead.id, []) if lead else []
        return next((pair for pair in reversed(steps) if pair[0].to_state == about), None)

    @rule(number=bank)
    def begin_diligence(self, number):
        self.by_manager(number, False, service.begin_diligence, Need.begins_diligence)

    @rule(number=bank)
    def ask_materials(self, number):
        ask = lambda manager, lead: service.ask_materials(manager, lead, ["近一年的流水"])
        self.by_manager(number, False, ask, Need.asks_materials)

    @rule(number=bank)
    def go_on(self, number):
        self.by_manager(number, False, service.go_on, Need.goes_on)

    @rule(number=bank, second=st.booleans())
    def approve(self, number, second):
        yes = lambda manager, lead: service.approve(manager, lead, _quote())
        self.by_manager(number, second, yes, Need.approves, OFFERED)

    @rule(number=bank, part=st.sampled_from([*PARTS, OFFERED]))
    def disburse(self, number, part):
        pay = lambda manager, lead: service.disburse(manager, lead, _payment(part))
        self.by_manager(number, False, pay, Need.disburses, part)

    # The owner

    @rule(number=bank)
    def accept(self, number):
        self.by_owner(number, service.accept, Need.accept)

    @rule(number=bank)
    def apply(self, number):
        owner, product = self.stage["owner"], self.stage["products"][number]
        self.attempt(
            lambda: service.apply(owner, self.need, product), lambda need, moment: need.apply(number, moment)
        )

    @rule(number=bank)
    def decline(self, number):
        self.by_owner(number, service.decline, Need.declines)

    @rule(number=bank)
    def undo_decline(self, number):
        self.by_owner(number, service.undo_decline, Need.undoes)

    @rule(number=bank, keep_open=st.booleans())
    def take(self, number, keep_open):
        self.by_owner(
            number,
            lambda owner, lead: service.take(owner, lead, _offer_of(lead), keep_open=keep_open),
            lambda need, number, moment: need.takes(number, moment, keep_open=keep_open),
        )

    @rule(number=bank)
    def refuse_the_offer(self, number):
        self.by_owner(number, lambda owner, lead: service.refuse(owner, lead, "W03"), Need.refuses_offer)

    @rule(number=bank)
    def withdraw_consent(self, number):
        self.by_owner(number, service.withdraw_consent, Need.withdraws_consent)

    @rule(sure=st.integers(0, 19))
    def withdraw_the_need(self, sure):
        if sure == 0:
            owner = self.stage["owner"]
            self.attempt(
                lambda: needs.withdraw(owner, self.need, "K04"),
                lambda need, moment: need.ends("withdrawn", moment),
            )

    @rule(number=bank)
    def goes_on_well(self, number):
        """The step that leads on from where the lead stands: chance alone would seldom reach the money."""
        match (lead := self.lead(number)) and lead.state:
            case None:
                self.push(number)
            case "pushed":
                self.claim(number, False)
            case "interested":
                self.accept(number)
            case "accepted":
                self.contacted(number, self.is_second(lead))
            case "contacted":
                self.approve(number, self.is_second(lead))
            case "approved":
                self.take(number, keep_open=True)
            case "taken" | "disbursed":
                self.disburse(number, PARTS[lead.state == "disbursed"])

    def is_second(self, lead):
        managers = self.stage["managers"][self.stage["ids"].index(lead.institution_id)]
        return managers[1].membership_id == lead.assigned_id

    # Time

    @rule(minutes=st.sampled_from([3, 11, 60 * 26, 60 * 24 * 8]))
    def time_passes(self, minutes):
        """The worker's next round: what is due is delivered, then the clocks are looked at."""
        self.clock.shift(timedelta(minutes=minutes))
        self.attempt(self.work, lambda need, moment: need.time_passes(moment))
        self.attempt(look_at_clocks, lambda need, moment: need.clocks_run(moment))

    @invariant()
    def all_tell_the_same(self):
        if not hasattr(self, "model"):
            return
        self.see_who_was_assigned()
        need = self.need
        faults = list(faults_of(need))
        assert not faults, faults
        assert in_rows(need, self.stage["ids"]) == in_model(self.model)
        db.session.rollback()

    def see_who_was_assigned(self):
        """Who of a bank's managers the worker chose is its own affair; that it chose one is not."""
        for number, expected in self.model.leads.items():
            if expected.assigned is None and expected.state in TALKING:
                managers = [one.membership_id for one in self.stage["managers"][number]]
                assert self.lead(number).assigned_id in managers
                expected.assigned = self.lead(number).assigned_id


def _may(act):
    """Whether it was done; False where it was refused."""
    try:
        act()
    except (service.LeadError, NeedHasEnded, Refused):
        return False
    return True


def _code_for(lead):
    """A reason that is offered where the lead stands."""
    stages = refusals.stages_of(lead.state)
    return next(iter(refusals.by_group(stages[0] if stages else "").values()))[0].code


def _offer_of(lead):
    """The newest offer as the owner's page names it."""
    offer = latest(lead.id)
    return offer.public_id if offer else ""


def _quote():
    return service.Quote(
        amount_fen=OFFERED,
        term_months=12,
        valid_until=today() + timedelta(days=90),
        rate_bp=435,
        repayment=Repayment.INSTALMENTS,
    )


def _payment(fen):
    return service.Payment(
        amount_fen=fen, paid_on=today(), contract_on=today(), term_months=12, rate_bp=435, first_loan=False
    )
