"""Which of several sums is the one asked for, or what has to be asked because the words do not tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.language.reader import sum_gap
from search.language.reader.sum_figures import Figure
from search.language.reader.sum_roles import Told

CORRECTED = re.compile(
    r"不对|不是|说错|打错|写错|错了|更正|纠正|改成|改为|改到|应该是|[哦噢喔哎额]不|算了|准确[说的]|"
    r"现在(?:只|就|想|要|借|贷|够|是|变)|后来|只要|还是(?:借|贷|要|来)"
)
RENEWS = re.compile(
    r"续贷|续借|续(?![约租费签航保])|无还本|转贷|倒贷|展期|借新还旧|过桥|接着[用贷]|继续[用贷]|延期|转到|倒一下|周转还贷"
)
REPAYS = re.compile(
    r"还清|结清|置换|整合|替换|还掉|归还|清掉|还上|一次性还|把.{0,12}还了|拿去还|用来还|转成|要还|得还|该还|换成|换个低|倒成"
)
CORRECTION_REACH = 14
COST_REACH = 3
ASK_VAGUE = "您说的“{}”大约是多少万元？"
ASK_FOREIGN = "金额请按人民币说，大约需要多少万元？"
ASK_IMPOSSIBLE = "“{}”这个金额看不明白，请再说一下需要多少万元？"
ASK_WHICH = "您提到了几个金额，想贷的是哪一个？"
ASK_MORE = "您好像说了不止一笔需求，这里先按第一笔填，其余的请另外登记。请核对金额。"
ASK_SHARE = "您说了总价和自己出的部分，想贷多少？"
OPEN_ROLES = ("asked", "wanted", "")


@dataclass(frozen=True, slots=True)
class Choice:
    """The sum asked for, if any, and the question that is due, if any."""

    figure: Figure | None = None
    ask: str | None = None
    likely: bool = False


def choose(text: str, stated: list[Told]) -> Choice:
    """The sum of the strongest role; several different ones of it are a range, a correction or a question."""
    stated = list(_corrected(text, stated))
    stated = [one for one in stated if one.final and _usable(one)] or stated
    asked = [one for one in stated if one.role == "asked"]
    usable = [one for one in asked if _usable(one)]
    usable = [one for one in usable if not one.heard] or usable
    if usable:
        return _one_of(usable, stated, several=ASK_MORE)
    if asked and not _debts(text, stated):
        return Choice(ask=_why_unusable(text, asked[0].figure))
    if debts := _debts(text, stated):
        if whole := _whole(stated, debts):
            return Choice(whole.figure)
        return _one_of(debts, stated, likely=not RENEWS.search(text))
    return _from_plan(text, stated)


def _from_plan(text: str, stated: list[Told]) -> Choice:
    """Nothing is asked for outright: what the plan costs is, where no part of it is paid otherwise."""
    if any(one.role in {"own", "grant"} for one in stated) or sum_gap.has_share(text):
        left = sum_gap.rest(text, [one for one in stated if _usable(one) or one.role in {"own", "grant"}])
        if left and left.possible:
            return Choice(left, ask=sum_gap.ASK_REST, likely=True)
        if sum_gap.has_share(text) or any(one.role in {"total", "cost"} for one in stated):
            return Choice(ask=ASK_SHARE)
    if _one_of_costs(stated):
        return Choice(ask=ASK_WHICH)
    if whole := _whole(stated, [one for one in stated if one.role in {"wanted", ""} and _usable(one)]):
        return Choice(whole.figure)
    ends = [one.figure for one in stated if one.role in OPEN_ROLES and _usable(one)]
    bounds = [figure for figure in ends if figure.bound]
    if both := _both_ends(ends if len(ends) == 2 else bounds):
        return Choice(both)
    for role in ("wanted", "", "total"):
        ones = [one for one in stated if one.role == role and not (one.figure.loose and role == "")]
        usable = [one for one in ones if _usable(one)]
        if usable:
            return _one_of(usable, stated, likely=role == "total")
        if ones:
            return Choice(ask=_why_unusable(text, ones[0].figure))
    return Choice()


def _corrected(text: str, stated: list[Told]) -> Iterator[Told]:
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


def _usable(one: Told) -> bool:
    figure = one.figure
    return figure.possible and not figure.foreign


def _why_unusable(text: str, figure: Figure) -> str:
    words = text[figure.start : figure.end].strip()
    if figure.foreign:
        return ASK_FOREIGN
    return (ASK_VAGUE if figure.vague else ASK_IMPOSSIBLE).format(words)


def _debts(text: str, stated: list[Told]) -> list[Told]:
    """Loans that fall due or are to be replaced: the amount to renew is the amount asked for."""
    debts = [one for one in stated if one.role == "debt" and _usable(one)]
    due = [one for one in debts if one.due]
    return due or (debts if RENEWS.search(text) or REPAYS.search(text) else [])


def _whole(stated: list[Told], single: list[Told]) -> Told | None:
    """A total that is the sum of the single sums before or behind it."""
    parts = [one.figure.high or 0 for one in single]
    totals = [one for one in stated if one.role == "total" and _usable(one)]
    whole = totals[0] if len(totals) == 1 else None
    return whole if whole and len(parts) > 1 and sum(parts) == whole.figure.high else None


def _one_of_costs(stated: list[Told]) -> bool:
    """押金2万房租6万装修10万: costs in one row, of which none is the whole."""
    costs = [one for one in stated if one.role == "cost"]
    plans = [one for one in stated if one.role in {"wanted", "total"}]
    return len(plans) == 1 and any(
        0 <= plans[0].figure.start - one.figure.end <= COST_REACH
        or 0 <= one.figure.start - plans[0].figure.end <= COST_REACH
        for one in costs
    )


def _one_of(ones: list[Told], stated: list[Told], *, several: str = "", likely: bool = False) -> Choice:
    """The one sum that these say, or the range of their ends; else a question, with the first or without."""
    others = [
        one for one in stated if one.role in OPEN_ROLES and _usable(one) and not one.heard and one not in ones
    ]
    figures = [one.figure for one in ones]
    if both := _both_ends(figures + [one.figure for one in others if one.figure.bound]):
        return Choice(both, likely=likely or both.likely)
    ends = {(figure.low, figure.high) for figure in figures}
    first = figures[0]
    if len(ends) == 1:
        return Choice(first, likely=likely or first.likely)
    return Choice(first, ask=several, likely=True) if several else Choice(ask=ASK_WHICH)


def _both_ends(figures: list[Figure]) -> Figure | None:
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
