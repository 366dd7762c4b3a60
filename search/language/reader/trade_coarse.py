"""What is told without a word that any list holds: sold on the street (推车卖镜糕), or planted (种橡胶的)."""

import re
from collections.abc import Iterator

from search.language.reader.passage import Passage
from search.language.reader.trade_named import BY_THE_WAY, Trade
from search.language.reader.trade_selling import STALL

PLANTING = "01"
STREET = re.compile(
    r"(?:摆|支|出|练)[个着了]?[夜小地早]?摊|推着?小?车[^,，。;；\s]{0,4}卖|挑着?担|走街串巷|走村串户|流动[摊货车]"
    r"|(?:夜市|早市|集市|集上|路边|街边|街口|巷口|桥头|天桥|地铁口|[站校厂小区门]口|[街巷]|公园|景区|广场)"
    r"[^,，。;；\s]{0,4}[卖摆](?!给)"
)
PLANTS = re.compile(
    r"(?<![各这那品多一两几何播])种(?!类|牙|植牙|睫毛|[机子畜猪树])[了着]?[\d一二三四五六七八九十百千万多来余]{0,5}亩?地?"
    r"[^,，。;；\s\d]{1,5}?(?:的|(?=[,，。;；\s\d]|$))"
)


def coarse_trades(passage: Passage) -> Iterator[Trade]:
    """The code that is certain, and no finer one."""
    for pattern, code in ((STREET, STALL), (PLANTS, PLANTING)):
        found = pattern.search(passage.text)
        if found:
            yield Trade((code,), found[0], *found.span(), BY_THE_WAY)
