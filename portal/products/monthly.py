"""每月还多少, in words: what somebody with a shop asks first."""

from portal.core import wording
from portal.products import cost
from portal.products.models import Product, Repayment

UNKNOWN = "算不出来"


def words(product: Product, amount_fen: int | None, months: int | None) -> tuple[str, str]:
    """(the payment of an ordinary month, what else is to be known); fees are not in it."""
    rates = cost.rates_bp(product)
    if rates is None or amount_fen is None or months is None:
        return UNKNOWN, "机构没有写明利率、金额或期限"
    return at_rates(product.repayment, rates, amount_fen, months)


def at_rates(repayment: Repayment, rates: tuple[int, int], amount_fen: int, months: int) -> tuple[str, str]:
    """The same between two simple rates, in basis points a year, of this much over this long."""
    low, high = (cost.repayments(repayment, rate, amount_fen, months) for rate in rates)
    each = wording.yuan_range(round(low[0]), round(high[0]))
    principal = wording.money(amount_fen)
    match repayment:
        case Repayment.INSTALMENTS:
            return f"每月 {each}", "本金和利息都在里面"
        case Repayment.AT_ONCE:
            return "平时不用还", f"到期一次还 {wording.yuan_range(round(low[-1]), round(high[-1]))}"
        case Repayment.REVOLVING:
            return f"每月最多 {each}", f"用多少算多少利息，用满是这个数；到期还 {principal}"
        case _:
            return f"每月 {each}", f"只是利息，到期还本金 {principal}"
