"""Townships in a text: behind the county or city they belong to, or written in full by themselves."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from search import taxonomy
from search.language import tokens
from search.language.gazetteer import FIRM, WEAK

GAP = re.compile(r"(?:省|市|地区|县|区)?[\s·,的]?")
ENDING = re.compile(r"街道|苏木|镇|乡(?![亲下村])")
LONGEST = 8  # characters before the ending
SHORTEST = 2
SHORT = (4, 3, 2)  # lengths of a township's name without its ending
PLACE_KINDS = ("ns", "")  # of the general dictionary: a place, or unknown to it
CLOSING_KINDS = (*PLACE_KINDS, "nr", "nz")  # or any name


class Town(NamedTuple):
    """Where a township's name stands, and the counties that it may lie in."""

    start: int
    end: int
    codes: tuple[str, ...]
    hold: int


def behind(text: str, place: int, inside: tuple[str, ...]) -> Town | None:
    """The township whose name begins here and which lies in one of these divisions.

    With its ending any name counts; without it only one that is no ordinary word and lies in one county.
    """
    start = GAP.match(text, place).end()
    for begin in dict.fromkeys((start, place)):
        ending = ENDING.search(text, begin + SHORTEST, begin + LONGEST + 2)
        if ending and (codes := _of(taxonomy.townships.named(text[begin : ending.end()]), inside)):
            return Town(begin, ending.end(), codes, FIRM)
    for length in SHORT:
        codes = _of(taxonomy.townships.called(text[start : start + length]), inside)
        if len(codes) == 1 and _a_name(text, start, start + length):
            return Town(start, start + length, codes, FIRM)
    return None


def _a_name(text: str, start: int, end: int) -> bool:
    """Whether these characters are a word of their own here, and no ordinary one."""
    word = text[start:end]
    closes = text[end : end + 1] in ("", *",。;、 ")  # nothing more is said: a place with a place in it
    if len(word) < SHORTEST or tokens.kind_of(word) not in (CLOSING_KINDS if closes else PLACE_KINDS):
        return False
    across = text[end - 1 : end + 1]
    if len(across) > 1 and tokens.is_word(across):
        return False
    ends = itertools.accumulate(len(cut) for cut in tokens.cut(text[start : end + 3]))
    return len(word) in ends


def _of(codes: tuple[str, ...], inside: tuple[str, ...]) -> tuple[str, ...]:
    covers = taxonomy.regions.covers
    return tuple(code for code in codes if any(covers(outer, code) for outer in inside))


def alone(text: str) -> Iterator[Town]:
    """Townships written in full; firm where only one county has one of that name."""
    taken = 0
    for ending in ENDING.finditer(text):
        for length in range(LONGEST, SHORTEST - 1, -1):
            start = ending.start() - length
            codes = taxonomy.townships.named(text[start : ending.end()]) if start >= taken else ()
            if codes:
                yield Town(start, ending.end(), codes, FIRM if len(codes) == 1 else WEAK)
                taken = ending.end()
                break
