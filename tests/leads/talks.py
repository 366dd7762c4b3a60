"""Leads in a later state, with the people around them: for tests of what follows after the first call."""

from dataclasses import dataclass, replace
from datetime import timedelta

from portal.accounts.actor import Actor, actor_of
from portal.consent import service as consent_service
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads import clocks, service
from portal.leads.models import Clock, Lead, LeadState, Offer
from portal.leads.queries.offers import latest
from portal.leads.service.paying import Payment
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations.models import Organisation
from portal.products.models import Product, Repayment
from tests import factories

DAY = timedelta(days=1)
WAN = 1_000_000  # fen


@dataclass
class Talk:
    """One lead and everybody at it."""

    lead: Lead
    need: FinancingNeed
    owner: Actor
    manager: Actor
    bank: Organisation

    @property
    def offer(self) -> Offer:
        return latest(self.lead.id)


def talk(
    state=LeadState.CONTACTED, *, bank=None, product: Product | None = None, need=None, owner=None, slot=1
) -> Talk:
    """A lead under consent, as if everything before had been done; without its history."""
    bank = bank or (product and db.session.get_one(Organisation, product.institution_id))
    bank = bank or factories.institution(type_code="I06")
    need = need or factories.need()
    firm = db.session.get_one(Organisation, need.owner_id)
    owner = owner or actor_of(factories.membership(Role.APPLICANT, at=firm).id)
    manager = actor_of(factories.membership(Role.BANK_MANAGER, at=bank).id)
    lead = factories.lead(
        need=need,
        institution=bank,
        product_id=product and product.id,
        state=state,
        assigned_id=manager.membership_id,
        slot=slot,
        answered_at=clock.now(),
        **clocks.started(Clock.DECISION, clock.now()),
    )
    need.state = NeedState.ENGAGED
    consent_service.give(owner, lead)
    db.session.flush()
    return Talk(lead, need, owner, manager, bank)


def quote(**values) -> service.Quote:
    """20 万 for a year at 4.35 %, paid back month by month, without fees."""
    usual = service.Quote(
        amount_fen=20 * WAN,
        term_months=12,
        valid_until=clock.today() + timedelta(days=30),
        rate_bp=435,
        repayment=Repayment.INSTALMENTS,
        guarantee_mode="credit",
    )
    return replace(usual, **values)


def approved(at: Talk | None = None, **values) -> Talk:
    at = at or talk()
    service.approve(at.manager, at.lead, quote(**values))
    return at


def taken(at: Talk | None = None, *, keep_open=False, **values) -> Talk:
    at = approved(at, **values)
    service.take(at.owner, at.lead, at.offer.public_id, keep_open=keep_open)
    return at


def payment(wan: int = 20, **values) -> Payment:
    """Paid and signed today."""
    usual = Payment(
        amount_fen=wan * WAN,
        paid_on=clock.today(),
        contract_on=clock.today(),
        term_months=12,
        rate_bp=435,
        guarantee_mode="credit",
        first_loan=True,
    )
    return replace(usual, **values)


def paid(at: Talk | None = None, wan: int = 20, **values) -> Talk:
    at = at or taken()
    service.disburse(at.manager, at.lead, payment(wan, **values))
    return at
