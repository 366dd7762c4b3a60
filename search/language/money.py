"""Where figures stand that are shown as a band: money asked for, turnover, loans, and the term asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search import taxonomy
from search.language import roles
from search.language.numbers import WAN, parse_amount, parse_months

Replacement = tuple[int, int, str, str]

NUMERALS = "零〇一二三四五六七八九两俩仨壹贰叁肆伍陆柒捌玖十百千拾佰仟"
NUMBER = rf"(?:\d[\d,]{{0,14}}(?:\.\d{{1,6}})?|[{NUMERALS}半几数]{{1,12}}(?:点[{NUMERALS}]{{1,6}})?)"
SCALE = (
    rf"\s{{0,3}}(?:多|来|几|余)?\s{{0,3}}个?[十百千拾佰仟]{{0,2}}(?:[万亿]|[wW](?![A-Za-z]))(?:多|余|来)?"
    rf"(?:[\d{NUMERALS}]{{1,8}}(?:[千百万](?![只头羽亩斤吨]))?(?![\d{NUMERALS}年个月天期]))?(?:多|余)?"
)
UNIT = r"\s{0,3}(?:多|来|余)?(?:元|块钱|块(?![砖地板田瓦])|人民币)整?"
NOT_MEASURED = (  # 1.2万只, 30万吨 are counts; 8万 头一回贷, 20万 台州 and 人工, 支付, 本金 are none
    r"(?!\s{0,3}(?:只(?![够要是有能想求需贷借差缺])|头(?!一?[回次遭趟]|[款期寸])|羽(?!绒|毛球)|[斤吨亩户辆棵瓶箱袋匹页颗粒张册升k]|"
    r"尾(?!款)|台(?![州湾山前儿江安])|株(?!洲)|次(?![日月年])|里(?![面头水])|米(?![线粉面厂易皮酒])|方(?![便法面案式正城])|字(?![画牌])|"
    r"粉(?![刷店丝条])|个|名(?![下山])|盒(?!饭)|桶(?!装)|片(?!区)|双(?![方十流城鸭峰辽])|根(?![本据河治])|公(?![司户账安主])|"
    r"人(?![工民])|件|套(?!现)|份(?!额)|单(?![独位笔])|度(?![过假])|平(?![时台常均顶遥凉])|本(?![金钱地来月年人店公])|条(?!件)|"
    r"支(?![付持撑])|包(?![括含装头])|美元|港币|欧元|日元|多[只头羽尾亩斤吨]))"
)
TENTHS = rf"(?:[1-9一二三四五六七八九](?![\d{NUMERALS}年个月天期]))?"  # 四千二
ONE = rf"(?:{NUMBER}{SCALE}(?:{UNIT}|{NOT_MEASURED})|{NUMBER}{UNIT}|{NUMBER}(?:千|k|K){TENTHS}{NOT_MEASURED})"
BOUNDARY = rf"(?<![\d.{NUMERALS}])"  # no second look inside a run of numerals: long ones would take for ever
MONEY = re.compile(
    rf"{BOUNDARY}(?:(?:{ONE}|{NUMBER})\s{{0,3}}(?:[-–—−~到至]|、(?=[二两三四五六七八九]))\s{{0,3}})?{ONE}"
)
BARE = re.compile(
    rf"(?<=[借贷])\s?(\d{{1,7}}(?:\.\d+)?)(?![\d.万亿千百十多几年月天期元块成%\-–—~到至]|\s{{0,3}}[wW]){NOT_MEASURED}"
)
BARE_TURNOVER = re.compile(
    r"(?:[天日月]|晚上)(?:大概|差不多|大约)?(?:能|可以)?(?:卖|流水|进账|营业额)\s?(\d{3,7})(?![\d.万亿千百十多几成%]|\s{0,3}[wW杯碗串单])"
    rf"{NOT_MEASURED}"
)
LEAST_BARE_YUAN = 1_000  # 借8000 is yuan, 贷50 is 万元
TERM = re.compile(
    r"半年|(?<![\d.])(?:\d{1,3}(?:\.\d{1,2})?|[一二三四五六七八九两仨十壹贰叁肆伍]{1,4})\s?"
    r"(?:年半|年(?:零?[\d一二三四五六七八九十]{1,3}个月)?|个月|期(?=还|$|[,。;])|天)"
)
YEAR_OF_CALENDAR = re.compile(r"(?:19|20)\d\d\s{0,3}年")


@dataclass(frozen=True, slots=True)
class Figures:
    """Exact figures of the need, in yuan and months, that must not be read from its words."""

    amount_yuan: int | None = None
    amount_min_yuan: int | None = None
    term_months: int | None = None
    revenue_yuan: int | None = None
    loans_yuan: int | None = None

    def role_of(self, ends: tuple[int, int]) -> str | None:
        """Which known figure an amount is that the words give another meaning."""
        for role, values in (
            ("asked", (self.amount_yuan, self.amount_min_yuan)),
            ("turnover", (self.revenue_yuan,)),
            ("loan", (self.loans_yuan,)),
        ):
            if set(ends) & {value for value in values if value is not None}:
                return role
        return None


def find(folded: str, figures: Figures) -> Iterator[Replacement]:
    """Every figure to be shown as a band: (start, end, kind, the band's words)."""
    for found in MONEY.finditer(folded):
        start, end = found.span()
        ends = _ends(found[0])
        if ends is None:
            continue
        # a sum that no word explains is most likely the one asked for
        said = roles.of_money(folded, start, end) or "asked"
        role = figures.role_of(ends) if said == "other" else said
        if role:
            yield start, end, role, band_of(role, ends, roles.clause(folded, start, end))
    for found in BARE.finditer(folded):
        value = float(found[1])
        yuan = int(value if value >= LEAST_BARE_YUAN else value * WAN)
        yield *found.span(1), "asked", band_of("asked", (yuan, yuan), ("", ""))
    for found in BARE_TURNOVER.finditer(folded):
        yuan = int(found[1])
        yield *found.span(1), "turnover", band_of("turnover", (yuan, yuan), ("一天", ""))
    yield from _terms(folded, figures)


def _ends(words: str) -> tuple[int, int] | None:
    """Least and most of an amount in yuan; of 30多万 just above what is written."""
    amount = parse_amount(words)
    if amount is None:
        plain = re.sub(r"(?<=[\d十百千])[几多来余]|(?<=[万元])[多余来]|多(?=元|块)|来(?=元|块)", "", words)
        amount = parse_amount(plain) if plain != words else None
        if amount is None:
            return None
        return (amount.max_yuan or 0) + 1, (amount.max_yuan or 0) + 1
    low, high = amount.min_yuan or amount.max_yuan, amount.max_yuan or amount.min_yuan
    return (low, high) if low and high else None


def band_of(role: str, ends: tuple[int, int], around: tuple[str, str]) -> str:
    """Turnover of a year in the bands of revenue, all else in those of amounts."""
    short_period = role == "turnover" and re.search(r"月|天|日|周(?!转)|季", "".join(around))
    kind = "revenue" if role == "turnover" and not short_period else "amount"
    return taxonomy.bands.across(kind, ends[0] / WAN, ends[1] / WAN).replace(" ", "")


def _terms(folded: str, figures: Figures) -> Iterator[Replacement]:
    for found in TERM.finditer(folded):
        start, end = found.span()
        months = None if YEAR_OF_CALENDAR.match(found[0]) else parse_months(found[0])
        if months is None:
            continue
        role = roles.of_term(folded, start, end)
        alone = "".join(roles.clause(folded, start, end)).strip(" 左右吧的") == ""
        if role == "asked" or (role is None and alone and months == figures.term_months):
            yield start, end, "term", taxonomy.bands.of("term", months).short.replace(" ", "")
