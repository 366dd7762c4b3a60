"""Leads of firm D in later states: an offer taken and paid in part, one that waits, papers, and a no."""

from contextlib import suppress
from datetime import timedelta

from portal.accounts.models import Person
from portal.core import clock
from portal.core.db import db
from portal.leads import queries as lead_queries
from portal.leads import service as leads
from portal.leads.models import Channel, Lead, LeadMove, LeadState
from portal.leads.queries.offers import latest
from portal.leads.service.joint import join
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from portal.products.models import Product, Repayment
from tests import deal_values
from tests.deal_values import Deal
from tests.world.firms import D, need_of
from tests.world.rows import World
from tests.world.typed import ANSWER, BROUGHT, MISSING, REFUSAL, WANTED

MANAGER = {"A": "accepted", "D": "interested"}


def add_deals(world: World) -> None:
    """Two offers side by side on one need, so the owner kept it open; of another bank A waits for papers."""
    paid, offered = _together(world)
    _looked_into(world, paid)
    _offered(world, paid, deal_values.BY_LETTER["A"])
    _paid(world, paid, deal_values.BY_LETTER["A"])
    _disputed(world, paid)
    world.keep("leads", "paid", paid)
    _offered(world, offered, deal_values.BY_LETTER["D"])
    world.keep("leads", "offered", offered)
    world.keep("needs", "more", _second_need(world))
    waiting = _called(world, "more", "A")
    leads.ask_materials(world.actor("accepted"), waiting, [WANTED])
    world.keep("leads", "waiting", waiting)
    refused = _claimed(world, "more", "D")
    leads.bank_decline(world.actor("interested"), refused, "R01", REFUSAL)
    world.keep("leads", "refused", refused)


def _second_need(world: World) -> FinancingNeed:
    borrower = world.members["borrower"]
    firm = db.session.get_one(Organisation, borrower.organisation_id)
    return need_of(firm, db.session.get_one(Person, borrower.person_id), D, opened=True)


def _claimed(world: World, need: str, letter: str) -> Lead:
    """Before the bank, by the department's push if there was one, and its manager wants it."""
    manager, row = world.actor(MANAGER[letter]), world.need(need)
    product = world.row(Product, "products", letter)
    with suppress(leads.AlreadyBefore):
        leads.push(
            row.id, manager.organisation_id, product_id=product.id, channel=Channel.MATCH, score_bp=8000
        )
    return leads.claim(manager, row)


def _together(world: World) -> tuple[Lead, Lead]:
    """Banks A and D sit beside each other, D as a guarantor would; neither reads what the other offers."""
    both = tuple(_called(world, "D", letter, joint=True) for letter in "AD")
    join(world.actor("borrower"), *both)
    return both


def _called(world: World, need: str, letter: str, *, joint: bool = False) -> Lead:
    lead = leads.accept(world.actor("borrower"), _claimed(world, need, letter), joint=joint)
    return leads.contacted(world.actor(MANAGER[letter]), lead)


def _looked_into(world: World, lead: Lead) -> None:
    """Diligence with a note; of two papers one was brought, and the bank went on."""
    manager = world.actor("accepted")
    leads.begin_diligence(manager, lead, note=deal_values.BY_LETTER["A"].note)
    leads.ask_materials(manager, lead, [BROUGHT, MISSING])
    leads.bring(manager, lead, [lead_queries.items_of(lead.id)[0].public_id])
    leads.go_on(manager, lead)


def _offered(world: World, lead: Lead, deal: Deal) -> None:
    quote = leads.Quote(
        deal.amount_fen,
        deal.term_months,
        clock.today() + timedelta(days=20),
        rate_bp=deal.rate_bp,
        lpr_tenor="1Y" if deal.spread_bp else None,
        spread_bp=deal.spread_bp,
        repayment=Repayment.INSTALMENTS,
        guarantee_mode=deal.security,
        fee_fixed_fen=deal.fee_fen,
        words=deal.words,
    )
    leads.approve(world.actor(MANAGER[deal.letter]), lead, quote)


def _paid(world: World, lead: Lead, deal: Deal) -> None:
    """Taken, the need kept open for the rest, and a part of it paid out."""
    offer, day = latest(lead.id), clock.today()
    leads.take(world.actor("borrower"), lead, offer.public_id, keep_open=True)
    payment = leads.Payment(
        deal.paid_fen, day, day, deal.term_months, deal.rate_bp, deal.security, first_loan=True
    )
    leads.disburse(world.actor("accepted"), lead, payment)
    moves = db.session.query(LeadMove).filter_by(lead_id=lead.id, to_state=LeadState.DISBURSED)
    world.keep("steps", "paid", moves.one())


def _disputed(world: World, lead: Lead) -> None:
    """The owner disputed the call; the bank has answered."""
    called = lead_queries.steps_to_dispute([lead.id])[lead.id][0][0]
    row = leads.dispute(world.actor("borrower"), called, "someone_else")
    leads.answer(world.actor("accepted"), row, wrong=False, words=ANSWER)
    world.keep("disputes", "paid", row)
