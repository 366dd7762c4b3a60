"""What several sums say of each other: one corrects another, two are the ends of one, one is the whole."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from search.language.reader.figure import Figure
from search.language.reader.sum_roles import OPEN_ROLES, Told

CORRECTED = re.compile(
    r"不对|不是|说错|打错|写错|错了|更正|纠正|改成|改为|改到|应该是|[哦噢喔哎额]不|算了|准确[说的]|"
    r"口误|笔误|填错|算错|记错|说多了|说少了|算少了|算多了|多说了|少说了|我是说|更准确|改一下|改下|等等|等一下|不好意思|抱歉|sorry|"
    r"[,，。.…!;、\s(][哦噢喔哎额呃嗯唉啊诶呀]?不+[,，。.…!;、\s]|(?<!好)不不|"
    r"现在(?:只|就|想|要|借|贷|够|是|变)|后来|只要|还是(?:借|贷|要|来)"
)
ITEM = re.compile(
    r"(?<![\d一二三四五六七八九十第])(?:[一二三四五六1-6][、.)](?!\d)|\([一二三1-6]\)|[①②③④]|第[一二三四](?:个|笔|件|项|是|,|、|:)|[一二三](?:是|个是|来)|一个是|一笔是|另一?[个笔](?:是)?|首先|其次|另外(?:一笔|还想|还要|再))"
)
PAID = re.compile(r"首付|首期|定金|订金|自己|自筹|自有|已经?[付交]|[付交]了|补|奖|拨款|赔")
LACKING = re.compile(r"[差缺]|剩")
MOST_ITEMS = 20
CORRECTION_REACH = 14
COST_REACH = 3


def corrected(text: str, stated: list[Told]) -> Iterator[Told]:
    """Without the sums that the words take back; what takes their place has their role."""
    for place, one in enumerate(stated):
        after = stated[place + 1] if place + 1 < len(stated) else None
        before = stated[place - 1] if place else None
        if after and _takes_back(text, one, after):
            continue
        if before and one.role == "" and _takes_back(text, before, one):
            one = replace(one, role=before.role if before.role in OPEN_ROLES else "")
        yield one


def _takes_back(text: str, one: Told, after: Told) -> bool:
    between = text[one.figure.end : after.figure.start]
    if len(between) > CORRECTION_REACH or one.role not in OPEN_ROLES or after.role not in OPEN_ROLES:
        return False
    return bool(CORRECTED.search(between))


def both_ends(figures: list[Figure]) -> Figure | None:
    """最少12万 with 不超过20万, or 20万就够 with 最好30万, wherever they stand."""
    lower = [figure for figure in figures if figure.bound in {"least", "enough"}]
    upper = [figure for figure in figures if figure.bound in {"most", "wish"}]
    plain = [figure for figure in figures if not figure.bound]
    if len(plain) == 1 and len(lower) + len(upper) == 1:
        (upper if lower else lower).append(plain[0])
    if len(lower) != 1 or len(upper) != 1:
        return None
    low, high = lower[0].low, upper[0].high
    if low is None or high is None or low >= high:
        return None
    start, end = min(lower[0].start, upper[0].start), max(lower[0].end, upper[0].end)
    return Figure(start, end, low, high, lower[0].approximate or upper[0].approximate)


def whole(stated: list[Told], single: list[Told]) -> Told | None:
    """A total that is the sum of the single sums before or behind it."""
    parts = [one.figure.high or 0 for one in single]
    totals = [one for one in stated if one.role == "total" and one.usable]
    whole = totals[0] if len(totals) == 1 else None
    return whole if whole and len(parts) > 1 and sum(parts) == whole.figure.high else None


def spelt_out(text: str, stated: list[Told]) -> Told | None:
    """要30万，20万买车，10万周转: the first sum is what the others come to, and nobody has paid any of it."""
    ones = [one for one in stated if one.open or (one.usable and one.role == "cost")]
    parts = [one.figure.high or 0 for one in ones[1:]]
    if len(parts) < 2 or len(ones) != len(stated) or ones[0].role not in {"asked", "wanted"}:
        return None
    unpaid = not PAID.search(text) and not LACKING.search(text, ones[0].figure.end)
    return ones[0] if unpaid and ones[0].figure.high == sum(parts) else None


def first_of_list(text: str, stated: list[Told]) -> list[Told]:
    """The sums of the first need of a list: 一、换灶2万 二、买车8万; empty where there is none."""
    marks = [found.start() for found in islice(ITEM.finditer(text), MOST_ITEMS)]
    if len(marks) < 2:
        return []
    items: dict[int, list[Told]] = {}
    for one in stated:
        if one.open:
            items.setdefault(bisect_right(marks, one.figure.start), []).append(one)
    items.pop(0, None)  # what stands before the list
    return items[min(items)] if len(items) > 1 else []


def one_of_costs(stated: list[Told]) -> bool:
    """押金2万房租6万装修10万: costs in one row, of which none is the whole."""
    costs = [one for one in stated if one.role == "cost"]
    plans = [one for one in stated if one.role in {"wanted", "total"}]
    return len(plans) == 1 and any(
        0 <= plans[0].figure.start - one.figure.end <= COST_REACH
        or 0 <= one.figure.start - plans[0].figure.end <= COST_REACH
        for one in costs
    )
