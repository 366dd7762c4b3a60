"""What follows a good or a house and is the real head, held by no list: 酒店预订平台, 汽车拉索."""

import re

from search.language.reader.passage import Passage
from search.language.reader.trade_context import MAKES
from search.language.reader.trade_deeds import Deed
from search.language.reader.trade_words import Found

# What stands for a good or a house and is done with it or for it: 无人机喷药服务, 酒店预订平台.
ABOUT = re.compile(
    r"(?P<between>[一-鿿]{0,4}?)(?:(?P<let>租赁|出租)|(?P<net>(?:预订|预定|订房|信息|团购|交易|比价)?平台)"
    r"|(?P<code>系统|软件|app|小程序)|服务|外包|表演|演出|体验|测评|代运营|(?P<paper>注册(?:代理|代办)?|咨询|认证|检测|检验|代办|策划|推广))(?:公司|团队|工作室)?(?=的|[,，。;；\s]|$)"
)
USED_IN = re.compile(
    r"(?:[上里内中](?:专?用)?|专?用)的(?![小大老]?[厂店公企作])[一-鿿]{2,6}(?:的|厂|公司|[,，。;；\s]|$)"
)  # 大巴上的讲解器
PAPER = re.compile(r"(?:注册(?:代理|代办)?|咨询|认证|代办)(?=的|[,，。;；\s]|公司|$)")
LETTING, PLATFORM, SOFTWARE, VEHICLE_PARTS = "71", "64", "65", "3670"
VEHICLES = ("汽车", "轿车", "卡车", "客车", "商用车", "新能源车", "新能源汽车")
MAKING = ("do", "make", "supply")
OF_VEHICLE = re.compile(
    r"(?!贴膜|改装|装潢|装饰|美容|维修|租|销售|生意|贸易|影音|用品|保养)[一-鿿]{2,4}(?=的|[,，。\s]|$)"
)
FOR_HOUSE = re.compile(
    r"[一-鿿]{0,4}(?:设备|骨架|材料|用品|配件|产品|耗材|工具|家具"
    r"|[膜机器服箱柜灯牌板布盒袋桶罐架床椅桌车笼槽网])(?=的|厂|公司|[,，。;；\s]|$)"
)


def of_good(passage: Passage, word: Found, deed: Deed, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of what a good only stands before, else its own."""
    behind = passage.behind(word.end)
    if deed.name == "do" and deed.end == word.end:
        other = _about(behind, goods=True)
        codes = codes if other is None else other
    if codes and deed.name in MAKING and word.word in VEHICLES and OF_VEHICLE.match(behind):
        return (VEHICLE_PARTS,)
    return codes


def of_house(passage: Passage, word: Found, codes: tuple[str, ...]) -> tuple[str, ...]:
    """做养殖场环控设备 is no farm, whatever it is; 做酒店预订平台 is a platform."""
    if not MAKES.search(passage.before(word.start)):
        return codes
    behind = passage.behind(word.end)
    if PAPER.match(behind) or USED_IN.match(behind):
        return ()  # 做医疗器械注册的 makes none
    if word.word.endswith(("船", "车")) and behind.startswith("的"):
        return ()  # 做渔船的 builds them, and does not fish
    return _about(behind, goods=False) or (() if FOR_HOUSE.match(behind) else codes)


def _about(behind: str, goods: bool) -> tuple[str, ...] | None:
    """Codes by what is done for what stands before: () for a service that no list holds, None for no other.

    `goods`: of a good, for 家政服务 is the trade itself.
    """
    found = ABOUT.match(behind)
    if found is None:
        return None
    for kind, code in (("let", LETTING), ("net", PLATFORM), ("code", SOFTWARE)):
        if found[kind]:
            return (code,) if found["between"] or not goods else None
    return () if found["paper"] or (goods and found["between"]) else None
