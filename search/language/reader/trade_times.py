"""Whether a trade is of today: not denied, not given up, not what was done before."""

import re

from search.language.reader.passage import Passage

NEAR = 40  # characters of a clause that are looked at
DENIED = re.compile(
    r"(?:不是|并非|并不是|不算|不再|再也不|不打算|不想|没有|没|不|非|别当成|又不是)(?:在|去|再|继续|做|卖|开|干|搞|种|养|什么|那种|专门|一?[家个间])*$"
)
GIVEN_UP = re.compile(
    r"^(?:的|生意|店|厂)*[,，?？\s]{0,2}(?:不是(?=$|[,，。;；的\s]|是)|不对|错了|[说打写]错|早?就?不(?:做|干|开|卖|种|养)了|没(?:做|干|开|卖)了|已经?关|关了|关门|关掉|倒闭|黄了|停了|停业|破产|被拆|拆了|盘出去|转出去|转让了"
    r"|赔光|亏光|做不下去|干不下去|开不下去|转行|改行|转做|改做|改开|改卖|改种|改养)"
)
# Said further on: 那不是俺的, 不养了.
LATER = re.compile(r"[^。;；!！?？\n]{0,16}?(?:(?:那|这|都)?不是[我俺咱]们?的|不(?:养|做|干|开|种)了)")
TURNED = re.compile(r"转行|改行|转做|改做|改开|改卖|改种|改养|转型做|换成做")
FORMER = re.compile(
    r"以前|之前|从前(?!年)|原来|原先|原本|本来|过去|曾经|曾(?=[在做开卖种养跑是])|早先|早年|早些年|当年|前几年|前些年|上一?份|老本行|年轻时|早几年|头几年|刚开始|起初|一开始|最早|最初|年轻的时候|小时候|退休前|下岗前|疫情前|当过|做过|干过|开过|卖过|种过|养过|跑过"
)
SIDE = re.compile(
    "农闲|闲时|闲下来|业余|兼职|副业|有空|空了|打零工|顺带|捎带|偶尔"
)  # beside what he lives of
NOW = re.compile(
    r"现在|如今|目前|眼下|后来|今年|这几年|这些年|近几年|现|已经|正在|回来|回老家|出来|自己|转行|改行|转做|改做|改开|改卖|改种|改养|转|改"
)
PRESENT = re.compile(  # 现在要贷 tells of the loan
    r"(?:现在|如今|目前|眼下)(?![要需缺差急贷借])|现(?=[做开卖种养经搞干跑])|转行|改行|转做|改做|改开|改卖|改种|改养"
)


def present(passage: Passage, start: int) -> bool:
    """Whether the sentence says 现在 before the words: what follows is the trade of today."""
    began = max((s for s, _ in passage.sentences if s <= start), default=0)
    return bool(PRESENT.search(passage.text[max(began, start - 2 * NEAR) : start]))


def aside(passage: Passage, start: int) -> bool:
    """农闲去工地做泥瓦工: done beside the trade."""
    return bool(SIDE.search(passage.before(start)))


def gone(passage: Passage, start: int, end: int) -> bool:
    """Whether the trade is denied or given up."""
    before = passage.before(start)[-NEAR:]
    if DENIED.search(before[-10:]) or GIVEN_UP.match(passage.text[end : end + 14]):
        return True
    if LATER.match(passage.text[end : end + 28]):
        return True
    if TURNED.search(passage.behind(end)[:NEAR]):
        return True
    former = _last(FORMER, before)
    return former is not None and not NOW.search(before[former:])


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    ends = [found.end() for found in pattern.finditer(text)]
    return ends[-1] if ends else None
