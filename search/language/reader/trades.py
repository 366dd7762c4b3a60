"""The trade of the borrower, in codes of GB/T 4754-2017: what he deals in and what he does with it.

A trade is a calling (奶茶店, 跑滴滴), or a good with what is done to it (卖鞋, 茶叶加工, 40亩草莓). `read`
gives the borrower's own of today, the main one first; `named` every trade of any text.
"""

import re
from collections.abc import Iterable, Iterator

from search.language.reader import trade_owner, trade_said, trade_times
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage, passage_of
from search.language.reader.trade_coarse import coarse_trades
from search.language.reader.trade_context import GUILD
from search.language.reader.trade_named import BY_THE_WAY, HARDLY, Trade, bare_good, trades_in
from search.language.reader.trade_selling import ONLINE, STALL

MOST = 3  # codes of one need
COUNTERS = ((STALL,), (ONLINE,))  # where one sells, not what
VAGUE = (
    "食品厂",
    "食品公司",
    "食品加工厂",
    "食品加工",
    "农产品加工",
    "村集体",
    "村集体公司",
    "施工队",
    "工程队",
    "包工头",
    "工程公司",
    "环保公司",
    "环保企业",
    "外贸",
    "外贸公司",
    "磨坊",
    "文化公司",
    "传媒公司",
    "文化传媒公司",
)  # of what, other words tell
STATUS = frozenset(
    {"渔民", "农民", "牧民", "农户", "渔户", "牧户", "山民"}
    | {"家庭农场", "农业公司", "农业企业", "农场主", "种养大户"}
)
BROAD = 2  # digits of a division: said by the way, anything finer counts more
# 装电梯 beside 养老院 is what the money is for.
FITTED, FITTING = re.compile("[装改修翻换][^的]{1,4}$"), ("49", "50")
# Who files for others names himself first: 物业帮12家商户问.
BATCH = re.compile(
    r"(?:帮|替|给|代|为|组织|联合|牵头)[^,，。;；\n]{0,6}?[\d一二三四五六七八九十百几多]{1,6}[^,，。;；\n]{0,2}?[家户个名位]"
)


def read(passage: Passage) -> Iterator[Span | Question]:
    """At most three spans `industry_codes`, the main trade first; a question where only a good is told."""
    given: list[str] = []
    for trade in sorted(own(passage), key=lambda one: (trade_times.aside(passage, one.start), _weight(one))):
        for code in (c for c in trade.codes if len(c) >= BROAD):
            if len(given) < MOST and not any(c.startswith(code) or code.startswith(c) for c in given):
                given.append(code)
                sure = "said" if trade.rank < BY_THE_WAY else "likely"
                yield Span("industry_codes", code, trade.start, trade.end, sure)
    good = None if given else bare_good(passage)
    if good:
        yield Question("industry_codes", f"您说到“{good}”：是生产、批发、零售，还是别的生意？")


def own(passage: Passage) -> list[Trade]:
    """The borrower's trades of today; a relative's, or what a shop stocks, only where there is no other."""
    trades = _his(passage, trades_in(passage))
    sure = [t for t in trades if t.rank < HARDLY and not trade_owner.relatives(passage, t.start)]
    sure = [t for t in sure if not trade_said.planned(passage, t.start)] or sure
    today = [t for t in sure if trade_times.present(passage, t.start)]
    if today or sure or trade_owner.invests(passage):
        return today or sure
    return trades[:1] or _his(passage, coarse_trades(passage))


def _his(passage: Passage, trades: Iterable[Trade]) -> list[Trade]:
    his = [
        trade
        for trade in trades
        if not trade_times.gone(passage, trade.start, trade.end)
        and not trade_owner.strangers(passage, trade.start, trade.end, trade.words)
        and not _files_for(passage.behind(trade.end))
    ]
    return [trade for trade in his if not _by_the_way(passage, trade)] or his


def _by_the_way(passage: Passage, trade: Trade) -> bool:
    """What guests come to look at, or a general word beside what he does: 渔民做民宿, 家庭农场养鸡."""
    if FITTED.match(trade.words) and trade.codes[0].startswith(FITTING):
        return True
    return trade.words in STATUS or trade_said.for_guests(passage, trade.end, trade.codes)


def _files_for(behind: str) -> bool:
    """物业帮12家商户问; but 美发协会给12家登记, who are of the association's trade."""
    return bool(BATCH.search(behind[:20])) and not GUILD.match(behind)


def named(text: str) -> list[Trade]:
    """Every trade that any text names, whosoever's, in its order: 面向餐饮、零售行业."""
    return trades_in(passage_of(text), anyone=True)


def _weight(trade: Trade) -> tuple[bool, int, int]:
    """A division, or only where one sells, counts less than what is dealt in."""
    least = len(trade.codes[0]) <= BROAD or trade.codes in COUNTERS or trade.words in VAGUE
    return least, trade.rank, trade.start
