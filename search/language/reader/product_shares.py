"""Shares that a product's text names: its yearly rate, and what else goes by per cent, by their names.

All in basis points (385 = 3.85 % a year). What has no name, or the name of something else, is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from search.language.figures import CHINESE, value_of
from search.language.reader.draft import Sure

STOP = "。;!?\n"
WINDOW = 20
BESIDE = 6  # 首贷户3.65%，续贷3.85%
BASIS = 100  # basis points of one per cent
MOST_BP, WHOLE = 3600, 100 * BASIS
MOST_OF = {"rate": MOST_BP, "subsidy": 1000, "price": 2000, "fee_once": 2000}  # 贴息50%: half of the interest
MONTHS, DAYS = 12, 360  # a bank's year has 360 days
NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{1,4}})?|[{CHINESE}]{{1,3}}(?:点[{CHINESE}]{{1,4}})?)"
UNIT = r"(?:%|‰|个百分点)"
OF = "(?:百分之|千分之|万分之)"
TO = r"\s?(?:-|–|—|~|至|到)\s?"
PERCENT = re.compile(
    rf"{OF}({NUMBER})(?:{TO}{OF}?({NUMBER}))?"
    rf"|(?<![\d.])(\d{{1,3}}(?:\.\d{{1,4}})?)\s?{UNIT}?{TO}(\d{{1,3}}(?:\.\d{{1,4}})?)\s?{UNIT}"
    rf"|(?<![\d.])(\d{{1,3}}(?:\.\d{{1,4}})?)\s?{UNIT}"
)
# The nearest of these before a figure says what the figure is; "other" is none of the product's price.
NAMED = {
    "other": r"(?:银行|政府)(?:方)?(?:承担|分担)|(?:贴息|补贴)后[^,]{0,6}|罚息|逾期|折扣?|增长|占比?|比重"
    r"|抵押率|成数|补贴|补助|退税|税率|持股|股份|不良率|覆盖率?|提额|[上下]浮|降低|下降|让利|额度"
    r"|流水|销售额|收入|投资|货款|订单",
    "rate": r"年化(?:综合)?(?:融资)?(?:成本|利率)?|[年月日]?利率|[年月日]?利息|[年月日]息|综合(?:融资)?成本",
    "price": r"担保费率?|保险费率|保费(?:费率)?|保险费(?!率)",
    "cover": r"担保比例|赔付比例|(?:承担|分担|赔付)(?:风险|本金|责任|贷款|损失)?(?:的|比例)?|赔(?=\d)",
    "down_payment": r"首付款?(?:比例)?",
    "subsidy": r"贴息(?:比例|率|标准)?",
    "fee_once": r"评审费率?|手续费率?|服务费率?|评估费率?",
}
ROLE = re.compile("|".join(f"(?P<{name}>{words})" for name, words in NAMED.items()))
OPEN_BEHIND = re.compile(r"^\s?(?:\(?(?:单利|年化|年)\)?)?\s?(?:起(?!征)|及?以上)")
CAPPED_BEHIND = re.compile(r"^\s?(?:以内|以下|之内|封顶|为上限)")
OPEN_BEFORE = re.compile(r"(?:最低|低至|起步|优惠至|不低于)[^,、\d]{0,8}$")
CAPPED_BEFORE = re.compile(r"(?:最高|不超过|不高于|上限|至多|[≤<])[^,、\d]{0,8}$")
BY_MONTH, BY_DAY = re.compile(r"月(?:利率|利息|息)[^,]{0,6}$"), re.compile(r"日(?:利率|利息|息)[^,]{0,6}$")


@dataclass(frozen=True, slots=True)
class Share:
    """`low` and `high` in basis points, equal where no end is named; None: not said."""

    low: int | None
    high: int | None
    start: int
    end: int
    sure: Sure = "said"


def find(text: str) -> Iterator[tuple[str, Share]]:
    """(what it is, the figure) of every share that has a name; one beside another is of the same name."""
    role, last = "other", -WINDOW
    for found in PERCENT.finditer(text):
        before = re.split(f"[{STOP}]", text[max(0, found.start() - WINDOW) : found.start()])[-1]
        named = list(ROLE.finditer(before[-WINDOW:]))
        if named:
            role = named[-1].lastgroup
        elif found.start() - last > BESIDE:
            role = "other"
        last = found.end()
        if "lpr" in before[-8:] or role == "other":
            continue
        one = _share(text, found, before)
        if one is not None and max(one.low or 0, one.high or 0) <= MOST_OF.get(role, WHOLE):
            yield role, one


def _share(text: str, found: re.Match[str], before: str) -> Share | None:
    low, high = found[1] or found[3] or found[5], found[2] or found[4]
    scale = Decimal(BASIS)
    if "‰" in found[0] or found[0].startswith("千分之"):
        scale /= 10
    elif found[0].startswith("万分之"):
        scale /= 100
    month, day = BY_MONTH.search(before), BY_DAY.search(before)
    scale *= MONTHS if month else DAYS if day else 1
    ends = [None if one is None else points(one, scale) for one in (low, high)]
    if ends[0] is None or (high and ends[1] is None) or max(end or 0 for end in ends) > WHOLE:
        return None
    one = Share(ends[0], ends[1] if high else ends[0], *found.span(), "likely" if month or day else "said")
    return one if high else which_end(one, before, text[found.end() : found.end() + 8])


def which_end(one: Share, before: str, behind: str) -> Share:
    """3.85%起 has no upper end, 不超过6% no lower one."""
    if OPEN_BEHIND.match(behind) or OPEN_BEFORE.search(before):
        return replace(one, high=None)
    if CAPPED_BEHIND.match(behind) or CAPPED_BEFORE.search(before):
        return replace(one, low=None)
    return one


def points(written: str, scale: Decimal) -> int | None:
    value = value_of(written)
    return None if value is None else int((value * scale).to_integral_value())
