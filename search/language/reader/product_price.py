"""What a product's text says it costs: a yearly rate, or points over the LPR; shares and fees by their names.

Rates and fees are basis points (385 = 3.85 % a year), spreads are basis points over the LPR.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from search.language.reader.draft import Span
from search.language.reader.passage import Passage
from search.language.reader.product_shares import (
    BASIS,
    MOST_BP,
    NUMBER,
    TO,
    WINDOW,
    Share,
    find,
    points,
    which_end,
)

LEAST_SPREAD = -500
LPR = re.compile(
    rf"(?:lpr|贷款市场报价利率)(?:利率|报价)?(?:\([^)]{{0,8}}\)|\))?(?:的基础上|基础上)?\s?"
    rf"(\+|-|加点?|减点?|上浮|下浮|上加|下调)\s?({NUMBER})(?:{TO}({NUMBER}))?"
    r"\s?(个?bps?|个?基点|个?点(?!\d)|%|个百分点)"
)
AS_IT_IS = re.compile(  # 按一年期LPR执行
    r"(?:按照?|执行|参照)(?:最新|同期|当期|最近一期|[1一5五]年期|以上|的){0,3}(?:lpr|贷款市场报价利率)(?:利率|报价)?"
    r"(?:执行|计息|放款|发放)?(?=[,。;\s]|$)"
)
FIVE_YEARS = re.compile(r"[5五]年期?(?:及?以上)?[的期]?\s?(?:lpr|贷款市场报价利率)")
DOWNWARD = ("-", "减", "减点", "下浮", "下调")
OF_IT = ("上浮", "下浮")  # LPR下浮10%: a share of it, no points


def read(passage: Passage) -> Iterator[Span]:
    """rate_kind, rate_low_bp, rate_high_bp, or lpr_tenor, spread_low_bp, spread_high_bp; *_bp by NAMED."""
    text = passage.text
    spreads = list(_spreads(text))
    for role, one in find(text):
        if role != "rate":
            yield Span(f"{role}_bp", _one_of(role, one), one.start, one.end, one.sure)
    rates = [one for role, one in find(text) if role == "rate"]
    if spreads:
        place = (spreads[0].start, spreads[0].end)
        five = FIVE_YEARS.search(text)
        yield Span("rate_kind", "lpr", *place)
        yield Span("lpr_tenor", "5Y", *five.span()) if five else Span("lpr_tenor", "1Y", *place, "likely")
        yield from _ends("spread", spreads)
    elif rates:
        yield Span("rate_kind", "fixed", rates[0].start, rates[0].end)
        yield from _ends("rate", rates)


def _one_of(role: str, one: Share) -> int:
    """Of a range what the form asks for: the most that is taken, the least that is given or paid down."""
    ends = [end for end in (one.low, one.high) if end is not None]
    return max(ends) if role in ("price", "fee_once") else min(ends)


def _ends(name: str, found: list[Share]) -> Iterator[Span]:
    """From the lowest to the highest that is named; of a rate without ends there is no highest."""
    several = len({one.low for one in found}) > 1
    for one in found:
        if one.low is not None:
            yield Span(f"{name}_low_bp", one.low, one.start, one.end, one.sure)
        if one.high is not None and (several or one.low != one.high):
            yield Span(f"{name}_high_bp", one.high, one.start, one.end, one.sure)
    if all(one.high is None for one in found):
        yield Span(f"{name}_open", True, found[0].start, found[0].end)


def _spreads(text: str) -> Iterator[Share]:
    if found := AS_IT_IS.search(text):
        yield Share(0, 0, *found.span())
    for found in LPR.finditer(text):
        sign, low, high, unit = found.groups()
        if unit in ("%", "个百分点"):
            if sign in OF_IT:
                continue
            scale = Decimal(BASIS)
        else:
            scale = Decimal(1)
        ends = [points(one, -scale if sign in DOWNWARD else scale) for one in (low, high or low)]
        if None in ends or not all(LEAST_SPREAD <= end <= MOST_BP for end in ends):
            continue
        one = Share(min(ends), max(ends), *found.span())
        before = text[max(0, found.start() - WINDOW) : found.start()]
        yield one if high else which_end(one, before, text[found.end() : found.end() + 8])
