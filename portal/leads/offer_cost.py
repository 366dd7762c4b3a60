"""What an offer costs: the products' own yardstick, on the offer's own terms."""

from dataclasses import dataclass

from portal.leads.models import Offer
from portal.products import cost


@dataclass(frozen=True, slots=True)
class Cost:
    """In fen over the whole term. `yearly_bp`: 年化综合成本, None where nothing is lent."""

    interest: int
    fees: int
    yearly_bp: int | None

    @property
    def total(self) -> int:
        """Everything beside the principal."""
        return self.interest + self.fees


def cost_of(offer: Offer) -> Cost:
    """Of the whole amount over the whole term, all fees included."""
    fees = fees_fen(offer)
    if offer.rate_bp is None or offer.repayment is None:
        return Cost(0, fees, None)
    terms = cost.Terms(offer.repayment, offer.fee_once_bp, offer.fee_yearly_bp, offer.fee_fixed_fen)
    paid = cost.repayments(offer.repayment, offer.rate_bp, offer.amount_fen, offer.term_months)
    yearly = cost.effective_bp(terms, offer.rate_bp, offer.amount_fen, offer.term_months)
    return Cost(round(sum(paid)) - offer.amount_fen, fees, yearly)


def fees_fen(offer: Offer) -> int:
    """All fees of all years together."""
    yearly = round(offer.amount_fen * offer.fee_yearly_bp / cost.BP) * cost.years_begun(offer.term_months)
    return round(offer.amount_fen * offer.fee_once_bp / cost.BP) + yearly + offer.fee_fixed_fen
