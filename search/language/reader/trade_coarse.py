"""What is told without a word that any list holds: sold on the street (推车卖镜糕), planted (种橡胶的).

Also what is made of some material (做铝饭盒的), built for the public, or done with own vehicles (有三辆重卡).
"""

import functools
import re
from collections.abc import Iterator

from search.language.reader.passage import Passage
from search.language.reader.trade_cues import BUILDERS, says
from search.language.reader.trade_lists import machines, rows
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


@functools.cache
def _table(filename: str) -> dict[str, tuple[str, ...]]:
    """Each word of a table with its codes, the longer words first."""
    words = {w: tuple(row["codes"].split("|")) for row in rows(filename) for w in row["words"].split("|")}
    return dict(sorted(words.items(), key=lambda one: -len(one[0])))


COUNT = r"[\d一二三四五六七八九十两几多]{1,3}"
FLEET = re.compile(
    rf"(?:有|名下|手[里上]|自己|养着?|开着?|跑着?)了?{COUNT}(?:[条艘只辆台部]|台套)[^,，。;；\s\d]{{0,10}}"
)
MATERIAL = re.compile(
    rf"(?:做|生产|加工|制造|代工|供)(?:些|点|各种|各类)?(?P<stuff>{'|'.join(_table('materials.csv'))})"
    r"[一-鿿]{0,4}[件管头阀丝板棒锁钩网架桶盆盒罐环圈片条带绳链扣钉柜门窗杆座盖轮球芯壳体器具箱筒针夹牌材料品杯板膜垫]"
    r"(?=的|厂|公司|[,，。;；\s]|$)"
)
BUILT = re.compile(
    r"(?:修|建|铺|架|挖|改造|施工)[^,，。;；\s\d]{0,8}?(?:(?P<way>管网|管道|[公道村乡]路|村道|路面|桥|水渠|河堤|堤坝|护坡|河道)"
    r"|楼|校舍|厂房|安置房|住房)"
)


PRINTS = re.compile(
    r"(?:印|印刷)[一-鿿]{1,4}(?:标|签|册|刊|本|单|画|报|票|证|说明书|封面)的?(?=[厂公店小,，。;；\s]|$)"
)
LETS = re.compile(r"租(?!房|铺|门面|地|厂|仓)[一-鿿]{2,6}给[^,，。;；\s]{1,6}的")
SHOWS = re.compile(r"[一-鿿]{2}(?:表演|演出)(?:的|队|团|班)")
PATTERNS = ((STREET, STALL), (PLANTS, PLANTING), (PRINTS, "231"), (LETS, "71"), (SHOWS, "8810"))


def coarse_trades(passage: Passage) -> Iterator[Trade]:
    """The code that is certain, and no finer one."""
    for pattern, code in PATTERNS:
        found = pattern.search(passage.text)
        if found:
            yield Trade((code,), found[0], *found.span(), BY_THE_WAY)
    yield from _by_fleet(passage)
    built = BUILT.search(passage.text) if says(BUILDERS, passage.text) else None
    if built:
        yield Trade(("48" if built["way"] else "47",), built[0], *built.span(), BY_THE_WAY)
    made = MATERIAL.search(passage.text)
    if made:
        yield Trade(_table("materials.csv")[made["stuff"]], made[0], *made.span(), BY_THE_WAY)


def _by_fleet(passage: Passage) -> Iterator[Trade]:
    """我有两条货船: who owns several, or one that nobody has for himself, lives of them."""
    fleets = _table("fleets.csv") | machines()
    for owned in FLEET.finditer(passage.text):
        kinds = [word for word in fleets if word in owned[0]]
        if kinds:
            yield Trade(fleets[max(kinds, key=len)], owned[0], *owned.span(), BY_THE_WAY)
