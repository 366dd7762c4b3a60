"""Why an amount could not be read, so that its writer can be told what to change."""

import re
from enum import StrEnum

from search.language.characters import fold
from search.language.figures import value_of
from search.language.numbers import MOST_YUAN, NOISE, TO, WAN, YUAN, parse_amount

VAGUE = re.compile(r"[几多来余数好上][十百千]?([万亿元块]|$)|几[十百千]|若干")
SCALES = re.compile(r"[十百千万亿wWkK]+$")


class Misread(StrEnum):
    """What stands in the way of reading an amount."""

    ZERO = "zero"
    HUGE = "huge"
    REVERSED = "reversed"  # 10-5万
    THOUSAND = "thousand"  # 3千 in a field of 万元 may be 元 or 万元
    VAGUE = "vague"  # 三十来万
    UNKNOWN = "unknown"


def why_unread(text: str, bare_unit: str) -> Misread:
    """The reason that ``parse_amount(text, bare_unit)`` is None."""
    words = NOISE.sub("", fold(text))
    ends = TO.split(words)
    if len(ends) == 2 and all(ends) and parse_amount(f"{ends[1]}-{ends[0]}", bare_unit):
        return Misread.REVERSED
    if re.search("[千仟kK]", words) and parse_amount(f"{words}元"):
        return Misread.THOUSAND
    figure = YUAN.sub("", words)
    values = [value for form in (figure, SCALES.sub("", figure)) if (value := value_of(form)) is not None]
    if 0 in values:
        return Misread.ZERO
    if any(value * WAN > MOST_YUAN for value in values):  # far beyond any loan, whichever unit was meant
        return Misread.HUGE
    return Misread.VAGUE if VAGUE.search(words) else Misread.UNKNOWN
