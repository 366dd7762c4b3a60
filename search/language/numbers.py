"""Amounts of money as people write them, and terms (``periods``). The unreadable is None, never a guess."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from search.language.characters import fold
from search.language.figures import value_of
from search.language.periods import parse_months

__all__ = ["WAN", "Amount", "parse_amount", "parse_months"]

WAN = 10_000
MOST_YUAN = 10**12

NOISE = re.compile(r"\s+|人民币|RMB|CNY|[¥￥]", re.IGNORECASE)
ASKING = re.compile(r"^(我|我们|想|需要|需|要|借|贷款|贷|申请|资金|额度)*")
ABOUT = re.compile(r"^(大约|大概|大致|差不多|约莫|将近|接近|约|近)|(左右|上下|吧|的样子)$")
AT_MOST = re.compile(r"^(不超过|不高于|不多于|最多|至多|最高|顶多)|(以内|之内|以下|内|封顶)$")
AT_LEAST = re.compile(r"^(不少于|不低于|至少|最少|起码)|(以上|起步|打底|往上|起)$")
TO = re.compile(r"[-–—−~～]+|到|至")
YUAN = re.compile(r"(元|块钱|块)整?$")
SCALE_AT_END = re.compile(r"([十百千]?[万亿]|[wW])?(元|块钱|块)?$")
NEIGHBOURS = re.compile(
    r"(?P<before>[二三四五六七八九]?十)?(?P<low>[一二两三四五六七八九])、?(?P<high>[二两三四五六七八九])(?P<scale>[十百千]?[万亿]?)"
)
ORDER = {digit: place for place, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole yuan: the least that helps and what is wanted; None where nothing is said."""

    min_yuan: int | None
    max_yuan: int | None
    approximate: bool = False


def parse_amount(text: str, bare_unit: str | None = None) -> Amount | None:
    """Read one amount: 30万 · 500-800万 · 100万以内 · 约50万 · 叁仟贰佰万 · 5000元.

    A number without any unit is read only with ``bare_unit`` "万元" or "元". None: cannot be read.
    """
    words = ASKING.sub("", NOISE.sub("", fold(text)))
    words, about = _take(ABOUT, words)
    words, at_most = _take(AT_MOST, words)
    words, at_least = _take(AT_LEAST, words)
    words, about_inside = _take(ABOUT, words)
    ends = _ends(words.removesuffix("之间"), bare_unit)
    if ends is None or (at_most and at_least):
        return None
    low, high, vague = ends
    if not 0 < low <= high <= MOST_YUAN or (low != high and (at_most or at_least)):
        return None
    return Amount(None if at_most else low, None if at_least else high, about or about_inside or vague)


def _take(pattern: re.Pattern[str], words: str) -> tuple[str, bool]:
    """The words without a marker at their beginning or end, and whether there was one."""
    rest = pattern.sub("", words)
    return rest, rest != words


def _ends(words: str, bare_unit: str | None) -> tuple[int, int, bool] | None:
    """(low, high, whether the words themselves are vague) in yuan."""
    parts = TO.split(words)
    if len(parts) > 2:
        return None
    if len(parts) == 2:
        both = _range(parts[0], parts[1], bare_unit)
        return None if both is None else (*both, False)
    if vague := _neighbours(words, bare_unit):
        return vague
    value = _yuan(words, bare_unit)
    return None if value is None else (value, value, False)


def _yuan(words: str, bare_unit: str | None) -> int | None:
    """One figure with its unit, in whole yuan."""
    figure = YUAN.sub("", words)
    value = value_of(figure)
    if value is None or value > MOST_YUAN:  # the decimals' own limit comes soon after
        return None
    if figure == words and not re.search(r"[万亿wW]", figure):
        if re.search(r"[千仟kK]", figure):  # 五千 means yuan, but in a field of 万元 it may mean either
            unit = None if bare_unit == "万元" else 1
        else:
            unit = {"万元": WAN, "元": 1}.get(bare_unit or "")
        if unit is None:
            return None
        value *= unit
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _range(left: str, right: str, bare_unit: str | None) -> tuple[int, int] | None:
    """Both ends of "500-800万": the left end takes the right one's unit where it has none of its own."""
    high = _yuan(right, bare_unit)
    if high is None or not left:
        return None
    if re.search(r"[万亿元块wW]", left):
        low = _yuan(left, bare_unit)
        return None if low is None else (low, high)
    scale = right[SCALE_AT_END.search(right).start() :]  # type: ignore[union-attr]  # it may match nothing
    inherited = _yuan(left + _shared(left, right, scale), bare_unit)
    if inherited is not None and inherited <= high:
        return inherited, high
    literal = _yuan(left + "元", None) if re.search(r"[千百]", left) else None
    return None if literal is None else (literal, high)


def _shared(left: str, right: str, scale: str) -> str:
    """The part of the right end's unit that the left end lacks: 1-2千万 shares 千万, 三十到五十万 only 万."""
    if left[-1:].isdigit() and re.search(r"\d[十百千]?[万亿]?(元|块钱|块)?$", right):
        return scale
    if re.fullmatch(r"[一二两三四五六七八九]", left) and re.search(r"[十百千]", right):
        return "?"  # 五到八十万 may be 5 to 80 or 50 to 80
    return scale.lstrip("十百千")


def _neighbours(words: str, bare_unit: str | None) -> tuple[int, int, bool] | None:
    """两三万, 五六十万, 十五六万: both figures, always approximate."""
    figure = YUAN.sub("", words)
    found = NEIGHBOURS.fullmatch(figure)
    if not found or ORDER[found["high"]] - ORDER[found["low"]] not in (1, 2):
        return None
    if found["before"] and found["scale"][:1] in tuple("十百千"):
        return None
    unit = words[len(figure) :]
    before, scale = found["before"] or "", found["scale"]
    low = _yuan(f"{before}{found['low']}{scale}{unit}", bare_unit)
    high = _yuan(f"{before}{found['high']}{scale}{unit}", bare_unit)
    return None if low is None or high is None else (low, high, True)
