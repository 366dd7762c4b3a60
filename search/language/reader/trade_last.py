"""What a good that no list holds is by its last character: 养冷水鲑鱼, 做山楂糕; no finer than a group."""

import re
from collections.abc import Iterator

from search.language.reader.passage import Passage
from search.language.reader.trade_named import BY_THE_WAY, Trade

KEPT = re.compile(
    r"(?<![供抚保培疗给])养(?!老|生|殖|护|家|孩|车|颜|鱼缸)[着了]?[一-鿿\d]{0,4}?"
    r"(?:(?P<fish>[鱼虾蟹鳖蛙螺贝蚌鳝鳅])|(?P<fowl>[鸡鸭鹅鸽雁])|(?P<beast>[牛羊猪马驴])|(?P<other>[蜂虫蚕蛇兔狐貂鹿犬]))"
)
MADE = re.compile(
    r"(?:做|生产|制作|手工做)[一-鿿]{1,4}?(?:(?P<sauce>[酱醋])|(?P<cake>[糕饼酥])|(?P<drink>酒)|(?P<cloth>布)|(?P<shoe>鞋)|(?P<lamp>灯)"
    r"|(?P<knife>刀)|(?P<seat>[床椅柜凳桌])|(?P<dress>[衣裤裙衫袍])|(?P<bag>[箱包]包?)|(?P<sock>[帽袜]))(?=的(?![小老]?店)|厂|[,，。;；\s]|$)"
)
KINDS = {
    "fish": "041",
    "fowl": "032",
    "beast": "031",
    "other": "03",
    "sauce": "146",
    "cake": "141",
    "drink": "151",
    "cloth": "17",
    "shoe": "195",
    "lamp": "387",
    "knife": "332",
    "seat": "21",
    "dress": "18",
    "bag": "192",
    "sock": "183",
}


def by_last_character(passage: Passage) -> Iterator[Trade]:
    """The first that is kept, and the first that is made."""
    for pattern in (KEPT, MADE):
        if found := pattern.search(passage.text):
            yield Trade((KINDS[found.lastgroup],), found[0], *found.span(), BY_THE_WAY)
