"""Sums of money as people write them, each with its place, its ends in yuan and how sure it is.

What `numbers.parse_amount` reads is left to it; here stand the spoken forms that only running text has:
60个w · 五十个达不溜 · 半个亿 · 百八十万 · 万把块 · 十来万 · 小二十万, and the vague ones that are no figure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from search.language.money import NOT_MEASURED
from search.language.numbers import WAN, parse_amount

MOST_FIGURES = 60  # nobody speaks of more sums; a text of nothing else must not take long

HAN = "零〇一二三四五六七八九十百千两俩仨壹贰叁肆伍陆柒捌玖拾佰仟廿卅半"
SPACED = r"\d(?: \d){1,5}(?=\s?[万w])|\d{1,3}(?: \d{3}){1,2}(?=\s?[元块万w])"
DIGITS = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,3}}|{SPACED}|\d{{1,12}})(?:\.\d{{1,6}})?"
NUMBER = rf"(?:(?<![\d.]){DIGITS}|(?<![\d.{HAN}])[{HAN}]{{1,12}}(?:点[{HAN}]{{1,4}})?)"
SPELT_W = "[达打哒大搭](?:不|布)[溜流留六]"
SCALE = rf"(?:[十百千拾佰仟]{{0,2}}(?:[万亿]|w(?![a-z])|{SPELT_W}))"
COUNTED = "年个月天日期台辆头只间家户人名亩套张号成岁位次季周厂店口条艘吨斤桌件单折%楼层栋批笔分倍车共起些"
NO_TAIL_BEFORE = rf"(?![{HAN}\d万亿w.]|\s?[{COUNTED}])"
TAIL = (
    rf"(?:(?:\d[千百]?|\d{{4}}(?=[元块])|[{HAN}]{{1,7}}|\d千\d百|(?<=亿)[{HAN}\d]{{1,6}}万){NO_TAIL_BEFORE})"
)
UNIT = r"(?:\s?(?:元|块钱?|人民币|大洋|rmb|cny)整?)"
NOT_POWER = r"(?![a-z]|\s?(?:的?灯|瓦|功率|电视|屏|分辨|画质|电机))"
BARE_END = r"(?=\s*(?:$|[,，。;；!！?？、()（）吧]|左右|上下|就|够|以内|来周转|周转|买|进货|用))"
MARK = r"(?:rmb|cny|人民币|¥|￥)"
SINGLE = re.compile(
    rf"(?P<sign>(?<![{HAN}\d元块万亿wk%])[-－负](?=[\d{HAN}]))?(?:(?P<mark>{MARK}:?)\s?)?(?P<number>{NUMBER})\s?(?P<fuzz>好?几|多|来|余|把)?\s?"
    rf"(?:个?\s?(?P<scale>{SCALE})(?P<over>多|余|来|出头)?(?P<tail>{TAIL})?(?P<unit>{UNIT}|{NOT_MEASURED}|(?=\s?(?:美元|港币|欧元|日元)))"
    rf"|(?P<unitless>个){BARE_END}"
    rf"|(?P<thousand>[千仟k]{NOT_POWER})(?P<odd>[{HAN}\d]百?(?![{HAN}\d年月天]))?(?P<more>多|来|余)?"
    rf"(?P<coin>{UNIT}|{NOT_MEASURED}(?!瓦|克|米|户|家|个|万))"
    rf"|(?P<yuan>{UNIT})(?![砖地板田瓦])"
    rf"|(?<=\d)(?P<marked>)(?![\d.]|\s?[千百十]))"
)
VAGUE = re.compile(
    rf"(?<![{HAN}\d])(?:小|好)?(?:几|数|若干|上)(?:十|百|千)?(?:个?(?:{SCALE})|千(?=块|元)|百(?=块|元)){UNIT}?{NOT_MEASURED}"
    rf"|(?<![{HAN}\d])(?:几|数)[千百]{UNIT}"
)
SPOKEN = (  # spoken form, least and most in yuan
    (r"万儿?八千|万八千", 8_000, WAN),
    (r"千儿?八百|千八百", 800, 1_000),
    (rf"百八十个?(?:万|w(?![a-z])|{SPELT_W})", 80 * WAN, 100 * WAN),
    (r"十万八万", 8 * WAN, 10 * WAN),
    (r"三万两万|三两万", 2 * WAN, 3 * WAN),
    (r"(?:个把|一个把)[万w](?![a-z])|万把", WAN, WAN),
    (r"十把[万w](?![a-z])", 10 * WAN, 10 * WAN),
    (r"百把个?[万w](?![a-z])|百十来?个?[万w](?![a-z])", 100 * WAN, 100 * WAN),
    (r"千把(?=块|元|个块)", 1_000, 1_000),
)
SPOKEN_FORMS = re.compile(
    rf"(?<![{HAN}\d几半多])(?:"
    + "|".join(f"({form})" for form, _, _ in SPOKEN)
    + rf")(?:{UNIT})?{NOT_MEASURED}"
)
JOIN = re.compile(r"\s{0,2}(?:[-–—−~～到至或/]|或者|--|~~)\s{0,2}")
LOW_END = re.compile(rf"(?P<low>{NUMBER})\s{{0,2}}(?:(?P<join>[-–—−~～到至]|--)\s{{0,2}}|[、 ])$")
ADVERB = re.compile(r"千万(?!元|块|级|左右|资金|授信|额度|贷款|以|的|上下|$|[,，。;；!?])")
ABOUT_BEFORE = re.compile(r"(?:大约|大概|大致|差不多|约莫|将近|接近|约|近|小|快|估摸着?|也就|上下)\s?$")
ABOUT_BEHIND = re.compile(r"\s?(?:块钱?|元)?(?:左右|上下|的?样子|这样子?|差不多|出头)")
MOST_BEFORE = re.compile(
    r"(?:不超过|不要超过|别超过|不高于|不多于|不大于|最多|至多|最高|顶多|撑死|顶天|上限|封顶|不到)"
    r"(?:也就|也|就|是|为|能|可以|要|需要?|想|借|贷|融|到|给|用|:|个|\s){0,4}$"
)
MOST_BEHIND = re.compile(
    r"\s?(?:块钱?|元)?(?:以内|之内|以下|内(?![^,。\s])|封顶|为限|为上限|上限|顶天|到顶|撑死|都行最多)"
)
LEAST_BEFORE = re.compile(
    r"(?:不少于|不低于|不小于|至少|最少|最低|起码|少说|怎么也得|怎么着也得|下限|保底)"
    r"(?:也|都|得|要|需要?|想|借|贷|融|是|为|给|有|:|个|拿|批|\s){0,5}$"
)
LEAST_BEHIND = re.compile(r"\s?(?:块钱?|元)?(?:以上|起步|打底|往上|朝上|保底|起(?![来步码]))")
WISH_BEFORE = re.compile(r"(?:最好|争取|理想|能有|要是有|希望)(?:是|能|的话|到|给|批|有|个|贷|借|\s){0,4}$")
WISH_BEHIND = re.compile(r"(?:更好|最好|最理想|就更)")
ENOUGH_BEHIND = re.compile(r"(?:也行|也可以|也够|就够|够了|就行|也成|也中|都行)")
FOREIGN_BEHIND = re.compile(
    r"\s?(?:的)?(?:美金|美元|美刀|刀(?![具片])|usdt?\b|usd|欧元?(?![式洲])|eur|日元|日币|港[币元纸]|hkd|英镑|gbp|卢布|韩[元币]|台币|澳[元币门]|"
    r"泰铢|越南盾|加元|加币|迪拉姆|里拉|卢比|新币|林吉特|外币|u(?![a-z盘]))"
)
FOREIGN_BEFORE = re.compile(
    r"(?:[$€£]|usd|eur|hkd|gbp|美金|美元|欧元|港币|港元|日元|英镑|外币)\s?(?:大概|约|有|:)?\s?$"
)
BARE = re.compile(
    r"(?:(?P<loan>[借贷融]|贷款|借款|融资)|周转|差|缺|要|需要?|申请|拿|求)(?:个|点|大概|大约|约|差不多|[:\s]){0,3}"
    rf"(?P<sum>(?:\d{{1,7}}\s?[-~到至]\s?)?(?:\d{{1,7}}|(?<=[借贷])[二三四五六七八九]?十[一二三四五六七八九]?))(?!\.\d|,\d|[\d%:{HAN}万亿w年月天日期元块成个几多来号点岁折分k级代家户台\-–—−~到至/]){NOT_MEASURED}"
)
LEAST_BARE_YUAN = 1_000  # 借8000 is yuan, 贷50 is 万元
LEAST_YUAN, MOST_YUAN = 500, 10**9  # what a small firm may ask for; anything else is asked about


@dataclass(frozen=True, slots=True)
class Figure:
    """One sum: its place in the text and its ends in yuan; `low` None = no least, both None = no figure.

    `loose`: without a unit of money (60个, 5千), so that only a word of asking makes it one. `bound` is "least"
    or "most" where the words set only one end, "enough" or "wish" for the lesser and the better of two.
    """

    start: int
    end: int
    low: int | None
    high: int | None
    approximate: bool = False
    likely: bool = False
    bound: str = ""
    foreign: bool = False
    loose: bool = False

    @property
    def vague(self) -> bool:
        """Whether the words name no figure: 几万块, 二十多万."""
        return self.low is None and self.high is None

    @property
    def possible(self) -> bool:
        """Whether anybody would ask a bank for it."""
        ends = [yuan for yuan in (self.low, self.high) if yuan is not None]
        return bool(ends) and min(ends) >= LEAST_YUAN and max(ends) <= MOST_YUAN


def find(text: str) -> list[Figure]:
    """All sums of a folded text in its order, ranges joined, with what the words next to them say."""
    figures = _joined(text, list(_singles(text)))
    figures.extend(_bare(text, figures))
    return [_with_words_around(text, figure) for figure in sorted(figures, key=lambda figure: figure.start)]


def _singles(text: str) -> Iterator[Figure]:
    place = 0
    for _ in range(MOST_FIGURES):
        found = min(
            (hit for form in (SPOKEN_FORMS, VAGUE, SINGLE) if (hit := form.search(text, place))),
            key=lambda hit: hit.start(),
            default=None,
        )
        if found is None:
            return
        place = found.end() if found.end() > place else place + 1
        figure = _read(text, found)
        if figure is not None:
            yield figure


def _read(text: str, found: re.Match[str]) -> Figure | None:
    start, end = found.span()
    if found.re is VAGUE:
        return Figure(start, end, None, None)
    if found.re is SPOKEN_FORMS:
        _, low, high = SPOKEN[(found.lastindex or 1) - 1]
        return Figure(start, end, low, high, approximate=True, likely=True)
    if ADVERB.match(text, start) and found["number"] == "千":
        return None
    return _plain(text, found)


def _plain(text: str, found: re.Match[str]) -> Figure | None:
    """A number with its unit, and the lower end of a range before it where that has no unit of its own."""
    start, end = found.span()
    if found["marked"] is not None and not found["mark"]:
        return None  # a number alone: no sum
    if found["sign"]:
        return Figure(start, end, 0, 0)
    if {found["fuzz"], found["over"], found["more"]} & {"几", "好几", "多", "余", "出头"}:
        return Figure(start, end, None, None)
    words = _plain_words(found)
    if low := _low_end(text, start):
        # 一到两千万 is the same as 一两千万, but 五到八十万 may begin at 5 or at 50
        ends = parse_amount(f"{low[0]}-{words}") or parse_amount(
            f"{low[0]}{words}" if low[0].isalpha() else ""
        )
        return Figure(low[1], end, ends and ends.min_yuan, ends and ends.max_yuan)
    amount = parse_amount(words)
    if amount is None:
        zero = re.fullmatch(r"[0.零〇]+(?:万|亿|千|元)?", words)
        return Figure(start, end, 0, 0) if zero else None
    fuzzy = {found["fuzz"], found["over"], found["more"]} != {None}
    loose = bool(found["unitless"] or (found["thousand"] and not found["coin"]))
    return Figure(
        start,
        end,
        amount.min_yuan,
        amount.max_yuan,
        approximate=amount.approximate or fuzzy,
        likely=fuzzy or loose,
        loose=loose,
    )


def _bare(text: str, figures: list[Figure]) -> Iterator[Figure]:
    """Numbers alone behind a word of asking: 借8000 is yuan, 贷50 is 万元, 差30 may be anything."""
    for found in islice(BARE.finditer(text), MOST_FIGURES):
        start, end = found.span("sum")
        if any(figure.start < end and start < figure.end for figure in figures):
            continue
        in_wan = parse_amount(found["sum"], "万元")
        if in_wan is None or in_wan.max_yuan is None or in_wan.min_yuan is None:
            continue
        if in_wan.max_yuan >= LEAST_BARE_YUAN * WAN:
            yield Figure(start, end, in_wan.min_yuan // WAN, in_wan.max_yuan // WAN)
        elif found["loan"]:
            yield Figure(start, end, in_wan.min_yuan, in_wan.max_yuan, likely=True)


def _plain_words(found: re.Match[str]) -> str:
    """The same sum as `parse_amount` knows it: 半个w is 0.5万, 60个 is 60万, 两万半 is 2.5万."""
    number = re.sub("[ ,]", "", found["number"]).replace("廿", "二十").replace("卅", "三十")
    number = number.replace("俩", "两").replace("仨", "三").replace("半", "0.5") if number != "半" else "0.5"
    if found["unitless"]:
        return f"{number}万"
    if found["scale"]:
        scale = re.sub(f"w|{SPELT_W}", "万", found["scale"])
        tail = found["tail"] or ""
        return (
            f"{number}.5{scale}" if tail == "半" and number.isdigit() else f"{number}{scale}{_half(tail)}元"
        )
    if found["thousand"]:
        return f"{number}千{found['odd'] or ''}元"
    return f"{number}元"


def _half(tail: str) -> str:
    return "五" if tail == "半" else tail


def _low_end(text: str, start: int) -> tuple[str, int] | None:
    """The number before a range's dash, and where it begins: 10到, 三十-, and 7、 of 7、8万."""
    window = text[max(0, start - 24) : start]
    found = LOW_END.search(window)
    if not found:
        return None
    low = found["low"]
    if not found["join"]:  # 7、8万 and 7 8万 are neighbours, anything else a list
        one, other = low, text[start : start + 1]
        if not (len(one) == 1 and one.isdigit() and other.isdigit() and int(other) - int(one) == 1):
            return None
    return re.sub("[ ,]", "", low), start - len(window) + found.start()


