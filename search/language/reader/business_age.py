"""Since when a business is run, where a year or a word says it: 2019年注册的 · 从09年干到现在 · 去年才开."""

import re
from collections.abc import Iterator
from datetime import date

from search.language.reader.draft import Span
from search.language.reader.passage import Passage

BEGUN = (
    "注册|成立|开业|开张|开店|开厂|开始(?:做|干|卖|开|跑|养|种|摆|经营|创业)|开的|开了|开起来|开(?=[^发票工,。]{0,6}店)|办的|办厂|办了|办照|办起|创办|创建|创立|建厂|建成|"
    "建的|投产|入行|接手|盘下|起(?:做|干|经营|从事)?|就(?:开始|在|开|做|干)|干到|做到(?:现在|今)|卖到|养到|种到|跑到|经营至|转行|(?:到现在|至今|以来|到今天)[^,，。;]{0,8}(?:做|干|开|卖|养|种|摆|跑|经营|从事)|摆摊|拿照|领照|拿到执照|拿的执照|的老?[店厂铺]"
)
IN_A_YEAR = re.compile(
    rf"(?P<from>从|自|打)?(?<!\d)(?P<year>(?:19|20)\d\d|[029]\d|1\d|[二一][零〇一九][零〇一二三四五六七八九]{{2}}|[零〇一二][零〇一二三四五六七八九])(?:年|(?<=\d{{4}})(?=注册|成立|开|创|办))(?:\d{{1,2}}月(?:份|\d{{1,2}}[日号])?|初|底|春天?|夏天?|秋天?|冬天?|上半年|下半年)?"
    rf"(?:我|我们|就|才|刚|在[^,。;]{{0,6}})?(?:{BEGUN})"
)
SINCE = re.compile(
    r"(?:(?:成立|创立|创办|创建|注册|始建|建|开业|开办|投产|组建)于|(?:成立|注册|开业|创立|建厂|登记)(?:时间|日期|年份)(?:是|为|:|\s)*)(?P<year>(?:19|20)\d\d)(?:年|[.\-/]\d)"
)
RELATIVE = re.compile(
    r"(?P<year>大前年|前年|去年|今年)(?:年?[初底]|\d{1,2}月份?|[上下]半年|春天|夏天|秋天|冬天)?(?:才|刚刚?|新|我|我们)*"
    r"(?:开(?:的|业|张|了?[^票发工,。;]{0,6}店|起来)|注册|成立|创办|办的?(?:执照|照|厂)|开始(?:做|干|卖|跑|摆)|接手|盘下)"
)
JUST_BEGUN = re.compile(
    r"(?:刚刚?|才|新)(?:开业|开张|开的?店|开的?(?!始|发|工|票|车|会|学|支)|注册|成立|起步|办(?:了|的|下来?)?(?:个体)?(?:营业)?执照|拿到执照|投产)(?!\s?[\d一二三四五六七八九十两半几]|了?[^,。;]{0,4}[年月])"
)
ANOTHER = re.compile(r"(?:分店|二店|第二|新店|连锁)")
PLANNED = re.compile(r"(?:想|要|打算|准备|计划|再|又|即将|马上)[^,，。;]{0,3}$")
BORROWED = re.compile(r"^[^,。;]{0,1}[贷借]")
# A plan to begin, and what says that something is run already.
TO_BEGIN = re.compile(
    r"(?:想|打算|准备|计划|要)(?:自己|先|去|在[^,。;]{1,6})?(?:开|盘|办)(?:一?[个家间])?[^,。;!?车票发]{0,8}"
    r"(?:店|馆|铺|摊|坊|厂|工作室|小吃|民宿|诊所|档口|饭庄)"
)
RUNNING = re.compile(
    r"再开|分店|二店|第二|又开|新店|扩|[开干做卖养种]了|经营|[店厂]里|老店|流水|营业额|我[们家]?的?[店厂]|公司|合作社|已经|现有"
)
HAN_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | {"〇": "0"}
YEARS_AGO = {"今年": 0.0, "去年": 1.0, "前年": 2.0, "大前年": 3.0}
LONGEST = 120


def read(passage: Passage, today: date) -> Iterator[Span]:
    """The age in years, likely only: a year without its month may be off by one."""
    for form in (SINCE, IN_A_YEAR, RELATIVE, JUST_BEGUN):
        for found in form.finditer(passage.text):
            years = _years(found, today)
            if 0 <= years <= LONGEST and _own(passage.text, found):
                yield from spans(years, *found.span(), sure="likely")
                return
    if (plan := TO_BEGIN.search(passage.text)) and not RUNNING.search(passage.text):
        yield from spans(0.0, *plan.span(), sure="likely")


def _own(text: str, found: re.Match[str]) -> bool:
    """Whether the business itself began: neither a loan, nor a second shop, nor a plan."""
    behind = text[found.end() : found.end() + 12]
    before = text[max(0, found.start() - 8) : found.start()]
    return not (BORROWED.match(behind) or ANOTHER.search(found[0] + behind) or PLANNED.search(before))


def _years(found: re.Match[str], today: date) -> float:
    if found.re is JUST_BEGUN:
        return 0.0
    written = found["year"]
    return YEARS_AGO[written] if written in YEARS_AGO else float(today.year - _year(written, today))


def spans(years: float, start: int, end: int, *, sure: str) -> Iterator[Span]:
    """The age itself, and the requirement it meets; below a month there is none to meet."""
    yield Span("established_years", years, start, end, sure)
    if years > 0:
        yield Span("tags", f"years:{years:g}", start, end, sure)


def _year(written: str, today: date) -> int:
    digits = "".join(HAN_DIGITS.get(digit, digit) for digit in written)
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if 2000 + year <= today.year else 1900 + year
