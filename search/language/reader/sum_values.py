"""The value of one written sum: what `numbers.parse_amount` reads, and the forms that only speech has.

60个w · 五十个达不溜 · 半个亿 · 百八十万 · 万把块 · 十来万 · 一百二三十万; 几万块 and 二十多万 are no figure.
"""

import re

from search.language.numbers import ORDER, Amount, parse_amount
from search.language.reader.figure import Figure
from search.language.reader.sum_forms import (
    ADVERB,
    BARE_END,
    LOW_END,
    SPELT_W,
    SPOKEN,
    SPOKEN_FORMS,
    TENS_APART,
    VAGUE,
)

END = re.compile(BARE_END)
# 借12个 萍乡 are twelve 万; 扩到20个 明年 are none.
LENT = re.compile(r"(?:[借贷融差缺搞弄批拿]|(?<![主需])要)(?:个|点|他|它|大概|大约|差不多|\s)*$")
# 添蒙古包5个，12万: things, where another sum is told.
THINGS = re.compile(
    r"(?:[添买加购换盖建搭订养摆租]|装(?!修))[^\d,，。;；\s修费款钱金]{1,6}$|[添换盖建搭养摆]$|[有共设][^\d,，。;；\s钱款金资]{2,6}$"
)
TOLD = re.compile(r"[\d一二两三四五六七八九十百半][\s多来几]?[万wk千]|\d\s?(?:元|块)")


def read(text: str, found: re.Match[str]) -> Figure | None:
    """The sum that one of the forms found; None for what is no sum after all."""
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
    if (
        found["unitless"]
        and text[end : end + 1].isspace()
        and not LENT.search(text, max(0, start - 8), start)
    ):
        return None
    if found["unitless"] and THINGS.search(text, max(0, start - 9), start) and TOLD.search(text):
        return None
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
