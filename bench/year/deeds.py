"""What people of the town do with a need and a lead, each by the service that a page would call."""

from datetime import timedelta

from portal.core import clock
from portal.leads import refusals, transition
from portal.leads import service as leads
from portal.leads.queries.offers import latest, rest_fen
from portal.products.models import LENDING, Repayment

LASTS = timedelta(days=60)


def claim(manager, owner, need, lead) -> None:
    leads.claim(manager, need, "可以先聊一聊，两天内答复")


def bank_declines(manager, owner, need, lead) -> None:
    """For the first reason of the stage."""
    stages = refusals.stages_of(lead.state)
    reasons = next(iter(refusals.by_group(stages[0] if stages else "").values()))
    leads.bank_decline(manager, lead, reasons[0].code)


def contacted(manager, owner, need, lead) -> None:
    """The number is looked up first."""
    leads.reveal(manager, lead, "first_call")
    leads.contacted(manager, lead)


def approves(manager, owner, need, lead) -> None:
    lends = transition.kind_of(lead) in LENDING
    rate = {"rate_bp": 435, "repayment": Repayment.INSTALMENTS} if lends else {"fee_yearly_bp": 100}
    quote = leads.Quote(
        amount_fen=need.amount_max_fen, term_months=12, valid_until=clock.today() + LASTS, **rate
    )
    leads.approve(manager, lead, quote)


def pays(part: int):
    """One `part`-th of what is left."""

    def pay(manager, owner, need, lead) -> None:
        today, lends = clock.today(), transition.kind_of(lead) in LENDING
        offer = latest(lead.id)
        if offer is None:
            raise leads.OtherState
        more = {"rate_bp": 435, "first_loan": False} if lends else {}
        payment = leads.Payment(
            amount_fen=rest_fen(offer) // part, paid_on=today, contract_on=today, term_months=12, **more
        )
        leads.disburse(manager, lead, payment)

    return pay


def takes(manager, owner, need, lead) -> None:
    offer = latest(lead.id)
    leads.take(owner, lead, offer.public_id if offer else "")


DEEDS = {
    "claim": claim,
    "bank_declines": bank_declines,
    "contacted": contacted,
    "begins_diligence": lambda manager, owner, need, lead: leads.begin_diligence(manager, lead),
    "asks_materials": lambda manager, owner, need, lead: leads.ask_materials(manager, lead, ["近一年流水"]),
    "goes_on": lambda manager, owner, need, lead: leads.go_on(manager, lead),
    "approves": approves,
    "disburses": pays(1),
    "disburses_part": pays(2),
    "accept": lambda manager, owner, need, lead: leads.accept(owner, lead),
    "declines": lambda manager, owner, need, lead: leads.decline(owner, lead),
    "takes": takes,
    "refuses_offer": lambda manager, owner, need, lead: leads.refuse(owner, lead, "W03"),
}
