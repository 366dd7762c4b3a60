"""Lengths of time in running text, in months: 一年半 · 两三年 · 10-12个月 · 十几年 · 半年多 · 24期 · 90天."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from search.language.figures import value_of
from search.language.periods import MOST_MONTHS

MOST_DURATIONS = 60
HAN = "一二三四五六七八九十两俩仨壹贰叁肆伍陆柒捌玖拾"
NUMBER = rf"(?:一百[二五八]十|[二两]百七十|三百六十五?|\d{{1,3}}(?:\.\d)?|[{HAN}]{{1,4}}|半)"
DURATION = re.compile(
    rf"(?:(?<![\d.第{HAN}年统])|(?<=统一))(?P<near>小|快|将近|接近|近|差不多|不到|不满|未满|不足|没满|没到)?(?:(?P<low>{NUMBER})(?P<low_unit>年|个月)?\s?[-–—~～到至]\s?)?"
    rf"(?P<number>{NUMBER})(?P<fuzz>几|多|来|把)?\s?"
    rf"(?:(?P<years>年头?|周年|载|个年头)(?!半载)(?:(?P<half>半)|零?(?P<months_too>\d{{1,2}}|[{HAN}]{{1,2}})个月)?|(?P<months>个(?P<rough>来|多)?月|(?<=[俩仨两])月(?![份底初])|(?<=期限\d\d)月|(?<=期限:\d\d)月|月(?=期))|"
    rf"(?P<quarters>个?季度)|(?P<days>天)|(?P<instalments>期(?!限|货|间|初|末|望)))(?P<over>多|来|出头)?"
)
CALENDAR_BEHIND = re.compile(
    r"年?(?:搬|买|评|获|认定|毕业|退伍|转|扩|换|春|夏|秋|冬|底|初|中秋|开|注册|成立|创|办|建|起|投产|入行|接手|\d{1,2}月|份|以来)"
)
NEIGHBOURS = re.compile(rf"([{HAN}])([{HAN}])")
ORDER = {digit: place for place, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}
FULL_DAYS = {30: 1, 60: 2, 90: 3, 120: 4, 150: 5, 180: 6, 270: 9, 360: 12, 365: 12}
OF_FORMS = re.compile(  # 期限（月）：12, 期限：12（月）
    r"\((?:个?月|年)\)[:\s]{0,2}(?P<later>\d{1,3})(?!\d)|(?<!\d)(?P<number>\d{1,3})\s?\((?:个?月|年)\)"
)
ENGLISH = re.compile(
    r"(?<![a-z\d.])(?P<number>\d{1,2}|half\sa|half|an?|one|two|three|four|five|six)[\s-]?(?P<unit>months?|years?)(?![a-z])"
)
ENGLISH_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
PHASES = 3  # 一期, 二期, 三期 are phases of a plan, not instalments
SIZES = {"years": 12, "months": 1, "quarters": 3, "instalments": 1}


@dataclass(frozen=True, slots=True)
class Duration:
    """One length of time with its place; `low` < `months` for a range.

    `more`: 三年多; `less`: 快三年, 小十年; `below`: 不到一年; `about`: 十来年.
    """

    start: int
    end: int
    months: int
    low: int
    more: bool = False
    less: bool = False
    below: bool = False
    about: bool = False
    instalments: bool = False


def find(text: str) -> list[Duration]:
    """Every length of time of a folded text, in order; calendar years and vague ones are none."""
    return list(islice(_found(text), MOST_DURATIONS))


def _found(text: str) -> Iterator[Duration]:
    for found in OF_FORMS.finditer(text):
        place = "number" if found["number"] else "later"
        months = int(found[place]) * (12 if "年" in found[0] else 1)
        if 0 < months <= MOST_MONTHS:
            yield Duration(*found.span(place), months, months)
    for found in ENGLISH.finditer(text):
        if months := _english(found["number"], found["unit"]):
            yield Duration(*found.span(), months, months)
    for found in DURATION.finditer(text):
        if _calendar(text, found):
            continue
        high = _months(found, found["number"])
        if high is None:
            continue
        low = _months(found, found["low"]) if found["low"] else None
        if found["low"] and found["low_unit"] == "个月" and found["years"]:
            low = _plain(found["low"])
        low, high = _neighbours(found, low, high)
        if not 0 < low <= high <= MOST_MONTHS:
            continue
        yield Duration(
            found.start(),
            found.end(),
            high,
            low,
            more=found["fuzz"] in {"几", "多"}
            or "多" in {found["over"], found["rough"]}
            or found["over"] == "出头",
            less=found["near"] in {"小", "快", "将近", "接近", "近"},
            below=found["near"] in {"不到", "不满", "未满", "不足", "没满", "没到"},
            about=found["fuzz"] in {"几", "来", "把"} or found["over"] == "来" or found["near"] == "差不多",
            instalments=found["instalments"] is not None,
        )


def _calendar(text: str, found: re.Match[str]) -> bool:
    """Whether 19年 is the year 2019, 上半年 a part of this one, and 二期 a phase."""
    before, behind = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 4]
    if found["number"] == "半" and (found["near"] == "小" or text[found.end() :].startswith("载")):
        return True
    if found["number"] == "半" and before in tuple("上下前后大小这那"):
        return True
    if found["instalments"]:
        value = _plain(found["number"])
        return value is None or (value <= PHASES and before != "分")
    number = found["number"]
    two_digits = (
        found["years"] == "年" and re.fullmatch(r"[0-2]\d", number) and not found["fuzz"] and not found["low"]
    )
    return bool(
        two_digits and (before in tuple("从自打于在") or CALENDAR_BEHIND.match(behind) or number[0] == "0")
    )


def _months(found: re.Match[str], number: str) -> int | None:
    """The length with this number; None for what is no whole number of months."""
    if number == "半":
        return {"years": 6}.get(_unit(found))
    if found["days"]:
        return FULL_DAYS.get(_plain(number) or 0)
    pair = NEIGHBOURS.fullmatch(number)
    value = _plain(pair[2] if pair and pair[2] != "十" and pair[1] != "十" else number)
    size = SIZES.get(_unit(found), 0)
    if value is None:
        decimal = value_of(number)
        if decimal is None or (decimal * size) % 1:
            return None
        return int(decimal * size)
    extra = 6 if found["half"] else _plain(found["months_too"] or "零") or 0
    return value * size + extra


def _unit(found: re.Match[str]) -> str:
    return next(name for name in ("years", "months", "quarters", "days", "instalments") if found[name])


def _plain(number: str) -> int | None:
    value = value_of(number)
    return int(value) if value is not None and value % 1 == 0 else None


def _neighbours(found: re.Match[str], low: int | None, high: int) -> tuple[int, int]:
    """两三年: both ends; 三五个月 too."""
    pair = NEIGHBOURS.fullmatch(found["number"])
    if low is not None:
        return min(low, high), max(low, high)
    if pair and {pair[1], pair[2]} <= set(ORDER) and 1 <= ORDER[pair[2]] - ORDER[pair[1]] <= 2:
        size = SIZES.get(_unit(found), 0)
        return ORDER[pair[1]] * size, ORDER[pair[2]] * size
    return high, high


def _english(number: str, unit: str) -> int:
    """Half year, 18 months, 2 years; 0 where it is no whole number of months."""
    size = 12 if unit.startswith("year") else 1
    if number.startswith("half"):
        return size // 2
    value = int(number) if number.isdigit() else ENGLISH_NUMBERS.get(number, 1)
    return value * size if value * size <= MOST_MONTHS else 0
