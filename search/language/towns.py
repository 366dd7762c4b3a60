"""Townships in a text: behind the county or city they belong to, or written in full by themselves."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from search import taxonomy
from search.language import dictionary, tokens
from search.language.gazetteer import FIRM, NONE, WEAK, names

GAP = re.compile(r"(?:省|市|地区|县|区)?[\s·,的]?")
LEAD = re.compile(r"(?:^|(?<=[,。;、:\n\s(在们俺咱是来]))(?=[㐀-鿿])")  # where the name of a place may begin
ENDING = re.compile(r"街道|苏木|镇|乡(?![亲下村])")
LONGEST = 8  # characters before the ending
SHORTEST = 2
SHORT = (4, 3, 2)  # lengths of a township's name without its ending
CLOSED = re.compile(r"$|[,。;、!?\s]|那边|这边")  # nothing more is said: a place with a place in it
ROOMS = frozenset("城园场馆店铺屋棚厂")  # 在茶城, 在面馆: no names by themselves
COUNTED = re.compile(r"[一二三四五六七八九十两几百]+[间台个家户亩只头口条张座排道门]")
ROADS = ("路", "街", "道", "桥")  # a road may lead through several districts
NAME_KINDS = ("ns", "nr", "nz")  # of the general dictionary: names of places and others


class Town(NamedTuple):
    """Where a township's name stands, and the counties that it may lie in."""

    start: int
    end: int
    codes: tuple[str, ...]
    hold: int


def behind(text: str, place: int, inside: tuple[str, ...]) -> Town | None:
    """The township whose name begins here and which lies in one of these divisions.

    With its ending any name counts; without it only one that lies in one county, and an ordinary word (虾子)
    only where it closes the clause.
    """
    start = GAP.match(text, place).end()
    for begin in dict.fromkeys((start, place)):
        ending = ENDING.search(text, begin + SHORTEST, begin + LONGEST + 2)
        if ending and (codes := _of(taxonomy.townships.named(text[begin : ending.end()]), inside)):
            return Town(begin, ending.end(), codes, FIRM)
    if any(name.hold == NONE or _of(name.codes, inside) for _, name in names().at(text, start)):
        return None
    for length in SHORT:
        codes = _of(taxonomy.townships.called(_word(text, start, length)), inside)
        end = start + length
        if len(codes) == 1 and (_a_name(text, start, end) or (start == place and CLOSED.match(text, end))):
            return Town(start, end, codes, FIRM)
    return None


def _word(text: str, start: int, length: int) -> str:
    """So many characters from a place on; nothing where the text ends before."""
    word = text[start : start + length]
    return word if len(word) == length else ""


def longer(text: str, start: int, end: int, inside: tuple[str, ...]) -> bool:
    """Whether a name from `start` to `end` only begins a township's in one of these divisions."""
    ending = ENDING.search(text, end, end + LONGEST)
    return bool(ending and _of(taxonomy.townships.named(text[start : ending.end()]), inside))


def _a_name(text: str, start: int, end: int) -> bool:
    """Whether these characters are a word of their own here, and no ordinary one."""
    word = text[start:end]
    if (
        len(word) < SHORTEST
        or word.endswith(ROADS)
        or COUNTED.match(word)
        or word in dictionary.not_places()
        or (tokens.is_word(word) and tokens.kind_of(word) not in NAME_KINDS and not _of_a_division(word))
    ):
        return False
    place = start
    for cut in tokens.cut(text[start : end + 3]):
        if place < end < place + len(cut):
            return not tokens.is_word(cut)
        place += len(cut)
    across = text[end - 1 : end + 1]
    return len(across) < 2 or len(word) > 2 or not tokens.is_word(across)


def _of_a_division(word: str) -> bool:
    """Whether a county elsewhere is called so, too, and nothing else is: 赤坎 of 开平赤坎."""
    name = names().names.get(word)
    return name is not None and name.hold == FIRM


def _of(codes: tuple[str, ...], inside: tuple[str, ...]) -> tuple[str, ...]:
    covers = taxonomy.regions.covers
    return tuple(code for code in codes if any(covers(outer, code) for outer in inside))


def alone(text: str) -> Iterator[Town]:
    """Townships by themselves: written in full, or the only one of that name where a place is due."""
    yield from _in_full(text)
    known = names().names
    for lead in LEAD.finditer(text):
        start = lead.end()
        for length in SHORT:
            word = _word(text, start, length)
            codes = taxonomy.townships.called(word) if word not in known and word[-1:] not in ROOMS else ()
            if len(codes) == 1 and _a_name(text, start, start + length):
                yield Town(start, start + length, codes, WEAK)
                break


def _in_full(text: str) -> Iterator[Town]:
    """With their endings; firm where only one county has one of that name."""
    taken = 0
    for ending in ENDING.finditer(text):
        for length in range(LONGEST, SHORTEST - 1, -1):
            start = ending.start() - length
            codes = taxonomy.townships.named(text[start : ending.end()]) if start >= taken else ()
            if codes:
                yield Town(start, ending.end(), codes, FIRM if len(codes) == 1 else WEAK)
                taken = ending.end()
                break