def _joined(text: str, figures: list[Figure]) -> list[Figure]:
    """10万到20万, 8千-1万, 三万五万: two sums that are the ends of one."""
    joined: list[Figure] = []
    for figure in figures:
        before = joined[-1] if joined else None
        if before and _makes_range(text[before.end : figure.start], before, figure):
            low, high = sorted((before.low or 0, figure.high or 0))
            joined[-1] = Figure(before.start, figure.end, low, high, approximate=before.end == figure.start)
        elif before is None or figure.start >= before.end:
            joined.append(figure)
    return joined


def _makes_range(between: str, one: Figure, other: Figure) -> bool:
    if (
        one.vague
        or other.vague
        or not one.low
        or not other.high
        or one.low != one.high
        or other.low != other.high
    ):
        return False
    if between in {"", "、"}:  # 三万五万, 五万三万的都行
        return one.low != other.high and max(one.low, other.high) <= 3 * min(one.low, other.high)
    return one.low < other.high and bool(JOIN.fullmatch(between))


def _with_words_around(text: str, figure: Figure) -> Figure:
    """What the words next to a sum say of it: about, at most, at least, foreign money."""
    before, behind = text[max(0, figure.start - 12) : figure.start], text[figure.end : figure.end + 10]
    about = figure.approximate or bool(ABOUT_BEFORE.search(before) or ABOUT_BEHIND.match(behind))
    figure = replace(
        figure,
        approximate=about,
        foreign=bool(FOREIGN_BEHIND.match(behind) or FOREIGN_BEFORE.search(before)),
    )
    if figure.vague:
        return figure
    if MOST_BEFORE.search(before) or MOST_BEHIND.match(behind):
        one_figure = figure.low == figure.high
        return replace(figure, bound="most", low=None if one_figure else figure.low)
    if LEAST_BEFORE.search(before) or LEAST_BEHIND.match(behind):
        return replace(figure, bound="least", high=None if figure.low == figure.high else figure.high)
    if WISH_BEFORE.search(before) or WISH_BEHIND.match(behind):
        return replace(figure, bound="wish")
    return replace(figure, bound="enough") if ENOUGH_BEHIND.match(behind) else figure
