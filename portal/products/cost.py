"""年化综合成本: what a loan costs a year with every fee in it. Always computed, never typed.

It is the internal rate of return of the monthly cash flows, made annual by compounding, so it compares with
any other effective annual rate; with fees, or with interest paid monthly, it is above the simple rate.
Amounts are in fen, rates in basis points a year (365 = 3.65 %), terms in months. A subsidy is paid by others:
it never lowers these figures and is shown apart.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portal.core import clock
from portal.core import lpr as prime
from portal.products.models import UNLENT, Product, RateKind, Repayment

BP = 10_000
MONTHS = 12
TOLERANCE = 1e-10  # of the monthly rate: far below a hundredth of a basis point a year
MOST_MONTHLY = 1.0  # 100 % a month; dearer than this is not expressed as a rate


@dataclass(frozen=True, slots=True)
class Terms:
    """One way of lending: how it is repaid and what is charged besides interest."""

    repayment: Repayment
    fee_once_bp: int = 0  # of the amount, at the start
    fee_yearly_bp: int = 0  # of the amount, in advance for each year begun
    fee_fixed_fen: int = 0


@dataclass(frozen=True, slots=True)
class Breakdown:
    """What one amount over one term costs, in fen; interest and total at the lowest and the highest rate."""

    interest: tuple[int, int]
    fee_once: int
    fee_yearly: int  # of all years together
    fee_fixed: int
    total: tuple[int, int]
    subsidy: int  # paid by others on the interest, not taken off the total


def annual_cost_bp(
    product: Product, amount_fen: int, months: int, on: date | None = None
) -> tuple[int, int] | None:
    """(lowest, highest) 年化综合成本; None when no rate is stated or the fees eat up the amount."""
    return _both_ends(product, rates_bp(product, on), amount_fen, months)


def after_subsidy_bp(
    product: Product, amount_fen: int, months: int, on: date | None = None
) -> tuple[int, int] | None:
    """The same with the subsidised part of the interest left out; None without a subsidy."""
    rates = rates_bp(product, on)
    if rates is None or not product.subsidy_bp:
        return None
    helped = tuple(max(0, rate - product.subsidy_bp) for rate in rates)
    return _both_ends(product, helped, amount_fen, months)


def _both_ends(product: Product, rates: tuple[int, int] | None, amount_fen: int, months: int):
    if rates is None:
        return None
    low, high = (effective_bp(terms_of(product), rate, amount_fen, months) for rate in rates)
    return None if low is None or high is None else (low, high)


def rates_bp(product: Product, on: date | None = None) -> tuple[int, int] | None:
    """(lowest, highest) simple rate a year; a spread is counted from the LPR of `on` (today).

    None for what lends nothing, whatever stands in its row.
    """
    if product.kind in UNLENT:
        return None
    ends = [bp for bp in (product.rate_low_bp, product.rate_high_bp) if bp is not None]
    if not ends:
        return None
    tied = lpr(product, on)
    base = tied.bp if tied else 0
    return max(0, min(ends) + base), max(0, max(ends) + base)


def lpr(product: Product, on: date | None = None) -> prime.Rate | None:
    """The LPR this product follows; None for a fixed rate."""
    if product.rate_kind is not RateKind.LPR:
        return None
    return prime.on(on or clock.today(), product.lpr_tenor or "1Y")


def terms_of(product: Product) -> Terms:
    return Terms(product.repayment, product.fee_once_bp, product.fee_yearly_bp, product.fee_fixed_fen)


@lru_cache(maxsize=8192)
def effective_bp(terms: Terms, rate_bp: int, amount_fen: int, months: int) -> int | None:
    """The effective annual cost of one loan in whole basis points, or None where no rate can say it."""
    monthly = _monthly_return(cash_flows(terms, rate_bp, amount_fen, months))
    return None if monthly is None else round(((1 + monthly) ** MONTHS - 1) * BP)


def breakdown(product: Product, amount_fen: int, months: int, on: date | None = None) -> Breakdown | None:
    """What has to be paid in all, fee by fee; None when no rate is stated."""
    rates = rates_bp(product, on)
    if rates is None:
        return None
    terms = terms_of(product)
    low, high = (_interest(terms.repayment, rate, amount_fen, months) for rate in rates)
    once = round(amount_fen * terms.fee_once_bp / BP)
    yearly = round(amount_fen * terms.fee_yearly_bp / BP) * years_begun(months)
    fees = once + yearly + terms.fee_fixed_fen
    saved = _interest(terms.repayment, min(product.subsidy_bp or 0, rates[1]), amount_fen, months)
    return Breakdown((low, high), once, yearly, terms.fee_fixed_fen, (low + fees, high + fees), saved)


def years_begun(months: int) -> int:
    return -(-months // MONTHS)


def cash_flows(terms: Terms, rate_bp: int, amount_fen: int, months: int) -> list[float]:
    """The borrower's side, a figure a month: what comes in at month 0, what is paid (positive) after that."""
    yearly = amount_fen * terms.fee_yearly_bp / BP
    fees_now = amount_fen * terms.fee_once_bp / BP + terms.fee_fixed_fen + yearly
    payments = repayments(terms.repayment, rate_bp, amount_fen, months)
    for month in range(MONTHS, months, MONTHS):
        payments[month - 1] += yearly
    return [amount_fen - fees_now, *payments]


def repayments(repayment: Repayment, rate_bp: int, amount_fen: int, months: int) -> list[float]:
    """Principal and interest month by month, without fees. A revolving line is costed as drawn throughout."""
    monthly = rate_bp / BP / MONTHS
    if repayment is Repayment.INSTALMENTS:
        part = 1 / months if not monthly else monthly / (1 - (1 + monthly) ** -months)
        return [amount_fen * part] * months
    if repayment is Repayment.AT_ONCE:
        return [0.0] * (months - 1) + [amount_fen * (1 + monthly * months)]
    return [amount_fen * monthly] * (months - 1) + [amount_fen * (1 + monthly)]


def _interest(repayment: Repayment, rate_bp: int, amount_fen: int, months: int) -> int:
    return round(sum(repayments(repayment, rate_bp, amount_fen, months)) - amount_fen)


def _monthly_return(flows: list[float]) -> float | None:
    """The monthly rate at which the payments are worth what came in; by bisection, since worth only falls."""
    received, *payments = flows
    if received <= 0 or _worth(payments, MOST_MONTHLY) > received:
        return None
    low, high = 0.0, MOST_MONTHLY
    while high - low > TOLERANCE:
        middle = (low + high) / 2
        low, high = (middle, high) if _worth(payments, middle) > received else (low, middle)
    return (low + high) / 2


def _worth(payments: list[float], monthly: float) -> float:
    """Today's worth of payments at the end of each month, by Horner's rule."""
    factor = 1 / (1 + monthly)
    worth = 0.0
    for payment in reversed(payments):
        worth = (worth + payment) * factor
    return worth
