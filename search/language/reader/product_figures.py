"""The figures of a product's text: from how much to how much, for how long, and what the firm must show."""

import re
from collections.abc import Iterator

from search.language.reader import durations, sum_figures
from search.language.reader.draft import Span
from search.language.reader.durations import Duration
from search.language.reader.passage import Passage
from search.language.reader.sum_figures import Figure

WAN = 10_000
WINDOW = 16
STOP = ",。;!?\n"
# Sums that are the firm's, the region's or the bank's own.
OTHERS = re.compile(
    rf"(?:收入|营收|营业额|销售额?|产值|流水|纳税|缴税|税额|开票|注册资本|资产|余额|负债|订单|合同|采购|出口|补贴|补助|奖励|累计|户均|平均|人均|已发放|已投放|发放了|投放|服务了|授信总额|总额|规模|起征)[^{STOP}]{{0,8}}$"
)
REVENUE = re.compile(rf"(?:年(?:营业)?收入|营业收入|年?营收|年?营业额|年?销售(?:额|收入))[^{STOP}]{{0,8}}$")
REACHED = re.compile(r"(?:不低于|不少于|达到?|超过?|至少|满|大于|[≥>])\s?$")
FOREIGN = re.compile(r"^\s?(?:美元|美金|欧元|港币|港元|日元|英镑)")
AND_MORE = re.compile(r"^(?:元)?(?:及|含)?(?:以上|起)")
CASE = re.compile(rf"^[^{STOP}]{{0,8}}(?:例子|案例|实例|先例)")  # 有200万元的例子 is no cap
FLOOR = re.compile(rf"(?:最低|最少|起点|起贷|不低于|不少于|至少)[^{STOP}]{{0,6}}$")
FLOOR_BEHIND = re.compile(r"^(?:元)?(?:起(?!征)|及?以上)")
CAP = re.compile(
    rf"(?:最高|最多|最大|不超过?|不高于|上限|额度|可贷|可借|能贷|能借|可融|授信|金额|单户|贷款|借款|可达|高达|达|给予|提供|发放|保额|担保|融资|[≤<])[^{STOP}]{{0,8}}$"
)
CAP_BEHIND = re.compile(
    r"^(?:元)?(?:人民币)?(?:以内|以下|之内|封顶|为上限|的?(?:额度|授信|信用|贷款|资金|融资))"
)
TERM = re.compile(
    rf"(?:期限|贷期|借期|期为|年限(?:最长|不超过)|最长|最短|最久|可贷|可借|可用|用款|贷款期|还款期|授信期?|有效期?|循环|周期|租期|保险期|保期|额度期|分期|宽限)[^{STOP}]{{0,8}}$"
)
TERM_BEHIND = re.compile(
    r"^(?:期(?!以上|内纳|内无)|(?:以内|之内|内)?(?:还清|还完|归还|循环|有效|授信|随借随还|的?贷款|的?期限))"
)
SHORTEST = re.compile(r"(?:最短|至少|不少于|不低于)[^,。;]{0,4}$")
AGE = re.compile(
    rf"(?:成立|经营|开业|注册|设立|存续|营业|执照|从业|从事|入行|行业经验|创办|投产|开店|办厂|种植|养殖|种养|运营|登记)[^、{STOP}]{{0,10}}$"
)
LATELY = re.compile(r"(?:近|最近|连续|过去)$")  # 近两年盈利 is no age
AGE_BEHIND = re.compile(
    r"^(?:及|含)?(?:以上)?的?(?:经营|从业|种植|养殖|种养|行业|运营|生产)(?:年限|经验|历史|史|记录|期)?"
)
STAFF = re.compile(
    r"(?:员工|职工|从业人员|用工)(?:人数)?[^,。;\d]{0,6}(?:不超过|不多于|少于|低于|[≤<])\s?(\d{1,5})\s?人"
    r"|(?:员工|职工|从业人员|用工)(?:人数)?[^,。;\d]{0,6}(\d{1,5})\s?人(?:及|含)?(?:以下|以内)"
)


def read(passage: Passage) -> Iterator[Span]:
    """Ends of the amount in yuan and of the term in months; years, revenue and staff as requirements."""
    yield from _sums(passage.text)
    yield from _times(passage.text)
    for found in STAFF.finditer(passage.text):
        yield Span("requirements", f"employees:{found[1] or found[2]}", *found.span())


def _sums(text: str) -> Iterator[Span]:
    figures = [
        one for one in sum_figures.find(text) if one.high is not None and one.possible and not one.foreign
    ]
    for figure in figures:
        before, behind = _around(text, figure.start, figure.end)
        if figure.foreign or FOREIGN.match(behind) or CASE.match(behind):
            continue
        if OTHERS.search(before):
            if REVENUE.search(before) and (REACHED.search(before) or AND_MORE.match(behind)):
                yield Span("requirements", f"revenue:{figure.high / WAN:g}", figure.start, figure.end)
            continue
        yield from _ends(figure, before, behind, alone=len(figures) == 1)


def _ends(figure: Figure, before: str, behind: str, *, alone: bool) -> Iterator[Span]:
    """A range has both; else the words say which end a sum is. A lone sum is most likely the cap."""
    place = (figure.start, figure.end)
    if figure.low is not None and figure.low != figure.high:
        yield Span("amount_min_yuan", figure.low, *place)
        yield Span("amount_max_yuan", figure.high, *place)
    elif FLOOR_BEHIND.match(behind) or FLOOR.search(before):
        yield Span("amount_min_yuan", figure.high, *place)
    elif CAP.search(before) or CAP_BEHIND.match(behind):
        yield Span("amount_max_yuan", figure.high, *place)
    elif alone:
        yield Span("amount_max_yuan", figure.high, *place, "likely")


def _times(text: str) -> Iterator[Span]:
    for one in durations.find(text):
        before, behind = _around(text, one.start, one.end)
        if AGE_BEHIND.match(behind) or (
            AGE.search(before) and not TERM.search(before) and not LATELY.search(before)
        ):
            if not one.below:
                yield Span("requirements", f"years:{round(one.low / 12, 1):g}", one.start, one.end)
        elif TERM.search(before) or TERM_BEHIND.match(behind):
            yield from _terms(one, before)


def _terms(one: Duration, before: str) -> Iterator[Span]:
    if one.low != one.months:
        yield Span("term_min_months", one.low, one.start, one.end)
        yield Span("term_max_months", one.months, one.start, one.end)
    elif SHORTEST.search(before):
        yield Span("term_min_months", one.months, one.start, one.end)
    else:
        yield Span("term_max_months", one.months, one.start, one.end)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - WINDOW) : start], text[end : end + WINDOW]
