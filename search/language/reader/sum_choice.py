"""Which of several sums is the one asked for, or what has to be asked because the words do not tell."""

import re
from dataclasses import dataclass, replace

from search.language.reader import sum_gap, sums_together
from search.language.reader.figure import Figure
from search.language.reader.sum_roles import Told

RENEWS = re.compile(
    r"还[完了上清]{1,2}(?:就|马上|立刻)?(?:再|又)?(?:贷|借)|续贷|续借|续(?![约租费签航保])|无还本|转贷|倒贷|展期|借新还旧|过桥|接着[用贷]|继续[用贷]|延期|转到|倒一下|周转还贷"
)
REPAYS = re.compile(
    r"还清|结清|置换|整合|替换|还掉|归还|清掉|还上|一次性还|把.{0,12}还了|拿去还|用来还|转成|要还|得还|该还|换成|换个低|倒成|整笔换|合成一笔|并成一笔|合并|换到|转到|挪到|换家|换行|换个银行|换(?:一)?家银行|[接转并挪倒]过[来去]"
)
ALL_LOANS = re.compile(r"(?:全|都|一起|一并|统统)(?:换|转|并|合|还|倒)|合(?:成|并)|并成|换成一[笔个]")
ASK_VAGUE = "您说的“{}”大约是多少万元？"
ASK_FOREIGN = "金额请按人民币说，大约需要多少万元？"
ASK_IMPOSSIBLE = "“{}”这个金额看不明白，请再说一下需要多少万元？"
ASK_WHICH = "您提到了几个金额，想贷的是哪一个？"
ASK_MORE = "您好像说了不止一笔需求，这里先按第一笔填，其余的请另外登记。请核对金额。"
ASK_SHARE = "您说了总价和自己出的部分，想贷多少？"


@dataclass(frozen=True, slots=True)
class Choice:
    """The sum asked for, if any, and the question that is due, if any."""

    figure: Figure | None = None
    ask: str | None = None
    likely: bool = False


def choose(text: str, stated: list[Told]) -> Choice:
    """The sum of the strongest role; several different ones of it are a range, a correction or a question."""
    stated = list(sums_together.corrected(text, stated))
    stated = [one for one in stated if one.final and one.usable] or stated
    if first := sums_together.first_of_list(text, stated):
        return replace(_one_of(first, first, several=ASK_MORE), ask=ASK_MORE, likely=True)
    if all_of_it := sums_together.spelt_out(text, stated):
        return Choice(all_of_it.figure)
    asked = [one for one in stated if one.role == "asked"]
    usable = [one for one in asked if one.usable]
    usable = [one for one in usable if not one.heard] or usable
    usable = [one for one in usable if not one.named] or usable
    if usable:
        return _one_of(usable, stated, several=ASK_MORE)
    if asked and not _debts(text, stated):
        return Choice(ask=_why_unusable(text, asked[0].figure))
    if debts := _debts(text, stated):
        if whole := sums_together.whole(stated, debts):
            return Choice(whole.figure)
        if ALL_LOANS.search(text) and any(one.role == "have" for one in stated):
            return Choice(ask=ASK_WHICH)
        return _one_of(debts, stated, likely=not RENEWS.search(text))
    return _from_plan(text, stated)


def _from_plan(text: str, stated: list[Told]) -> Choice:
    """Nothing is asked for outright: what the plan costs is, where no part of it is paid otherwise."""
    if any(one.role in {"own", "grant"} for one in stated) or sum_gap.has_share(text):
        left = sum_gap.rest(text, [one for one in stated if one.usable or one.role in {"own", "grant"}])
        if left and left.possible:
            return Choice(left, ask=sum_gap.ASK_REST, likely=True)
        if sum_gap.has_share(text) or any(one.role in {"total", "cost"} for one in stated):
            return Choice(ask=ASK_SHARE)
    if ask := _unclear(text, stated):
        return Choice(ask=ask)
    single = [one for one in stated if one.usable and one.role in {"wanted", ""}]
    costs = [one for one in stated if one.usable and one.role in {"wanted", "", "cost"}]
    if whole := sums_together.whole(stated, single) or sums_together.whole(stated, costs):
        return Choice(whole.figure)
    ends = [one.figure for one in stated if one.open]
    bounds = [figure for figure in ends if figure.bound]
    if both := sums_together.both_ends(ends if len(ends) == 2 else bounds):
        return Choice(both)
    for role in ("wanted", "", "total"):
        ones = [one for one in stated if one.role == role and not (one.figure.loose and role == "")]
        usable = [one for one in ones if one.usable]
        if usable:
            return _one_of(usable, stated, likely=role == "total")
        if ones:
            return Choice(ask=_why_unusable(text, ones[0].figure))
    return Choice()


def _unclear(text: str, stated: list[Told]) -> str:
    """The question that several costs make due; empty where they leave no doubt."""
    if sum_gap.rest_unknown(text, stated):
        return ASK_SHARE
    return ASK_WHICH if sums_together.one_of_costs(stated) else ""


def _why_unusable(text: str, figure: Figure) -> str:
    words = text[figure.start : figure.end].strip()
    if figure.foreign:
        return ASK_FOREIGN
    return (ASK_VAGUE if figure.vague else ASK_IMPOSSIBLE).format(words)


def _debts(text: str, stated: list[Told]) -> list[Told]:
    """Loans that fall due or are to be replaced: the amount to renew is the amount asked for."""
    debts = [one for one in stated if one.role == "debt" and one.usable]
    due = [one for one in debts if one.due]
    return due or (debts if RENEWS.search(text) or REPAYS.search(text) else [])


def _one_of(ones: list[Told], stated: list[Told], *, several: str = "", likely: bool = False) -> Choice:
    """The one sum that these say, or the range of their ends; else a question, with the first or without."""
    others = [one for one in stated if one.open and not one.heard and not one.named and one not in ones]
    figures = [one.figure for one in ones]
    if both := sums_together.both_ends(figures + [one.figure for one in others if one.figure.bound]):
        return Choice(both, likely=likely or both.likely)
    ends = {(figure.low, figure.high) for figure in figures}
    first = figures[0]
    if len(ends) == 1:
        return Choice(first, likely=likely or first.likely)
    return Choice(first, ask=several, likely=True) if several else Choice(ask=ASK_WHICH)
