"""Whether characters that spell a place stand for it, or are parts of other words: 武进 in 洪武进货."""

import re

from search import taxonomy
from search.language import tokens
from search.language.gazetteer import FIRM, Name

SURE = 4  # characters of a name that can hardly be parts of other words
# What stands before the name of a place where one is due.
DUE = frozenset(" \n,。;、:()!?在们俺咱我是来到住于从往去至给和与向由离于县市省区州盟")
QUALITIES = frozenset("新大小老高三两好多")  # that come before any word: 新会员, 高要求
LATIN = re.compile(r"[a-z]")


class Edges:
    """Where the words of a text begin and end, to tell 武进 in 在武进开店 from the one in 洪武进货."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: dict[int, tuple[int, int]] = {}
        start = 0
        for word in tokens.cut(text):
            self._words |= dict.fromkeys(range(start, start + len(word)), (start, start + len(word)))
            start += len(word)

    def part(self, start: int, end: int, name: Name, word: str) -> bool:
        """Whether these characters stand for themselves and are no part of other words."""
        if LATIN.match(word):
            return not _latin(self._text, start - 1) and not _latin(self._text, end)
        if len(word) >= SURE:
            return True
        if len(word) == 2 and self._runs_on(start, end, name):
            return False
        first, last = self._words.get(start, (start, end)), self._words.get(end - 1, (start, end))
        if first[0] >= start and last[1] <= end:
            return True
        if first == last:  # inside one longer word: 上海滩 says Shanghai, 健康乐园 says nothing
            return name.hold == FIRM and (first[0] == start or last[1] == end)
        return not any(self._crosses(*word, start, end) for word in (first, last))

    def _runs_on(self, start: int, end: int, name: Name) -> bool:
        """Whether its last character begins another word, where no name of a place is due: 设新密码."""
        due = start == 0 or self._text[start - 1] in DUE
        placed = start > 0 and self._text[start - 1] in "在到来住"
        quality = self._text[start] in QUALITIES and not placed and not _of_cities(name)
        if len(self._text) == end or (due and not quality):
            return False
        return tokens.is_word(self._text[end - 1 : end + 1])

    def _crosses(self, begin: int, stop: int, start: int, end: int) -> bool:
        """Whether a word of the general dictionary lies half inside these characters."""
        return (begin < start or stop > end) and tokens.is_word(self._text[begin:stop])


def _of_cities(name: Name) -> bool:
    """Whether it is the name of a city or province."""
    return any(taxonomy.regions.get(code).level != "county" for code in name.codes)


def _latin(text: str, place: int) -> bool:
    return 0 <= place < len(text) and bool(LATIN.match(text[place]))
