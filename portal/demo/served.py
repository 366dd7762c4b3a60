"""A firm of the officer's list gets its money: an offer, a yes, a payment, and the department hears of it."""

from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.demo.firms import Firm
from portal.demo.stage import Stage
from portal.demo.talks import Talks
from portal.leads import service as leads
from portal.leads.models import Lead, LeadOrigin, LeadState
from portal.leads.moves import OPEN
from portal.leads.queries.offers import latest
from portal.needs.models import FinancingNeed
from portal.products.models import Product, Repayment

STEPS = ((4, 10), (4, 18), (3, 9), (3, 15), (2, 10), (2, 18))
"""Working days before the demonstration's, and the hour; on the last morning the money is paid."""
PAID = (1, 10)
YEAR, RATE_BP = 12, 395
STANDS = timedelta(days=30)


class Served:
    """Goes on with whichever talk has come furthest of those that the department pushed for these firms."""

    def __init__(self, stage: Stage, talks: Talks, firms: list[Firm]) -> None:
        self.stage, self.talks, self.firms = stage, talks, firms

    def plan(self) -> None:
        for back, hour in STEPS:
            self.stage.plan(self._at(back, hour), self._go_on)
        self.stage.plan(self._at(*PAID), self._pay)

    def _at(self, back: int, hour: int):
        return clock.shanghai(self.stage.calendar.workday(back), hour, 25)

    def _go_on(self) -> None:
        lead = self._furthest()
        if lead is None:
            return
        act = {
            LeadState.PUSHED: self.talks.claim,
            LeadState.INTERESTED: self.talks.accept,
            LeadState.ACCEPTED: self.talks.call,
            LeadState.CONTACTED: self._approve,
            LeadState.APPROVED: self._take,
        }.get(lead.state)
        if act:
            act(lead.id)

    def _furthest(self) -> Lead | None:
        needs = [need_id for firm in self.firms for need_id in firm.filed]
        pushed = sa.exists().where(LeadOrigin.lead_id == Lead.id, LeadOrigin.referral_id.is_not(None))
        banks = Lead.institution_id.in_(list(self.talks.banks))
        rows = sa.select(Lead).where(Lead.need_id.in_(needs), Lead.state.in_(OPEN), pushed, banks)
        found = list(db.session.scalars(rows.order_by(Lead.id)))
        return max(found, key=lambda lead: OPEN.index(lead.state), default=None)

    def _approve(self, lead_id: int) -> None:
        lead, need = self._rows(lead_id)
        product = lead.product_id and db.session.get_one(Product, lead.product_id)
        quote = leads.Quote(
            amount_fen=need.amount_max_fen,
            term_months=YEAR,
            valid_until=clock.today() + STANDS,
            rate_bp=RATE_BP,
            repayment=(product and product.repayment) or Repayment.INSTALMENTS,
            guarantee_mode="credit",
        )
        with suppress(leads.LeadError):
            leads.approve(self.talks.assigned(lead), lead, quote)

    def _take(self, lead_id: int) -> None:
        lead, need = self._rows(lead_id)
        with suppress(leads.LeadError):
            leads.take(self.talks.owners[need.id].actor, lead, latest(lead.id).public_id)

    def _pay(self) -> None:
        lead = self._furthest()
        if lead is None or lead.state is not LeadState.TAKEN:
            return
        payment = leads.Payment(
            amount_fen=latest(lead.id).amount_fen,
            paid_on=clock.today(),
            contract_on=clock.today(),
            term_months=YEAR,
            rate_bp=RATE_BP,
            guarantee_mode="credit",
            first_loan=False,
        )
        leads.disburse(self.talks.assigned(lead), lead, payment)

    def _rows(self, lead_id: int) -> tuple[Lead, FinancingNeed]:
        lead = db.session.get_one(Lead, lead_id, populate_existing=True)
        return lead, db.session.get_one(FinancingNeed, lead.need_id)
