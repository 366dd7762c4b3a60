"""Folding characters without moving them: full-width forms, circled digits, traditional numerals.

Every function here keeps the length of the text, so places found in the folded text are places in
the text as written.
"""

import functools
import unicodedata

CHINESE_DIGITS = {
    "零": "0", "〇": "0", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8",
    "九": "9", "壹": "1", "贰": "2", "叁": "3", "肆": "4", "伍": "5", "陆": "6", "柒": "7", "捌": "8", "玖": "9",
}
TRADITIONAL = str.maketrans("萬億圓圆貳參陸兩點個幾兆", "万亿元元贰叁陆两点个几兆")


@functools.lru_cache(maxsize=4096)
def _fold_one(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def fold(text: str) -> str:
    """NFKC character by character where that gives one character, and simplified numerals."""
    return "".join(map(_fold_one, text)).translate(TRADITIONAL)
