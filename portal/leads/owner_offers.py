"""The offers of a need's leads as its owner reads them on the need's page."""

from portal.leads import words
from portal.leads.models import Lead, LeadState
from portal.leads.offer_view import offer_view, payments_view
from portal.leads.queries.offers import money_of
from portal.needs.models import SEEKING, FinancingNeed

OFFERED = (LeadState.APPROVED, LeadState.TAKEN, LeadState.DISBURSED)


def by_lead(need: FinancingNeed, leads: list[Lead]) -> dict[str, dict]:
    """What an owner reads of each lead that has made an offer: `{offer, paid, waits, undoable, keep}` by id.

    `waits`: it is the owner's to answer; `undoable`: a no that was not told yet; `keep`: what to say of the
    rest when it is taken, or nothing.
    """
    made = [lead for lead in leads if lead.state in OFFERED]
    found = money_of([lead.id for lead in made]) if made else {}
    rows = {}
    for lead in made:
        if lead.id not in found:
            continue
        offer, paid = found[lead.id]
        view = offer_view(offer, words.kind_of(lead), need.amount_max_fen)
        open_now = lead.state is LeadState.APPROVED and need.state in SEEKING
        rows[lead.public_id] = {
            "offer": view,
            "paid": payments_view(paid, offer),
            "waits": open_now and lead.declining_until is None,
            "undoable": open_now and lead.declining_until is not None,
            "keep": view["less"] if not need.keep_open else "",
        }
    return rows
