"""Folding characters without moving them: full-width forms, circled digits, traditional characters.

Every function here keeps the length of the text, so places found in the folded text are places in
the text as written.
"""

import functools
import unicodedata

CHINESE_DIGITS = {"零": "0", "〇": "0"} | {
    written: str(digit)
    for numerals in ("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖")
    for digit, written in enumerate(numerals, 1)
}
MOST_KEPT = 20_000  # characters; what anybody writes in
TRADITIONAL = str.maketrans("萬億圓圆貳參陸兩點個幾兆", "万亿元元贰叁陆两点个几兆")


class _Folding(dict[int, str]):
    """What each character becomes, found out once: NFKC where that is one character, simple numerals."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char)
        folded = (folded if len(folded) == 1 else char).translate(TRADITIONAL)
        if len(self) < MOST_KEPT:
            self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """NFKC character by character where that gives one character, and simplified numerals."""
    return text.translate(_FOLDING)


def fold_case(text: str) -> str:
    """``fold``, in lower case where that keeps the length."""
    folded = fold(text)
    lower = folded.lower()
    if len(lower) == len(folded):
        return lower
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)


@functools.cache
def _to_simplified():
    import opencc  # read on first use: its tables cost a start 25 ms

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters as simplified ones, 搵銀行 → 揾银行; unchanged if that would move places."""
    converted = _to_simplified().convert(text)
    return converted if len(converted) == len(text) else text
