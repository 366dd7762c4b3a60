"""What is bought where no list of purposes names it: a deed (进, 囤, 收, 买) done with a good of the trades.


Every finding is weak: it counts only where nothing else is named.
"""

import re
from collections.abc import Iterator

from search.language.reader.patterns import Hit
from search.language.reader.trade_lists import Good, entries

DEED = re.compile(
    r"(?P<stock>(?<![改促推引先前跟新渐演挺后行奋精迈并迁住搬走入闯武])进|囤|屯|(?<![设装准筹配储预具完])备|铺|(?<=[要想得先来去])(?:拿|上|压|打|办|拉))"
    r"|(?P<gather>收购|(?<![丰回营应验没税查接吸])收)"
    r"|(?P<buy>采购|购置|购买|购进|添置|(?<![求])购|买|(?<![签预])订)"
    r"|(?P<renew>更换|更新|(?<![更兑置])换|(?<!增)添|(?<![标装])配)"
)
AMOUNT = re.compile(
    r"(?:了|点|些|上|来|回|这|那|新|的|一?批|一车|整车|几|各种|[\d.一二两三四五六七八九十百千万几多来]{1,6}(?:吨|斤|公斤|箱|件|包|袋|车|柜|头|只|台|套|个|把|张|匹|条|桶|瓶|批|辆|担|方|盒|副|组|根)?的?|头|只|台|套|个|把|张|条|副)*"
)
OBJECT = 8  # characters looked at
LONGEST = 6
BEASTS, MACHINES = ("03", "041"), ("21", "34", "35", "36", "37", "38", "39", "40")
WIRES = "383"  # cable is laid, not run
FINISHED = ("178", "18", "195", "24", "33")  # tents, clothes, shoes, sports gear, tools: for sale or for use
KEPT = ("178", "24")  # 添帐篷, 换蹦床: of these a house has its own
MOST_DEEDS = 60


def find(text: str) -> Iterator[Hit]:
    """Each deed with a known good; `codes` as in purposes.txt."""
    for count, found in enumerate(DEED.finditer(text)):
        if count == MOST_DEEDS:
            return
        start = AMOUNT.match(text, found.end(), found.end() + OBJECT)
        begin = start.end() if start else found.end()
        if word := _good_at(text, begin):
            code = _code(found.lastgroup or "", entries()[word].good)
            if code:
                yield Hit(found.start(), begin + len(word), (code,))


def _good_at(text: str, begin: int) -> str:
    """The longest good that begins at a place."""
    lexicon = entries()
    words = (text[begin : begin + size] for size in range(min(LONGEST, len(text) - begin), 0, -1))
    return next((word for word in words if (entry := lexicon.get(word)) and entry.good), "")


def _code(deed: str, good: Good | None) -> str:
    if good is None:
        return ""
    if deed == "stock":
        return "U01~"
    if deed == "gather":
        return "U02~"
    if any(code.startswith(BEASTS) for code in good.by("grow")):
        return "U19~" if deed == "buy" else ""
    if any(code.startswith(MACHINES) and not code.startswith(WIRES) for code in good.by("make")):
        return "U04~"
    if any(code.startswith(FINISHED) for code in good.by("make")):
        return "U04~" if deed == "renew" and any(c.startswith(KEPT) for c in good.by("make")) else ""
    return "U02~" if deed == "buy" else ""
