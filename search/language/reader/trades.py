"""The trade of the borrower, in codes of GB/T 4754-2017: what he deals in and what he does with it.

A trade is a calling (奶茶店, 跑滴滴), or a good with what is done to it (卖鞋, 茶叶加工, 40亩草莓). `read`
gives the borrower's own of today, the main one first; `named` every trade of any text, `codes_of` those
of a query.
"""

import re
from collections.abc import Iterator

from search.language.reader import trade_owner
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage, passage_of
from search.language.reader.trade_codes import STALL
from search.language.reader.trade_named import BY_THE_WAY, HARDLY, Trade, trades_in

MOST = 3  # codes of one need
BROAD = 2  # digits of a division: said by the way, anything finer counts more
# Who files for others names himself first: 物业帮12家商户问.
BATCH = re.compile(
    r"(?:帮|替|给|代|为|组织|联合|牵头)[^,，。;；\n]{0,6}?[\d一二三四五六七八九十百几多]{1,6}[^,，。;；\n]{0,2}?[家户个名位]"
)
STREET = re.compile(
    r"(?:摆|支|出|练)[个着了]?[夜小地早]?摊|推着?小?车[^,，。;；\s]{0,4}卖|挑着?担|走街串巷|流动[摊货车]"
    r"|(?:夜市|早市|集市|集上|路边|街边|街口|巷口|桥头|天桥|地铁口|[站校厂小区门]口|公园|景区|广场)[^,，。;；\s]{0,4}[卖摆](?!给)"
)


def read(passage: Passage) -> Iterator[Span | Question]:
    """At most three spans `industry_codes`, the main trade first; nothing where none is told."""
    given: list[str] = []
    for trade in sorted(own(passage), key=_weight):
        for code in (c for c in trade.codes if len(c) >= BROAD):
            if len(given) < MOST and not any(c.startswith(code) or code.startswith(c) for c in given):
                given.append(code)
                sure = "said" if trade.rank < BY_THE_WAY else "likely"
                yield Span("industry_codes", code, trade.start, trade.end, sure)


def own(passage: Passage) -> list[Trade]:
    """The borrower's trades of today; a relative's, or what a shop stocks, only where there is no other."""
    trades = [
        trade
        for trade in trades_in(passage)
        if not trade_owner.gone(passage, trade.start, trade.end)
        and not trade_owner.strangers(passage, trade.start, trade.end, trade.words)
        and not BATCH.search(passage.behind(trade.end)[:20])
    ]
    sure = [t for t in trades if t.rank < HARDLY and not trade_owner.relatives(passage, t.start)]
    today = [t for t in sure if trade_owner.present(passage, t.start)]
    rest = [] if trade_owner.invests(passage) else trades[:1]
    return today or sure or rest or list(_on_the_street(passage))


def _on_the_street(passage: Passage) -> Iterator[Trade]:
    """推车卖镜糕: whoever sells at a stall what no list holds is at least at a stall."""
    found = STREET.search(passage.text)
    if (
        found
        and not trade_owner.gone(passage, *found.span())
        and not trade_owner.relatives(passage, found.start())
    ):
        yield Trade((STALL,), found[0], *found.span(), BY_THE_WAY)


def named(text: str) -> list[Trade]:
    """Every trade that any text names, whosoever's, in its order: 面向餐饮、零售行业."""
    return trades_in(passage_of(text), anyone=True)


def codes_of(query: str) -> tuple[str, ...]:
    """The industries that typed words may mean, the likeliest first: 奶茶店 → ("6239",); () for none."""
    return tuple(dict.fromkeys(code for trade in named(query) for code in trade.codes))


def _weight(trade: Trade) -> tuple[bool, int, int]:
    """A division, or that it is a stall, counts less than what is dealt in."""
    return len(trade.codes[0]) <= BROAD or trade.codes == (STALL,), trade.rank, trade.start
