"""Values of two deals that occur nowhere else: what a bank offered, paid out, asked for and wrote down."""

from dataclasses import dataclass

from tests.canary_values import YUAN, money_forms


@dataclass(frozen=True)
class Deal:
    """One bank's with firm D; D's offer is priced by the LPR, of A's a part is paid out."""

    letter: str  # of the bank: A, D
    number: int  # 1, 2: makes the figures differ
    security: str  # word of security_types.csv that no other row of the world uses
    rate_bp: int | None = None
    spread_bp: int | None = None

    @property
    def amount_fen(self) -> int:
        return 17_8461 * YUAN + self.number * 1000 * YUAN

    @property
    def fee_fen(self) -> int:
        return 1356 * YUAN + self.number * YUAN

    @property
    def term_months(self) -> int:
        return 210 + self.number

    @property
    def paid_fen(self) -> int:
        return 7_6543 * YUAN

    @property
    def words(self) -> str:
        """The manager's, beside the offer."""
        return f"qzoffer{self.letter} 这个价是我们的诚意"

    @property
    def note(self) -> str:
        """For the bank's own people."""
        return f"qzvisit{self.letter} 看了店面"


BY_LETTER = {
    "A": Deal("A", 1, "sea_use_right", rate_bp=1367),
    "D": Deal("D", 2, "precious_metal", spread_bp=1087),
}


def figures_of(deal: Deal) -> dict[str, list[str]]:
    """Field → every way in which it could be written."""
    term = deal.term_months
    figures = {
        "amount": money_forms(deal.amount_fen),
        "fee": money_forms(deal.fee_fen),
        "term": [f"{term} 个月", f"{term}个月", f'"{term}"'],
        "rate": [f"{deal.rate_bp / 100:.2f}", str(deal.rate_bp)] if deal.rate_bp else [str(deal.spread_bp)],
    }
    if deal.letter == "A":
        figures |= {"paid": money_forms(deal.paid_fen), "rest": money_forms(deal.amount_fen - deal.paid_fen)}
    return figures
