"""Lengths of time as people write them, in whole months. What cannot be read is None, never a guess."""

import re
from decimal import Decimal

from search.language.characters import fold
from search.language.figures import value_of

MOST_MONTHS = 600

MONTH_PARTS = re.compile(
    r"(?:(?P<years>[^年个月季天]+?)年(?P<half_year>半)?)?[零又]?"
    r"(?:(?P<quarters>[^年个月季天]+?)个?季度?)?"
    r"(?:(?P<months>[^年个月季天]+?)(?:个月|期))?(?:(?P<days>[^年个月季天]+?)天)?"
)
TIME_WORDS = re.compile(
    r"^(借款|借|贷款|贷|期限|用|周转|大约|大概|差不多|约|最长|不超过|最多|为|是|[::])+|(期|左右|以内|之内|内|吧|的)+$"
)


def parse_months(text: str, bare_unit: str | None = None) -> int | None:
    """Read a length of time in whole months: 一年半 · 18个月 · 半年 · 90天; None: cannot be read.

    Ranges, calendar months (三月) and days that make no whole month are not read. A number without
    unit is read only with ``bare_unit`` "月" or "年".
    """
    words = "".join(fold(text).split())
    if re.search(r"[\d一二两三四五六七八九十]期$", words):
        words += "?"  # keeps the unit 期 from being taken for the ending of 一年期
    words = TIME_WORDS.sub("", words).removesuffix("?")
    if (bare := value_of(words)) is not None:
        return _whole_months(bare * {"月": 1, "年": 12}.get(bare_unit or "", 0))
    words = re.sub(r"^半(年|个月)$", r"0.5\1", words).replace("仨月", "3个月").replace("俩月", "2个月")
    found = MONTH_PARTS.fullmatch(words)
    return _whole_months(_months(found)) if words and found else None


def _months(found: re.Match[str]) -> Decimal | None:
    """The sum of the parts; None if one of them is no figure."""
    total = Decimal(6 if found["half_year"] else 0)
    for part, size in (("years", 12), ("quarters", 3), ("months", 1)):
        if found[part] is not None:
            value = value_of(found[part])
            if value is None:
                return None
            total += value * size
    if found["days"] is not None:
        days = value_of(found["days"])
        if days is None or days > MOST_MONTHS * 30 or days % 30:
            return None
        total += days / 30
    return total


def _whole_months(months: Decimal | None) -> int | None:
    if months is None or months != int(months) or not 0 < months <= MOST_MONTHS:
        return None
    return int(months)
