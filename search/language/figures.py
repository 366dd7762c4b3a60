"""The value of one written figure: 1,200 · 3.5 · 三千二百 · 叁仟贰佰万 · 二点五亿 · 3万5 · 百万.

``value_of`` answers None for whatever is not exactly one such figure; nothing is guessed.
"""

import re
from decimal import Decimal

from search.language.characters import CHINESE_DIGITS

MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
DIGITS = "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖两"
CHINESE = f"{DIGITS}十百千拾佰仟万亿"
DECIMAL = re.compile(rf"(\d+\.\d+|[{DIGITS}十]+点[{DIGITS}]+)([十百千]?[万亿]?|万亿)")
ARABIC = re.compile(r"\d+|\d{1,3}(,\d{3})+")
MIXED = re.compile(rf"[\d{CHINESE}]+")
HUNDRED_MILLIONS = re.compile(r"(.+)亿([\d一二三四五六七八九])")
SCALE = str.maketrans("拾佰仟俩仨wWkK", "十百千两三万万千千")


def value_of(written: str) -> Decimal | None:
    """The figure as a number; units such as 元 must have been taken off."""
    plain = re.sub(r"个(?=[万亿])", "", written.translate(SCALE))
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?[十百千]?[万亿]?", plain):
        plain = plain.replace(",", "")
    if ARABIC.fullmatch(plain):
        return Decimal(plain)
    if found := DECIMAL.fullmatch(plain):
        whole = _decimal(found[1])
        return None if whole is None else whole * _product(found[2])
    if found := HUNDRED_MILLIONS.fullmatch(plain):  # 一亿五: the digit counts ten millions
        above, below = value_of(found[1]), value_of(found[2])
        return None if above is None or below is None else above * 10**8 + below * 10**7
    return _whole(plain)


def _decimal(written: str) -> Decimal | None:
    """3.5 or 三点五; the part behind the point is read digit by digit."""
    if "点" not in written:
        return Decimal(written)
    before, part = written.split("点")
    whole = _whole(before)
    figures = "".join("2" if digit == "两" else CHINESE_DIGITS[digit] for digit in part)
    return None if whole is None else whole + Decimal(f"0.{figures}")


def _product(scale: str) -> int:
    product = 1
    for char in scale:
        product *= MULTIPLIERS[char]
    return product


def _whole(plain: str) -> Decimal | None:
    """Chinese and mixed forms without a decimal point, 三十万, 3万5千, 百万."""
    if not MIXED.fullmatch(plain) or (plain in MULTIPLIERS and plain != "十"):
        return None
    if re.fullmatch("[百千][万亿]", plain):
        plain = "一" + plain
    import cn2an  # 0.1 s to import, which no start should wait for

    try:
        return Decimal(cn2an.cn2an(plain, "smart"))
    except (ValueError, KeyError):  # a form that cn2an does not know raises one or the other
        return None
