"""Where it is said since when or for how long a business is run: a length becomes its band, a year a mark.

So does a term that only the reader of needs takes for one: 借20万，三年.
"""

import re
from collections.abc import Iterator
from datetime import date

from search import taxonomy
from search.language.figures import value_of
from search.language.reader import business_age, durations, length_roles
from search.language.reader.durations import Duration
from search.language.reader.passage import Passage

Replacement = tuple[int, int, str, str]

MARK = "某年"
MONTHS = 12
WORKED = re.compile(
    r"(?:从业|入行|行龄|工龄|手艺|年限|行业|老师傅|到现在|到今天|到今年|至今|整整|足足)[^,。;!?\n\d]{0,4}$"
    r"|(?:[开干做养种卖摆跑办搞]|经营|从事)(?:[了咗过满有得快近]|将近|差不多|大概){1,3}$"
)
ALONE_BEFORE, ALONE_BEHIND = re.compile(r"(?:^|[,。;!?\s])$"), re.compile(r"(?:多|来)?了(?:$|[,。;!?\s])")
WORKED_BEHIND = re.compile(
    r"(?:的|以上|左右|多|[^,。;!?\n]{0,4}?)(?:经验|历史|老[店厂铺摊]|老字号|店龄|光景|手艺|行龄|工龄|老师傅|老手艺)|^了?的小?(?:店|厂|铺|摊|作坊|公司)(?![租面位房里金费款])"
)
OF_RENT = re.compile(r"的?(?:摊位|[店铺厂房地]租|租金|利息|会费|[^,。;!?\n]{0,2}费)")  # 一年的摊位费
HAN = "一二三四五六七八九十两"
IN_YEARS = re.compile(  # what has no exact figure: 二十多个年头, 第五个年头, 接手也十五六年
    rf"第?(?P<number>\d{{1,3}}|[{HAN}]{{1,3}})(?:几|多|来)?个?年头"
    rf"|(?:(?<=[开干做养种卖摆跑办搞手行也有了])|(?<=经营))(?P<pair>[{HAN}]?十[{HAN}]{{2}})年"
)
MANY = 10
REST_OF_DATE = re.compile(
    r"(?:年?(?:\d{1,2}月(?:份|\d{1,2}[日号])?|[初底末]|[上下]半年|[春夏秋冬](?:天|季)?)?)"
)
HAN_YEAR = r"[一二][九零〇][零〇一二三四五六七八九]{2}"
CALENDAR = re.compile(
    rf"(?<![\d.])(?P<year>(?:19|20)\d\d|{HAN_YEAR})(?:\s?年(?:\s?\d{{1,2}}\s?月(?:份|\s?\d{{1,2}}\s?[日号])?|[初底末])?"
    r"|(?=\s?[-–—~至到]\s?(?:19|20)\d\d)|[.\-/]\d{1,2}(?:[.\-/]\d{1,2})?(?![\d.]))"
)
SHORT_YEAR = re.compile(r"(?<![\d.])(?:0\d|[6-9]\d)年(?:\d{1,2}月份?|[初底])?(?![代龄])")
BEFORE_YEAR = re.compile(
    r"(?:始于|创于|建于|成立|注册|开业|开办|创立|创办|登记|since|from|founded in|established in)"
    r"[于在是:\s日期时间年份]{0,5}$"
)
BARE_YEAR = re.compile(
    rf"(?<![\d.])(?P<year>(?:19|20)\d\d|{HAN_YEAR})(?![\d.年万元块个只套件份平亩吨斤家人户名])"
)
BEGUN_BEHIND = re.compile(rf"[^,。;!?\n]{{0,10}}?(?:{business_age.BEGUN}|开办|有了|起家|开起)")
BEGUN_BEFORE = re.compile(r"(?:成立|注册|开业|开张|创立|创办|建厂|登记|开店|开厂|入行|始建)[^,。;!?\n]{0,6}$")
LAST_YEARS = 2  # of the last two years people speak for other reasons: 去年的订单, 2025年的合同


def find(passage: Passage, today: date) -> Iterator[Replacement]:
    """(start, end, kind, the band's words or the mark); ``today`` says which years are long past."""
    yield from _lengths(passage)
    yield from _in_years(passage.text)
    yield from ((start, end, "age", MARK) for start, end in _years(passage.text, today))


def _lengths(passage: Passage) -> Iterator[Replacement]:
    for one in durations.find(passage.text):
        if OF_RENT.match(passage.text, one.end):
            continue
        role = length_roles.role(passage, one)[0]
        if role == "firm" or _of_business(passage.text, one):
            yield one.start, one.end, "age", _band(one)
        elif role == "term":
            yield one.start, one.end, "term", _across("term", one.low, one.months)


def _in_years(text: str) -> Iterator[Replacement]:
    for found in IN_YEARS.finditer(text):
        years = value_of(found["number"]) if found["number"] else MANY
        yield *found.span(), "age", _across("years", years or 1, years or 1)


def _years(text: str, today: date) -> Iterator[tuple[int, int]]:
    for found in CALENDAR.finditer(text):
        if _year(found["year"]) <= today.year - LAST_YEARS or _begun(text, found):
            yield found.span()
    for form in (business_age.SINCE, business_age.IN_A_YEAR, business_age.RELATIVE):
        for found in form.finditer(text):
            yield found.start("year"), REST_OF_DATE.match(text, found.end("year")).end()
    yield from (found.span() for found in SHORT_YEAR.finditer(text))
    for found in BARE_YEAR.finditer(text):
        if BEFORE_YEAR.search(text, max(0, found.start() - 12), found.start()):
            yield found.span()


def _of_business(text: str, one: Duration) -> bool:
    """Whether it tells for how long the owner has done this: 从业20年, 两年了."""
    before, behind = text[max(0, one.start - 10) : one.start], text[one.end : one.end + 12]
    alone = ALONE_BEFORE.search(before) and ALONE_BEHIND.match(behind)
    return bool(alone or WORKED.search(before) or WORKED_BEHIND.match(behind))


def _band(one: Duration) -> str:
    short = one.less or one.below  # 快三年, 不到一年
    low, high = (one.months - 1, one.months - 1) if short else (one.low, one.months)
    return _across("years", low / MONTHS, high / MONTHS)


def _across(kind: str, low: float, high: float) -> str:
    return taxonomy.bands.across(kind, low, high).replace(" ", "")


def _begun(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 14) : found.start()]
    return bool(BEGUN_BEHIND.match(text, found.end()) or BEGUN_BEFORE.search(before))


def _year(written: str) -> int:
    return int("".join(business_age.HAN_DIGITS.get(digit, digit) for digit in written))
