"""What is told without a word that any list holds: sold on the street (推车卖镜糕), planted (种橡胶的).

Also what is made of some material (做铝饭盒的), built for the public, or done with own vehicles (有三辆重卡).
"""

import functools
import re
from collections.abc import Iterator

from search.language.reader.passage import Passage
from search.language.reader.trade_cues import BUILDERS, says
from search.language.reader.trade_last import by_last_character
from search.language.reader.trade_lists import machines, rows
from search.language.reader.trade_named import BY_THE_WAY, Trade
from search.language.reader.trade_selling import STALL

PLANTING, FORESTRY = "01", "02"
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
    rf"(?:有|名下|手[里上]|自己|[我俺]家?|养着?|开着?|跑着?)了?{COUNT}(?:[条艘只辆台部]|台套)[^,，。;；\s\d]{{0,10}}"
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


NOT_BOUGHT = re.compile("厂|制造|配件|维修|租赁|销售")
PRINTS = re.compile(
    r"(?:印|印刷)[一-鿿]{1,4}(?:标|签|册|刊|本|单|画|报|票|证|说明书|封面)的?(?=[厂公店小,，。;；\s]|$)"
)
LETS = re.compile(
    r"租(?!房|铺|门面|地|厂|仓)[一-鿿]{2,6}给[^,，。;；\s]{1,6}的"
    r"|(?<![的是])租(?![来了过着给房铺门地厂仓店别人场摊办写车期金])[一-鿿]{2,5}的(?=$|[,，。;；\s])"
    r"|(?!融资|经营|土地|房|厂|商铺|门面|场地|仓|店)[一-鿿]{2,4}(?:租赁|出租)(?=的|公司|店|生意|[,，。;；\s]|$)"
)
# What hangs on a good that no list holds: 卖凉虾的, 跷脚牛肉馆, 捏杯子 beside a kiln, 包了个中通网点.
SELLS = re.compile(
    r"(?<![代买变])卖(?![不得给完了掉到出房车地钱家力场点些])[一-鿿]{2,4}(?:的(?![钱款时货是])|(?=[,，。;；\s]|$))"
)
DISH = re.compile(r"卖[一-鿿]{0,3}[饭面粉汤粥饺煲串粑羹馍馃粿凉虾冻皮糊托]的?(?=[,，。;；\s]|$)")
EATS = re.compile(
    r"[肉鱼虾蟹鸡鸭鹅牛羊猪菜饭面粉汤粥饺锅串食餐味烤涮炖焖](?:馆子?|庄(?!园)|大排档)(?![长员])"
    r"|(?:涮|烤|炖|焖|烩|卤|煨|煲|烫|捞|拌)[一-鿿]{1,3}[馆店铺摊]"
)
KILN = re.compile(r"[电气柴]窑|窑炉|釉[料水]|拉坯|利坯|练泥|[泥坯]料")
PARCELS = re.compile(r"(?:包|接|盘|加盟|承包|转)[了着]?(?:一?个)?[一-鿿]{2,4}(?:快递)?(?:网点|驿站)")
SOLAR = re.compile(
    r"[屋楼房]顶[^,，。;；\s]{0,6}光伏|光伏[^,，。;；\s]{0,4}[屋楼房]顶|(?:建|投|持有|并网)[^,，。;；\s]{0,6}光伏"
)
SHOWS = re.compile(r"[一-鿿]{2}(?:表演|演出)(?:的|队|团|班)")
# A greenhouse of which nobody says what it is for: of plants, unless beasts, mushrooms or fish are told of.
GREENHOUSE = re.compile(r"日光温室|温室|大棚(?!房)|[冷暖拱弓菜花瓜果]棚|春秋棚|阴棚|棚膜|大棚膜")
NOT_OF_PLANTS = re.compile(
    r"[鸡鸭鹅猪牛羊兔鸽驴马鹿狗蚕鱼虾蟹蛙]|养殖|畜|圈舍|食用菌|[菌菇耳]|蘑|安装|制造|(?:做|卖|生产|加工|销售|批发)[^,，。;；\s]{0,4}(?:大棚|温室|棚膜)|骨架|设备厂|材料厂|[建盖搭修装][^,，。;；\s]{0,4}棚的|给[^,，。;；\s我俺咱]{1,6}[建盖搭修]|承建|施工|车棚|雨棚|钢构|彩钢"
    r"|烘干|晾晒|晒|摊|夜市|仓"
)
# Trees by the 亩, or with the paper of a wood; but fruit, tea and rubber are grown like crops.
WOODS = re.compile(
    r"[\d一二三四五六七八九十百千万几两多来余]{1,8}亩的?(?:[^,，。;；\s\d果茶橘桔橙柚枣桃梨梅漆桑胶]{0,4})"
    r"(?:杉|松|桉|杨|竹|柏|樟|桐|榆|槐|楠|山林|林子|树林|林地|林木|用材林|生态林|公益林)(?!下)"
    r"|(?:林权|山林)[^,，。;；]{0,10}(?:抚育|间伐|采伐|砍伐|造林|林道|防火道)|(?:杉木|松木|桉树|竹子|毛竹|楠竹)(?:林|山)?[^,，。;；]{0,6}(?:抚育|间伐|采伐|砍伐|管护)"
)
PATTERNS = (
    (STREET, STALL),
    (PLANTS, PLANTING),
    (WOODS, FORESTRY),
    (PRINTS, "231"),
    (LETS, "71"),
    (SHOWS, "8810"),
    (EATS, "62"),
    (DISH, "62"),
    (SELLS, "52"),
    (PARCELS, "602"),
    (SOLAR, "4416"),
    (KILN, "307"),
)


def coarse_trades(passage: Passage) -> Iterator[Trade]:
    """The code that is certain, and no finer one."""
    for pattern, code in PATTERNS:
        found = pattern.search(passage.text)
        if found:
            yield Trade((code,), found[0], *found.span(), BY_THE_WAY)
    if (house := GREENHOUSE.search(passage.text)) and not NOT_OF_PLANTS.search(passage.text):
        yield Trade((PLANTING,), house[0], *house.span(), BY_THE_WAY)
    yield from by_last_character(passage)
    yield from _by_fleet(passage)
    yield from _by_machine(passage)
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


def _by_machine(passage: Passage) -> Iterator[Trade]:
    """想买台补鞋机: what only one trade buys, whatever else is said of it."""
    for word, codes in machines().items():
        start = passage.text.find(word)
        if start >= 0 and not NOT_BOUGHT.match(passage.behind(start + len(word))):
            yield Trade(codes, word, start, start + len(word), BY_THE_WAY)
            return
