"""Sums of money as people write them, each with its place, its ends in yuan and how sure it is.

What `numbers.parse_amount` reads is left to it; here stand the spoken forms that only running text has:
60个w · 五十个达不溜 · 半个亿 · 百八十万 · 万把块 · 十来万 · 小二十万, and the vague ones that are no figure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from search.language.numbers import ORDER, WAN, Amount, parse_amount
from search.language.reader.sum_forms import (
    ADVERB,
    BARE,
    BARE_END,
    JOIN,
    LOW_END,
    SINGLE,
    SPELT_W,
    SPOKEN,
    SPOKEN_FORMS,
    TENS_APART,
    VAGUE,
)

END = re.compile(BARE_END)
MOST_FIGURES = 60  # nobody speaks of more sums; a text of nothing else must not take long
LEAST_BARE_YUAN = 1_000  # 借8000 is yuan, 贷50 is 万元
LEAST_YUAN, MOST_YUAN = 500, 10**9  # what a small firm may ask for; anything else is asked about


@dataclass(frozen=True, slots=True)
class Figure:
    """One sum: its place in the text and its ends in yuan; `low` None = no least, both None = no figure.

    `loose`: without a unit of money (60个, 5千), so that only a word of asking makes it one.
    `bound`: "least" or "most" where the words set an end, "enough" or "wish" for the lesser or better of two.
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
    """All sums of a folded text in its order, ranges joined."""
    figures = _joined(text, list(_singles(text)))
    figures.extend(_bare(text, figures))
    return sorted(figures, key=lambda figure: figure.start)


def _singles(text: str) -> Iterator[Figure]:
    place = 0
    coming = {form: form.search(text) for form in (SPOKEN_FORMS, VAGUE, SINGLE)}
    for _ in range(MOST_FIGURES):
        for form, hit in coming.items():
            if hit and hit.start() < place:  # a form that is not there must not be looked for again and again
                coming[form] = form.search(text, place)
        found = min(filter(None, coming.values()), key=re.Match.start, default=None)
        if found is None:
            return
        place = max(found.end(), place + 1)
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
    amount = parse_amount(words) or _tens_apart(words)
    if amount is None:
        zero = re.fullmatch(r"[0.零〇]+(?:万|亿|千|元)?", words)
        return Figure(start, end, 0, 0) if zero else None
    fuzzy = {found["fuzz"], found["over"], found["more"]} != {None}
    loose = bool(found["unitless"] or (found["thousand"] and not found["coin"] and not END.match(text, end)))
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
    number = re.sub("[ ,]", "", found["number"]).replace("o", "0").replace("廿", "二十").replace("卅", "三十")
    number = number.replace("俩", "两").replace("仨", "三").replace("半", "0.5") if number != "半" else "0.5"
    if found["unitless"]:
        return f"{number}万"
    if found["scale"]:
        scale = re.sub(f"wan|w|{SPELT_W}", "万", found["scale"])
        tail = found["tail"] or ""
        return (
            f"{number}.5{scale}" if tail == "半" and number.isdigit() else f"{number}{scale}{_half(tail)}元"
        )
    if found["thousand"]:
        return f"{number}千{found['odd'] or ''}元"
    return f"{number}元"


def _tens_apart(words: str) -> Amount | None:
    """一百二三十万, 一万二三千: the neighbours stand behind a greater part that both ends share."""
    found = TENS_APART.fullmatch(words)
    if not found or ORDER[found["high"]] - ORDER[found["low"]] != 1:
        return None
    low, high = (parse_amount(found["above"] + found[end] + found["rest"]) for end in ("low", "high"))
    return Amount(low.min_yuan, high.max_yuan, approximate=True) if low and high else None


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
        elif before and figure.start <= before.start:  # 五千至八千元 found its lower end by itself first
            joined[-1] = figure
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
