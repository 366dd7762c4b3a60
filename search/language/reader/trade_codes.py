"""From a good and what is done with it to codes; where that leaves it open, the rest of the text decides."""

import functools
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from search.language.reader.passage import Passage
from search.language.reader.trade_words import Good

STALL, ONLINE, ONLINE_WHOLESALE = "5291", "5292", "5193"
DRYING, RECYCLING, INSTALLING, MACHINES = "0514", "5191", "49", ("5179",)
# What is sold there, where it is repaired: retail or wholesale of a good to the repair of it.
REPAIRS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "5238": ("8114",),
        "5261": ("8111",),
        "5263": ("8111",),
        "5264": ("8113",),
        "5271": ("8131",),
        "5272": ("8132",),
        "5273": ("8121",),
        "5274": ("8122",),
        "5283": ("8193",),
        "5233": ("8192",),
        "5171": ("43",),
        "5175": ("4350",),
        "5179": ("43",),
    }
)
# Who 做 what these shops sell makes it: 服装, 箱包. Of the others (水果, 钢材) he trades in it.
SEWN_OR_CARVED = ("523", "524", "528")
NOT_SO = ("5234", "5238", "5243", "5245", "5284", "5285", "5286", "5287")
TENDERS = re.compile(r"政府采购|采购合同|中标|招标|投标|甲方|账期|进校|单位客户")
TO_WORKS = re.compile(r"(?:给|为|向|跟|替)[^,，。;；\n]{0,8}(?:厂|主机|整车|车企|集团|制造)")
GATHERED = re.compile(r"(?:合作社|公司|基地)[^,，。;；\n]{0,3}(?:收购|批发|贩运|购销|代办)")
ON_LINE = re.compile(
    r"(?:抖音|快手|淘宝|天猫|京东|拼多多|小红书|视频号|闲鱼|唯品会|网店|网上|线上|直播间?|电商|微信|社群|朋友圈|微商|抖店|带货|旗舰店|亚马逊|速卖通|虾皮|独立站"
    r"|跨境|shopee|shein|temu|tiktok|lazada|ebay|amazon)"
    r"(?!上?(?:看到|看见|刷到|听说|申请|贷|查|问))"
)
ABROAD = re.compile(r"亚马逊|速卖通|虾皮|独立站|跨境|shopee|shein|temu|tiktok|lazada|ebay|amazon")
STALLS = re.compile(
    r"摆[个着了]?(?:夜)?摊|地摊|出摊|练摊|支[个了着]?摊|[支摆]个?摊|摊[位子主点车]|夜市|推车|流动|早市|赶集|赶场|赶大集|三轮车?(?:拉着|上|卖)|路边[摆卖]|街边[摆卖]"
    r"|天桥|后备箱|挑担|走街串巷|货摊|摊"
)
MARKET = re.compile(
    r"(?:菜市场|农贸市场|菜场|集贸市场|批发市场|市场里|市场内)(?!门口|外|边|旁|路边|门前|后门)"
)
WORKS = re.compile(
    r"车间|厂里|厂房|我们?厂|生产|产线|流水线|工人|代工|贴牌|模具|开模|机台|产能|扩产|加工|原料|原材料|自主研发|专利|备料|交货期|车床|注塑机|收青|研发|小厂|工厂|作坊"
)
TRADES = re.compile(
    r"批发|档口|经销|总代|铺货|商行|贸易|供货给|分销|下游|压货|供应链|代理商|给[^,，。;；\n]{1,6}(?:供货|送货|供|配送)|门店供货|仓库发货|物流园"
)
DEALS = re.compile(r"批发|档口|经销|总代|商行|贸易|分销|代理(?!记账)|进口")
SHOP = re.compile(r"门店|店面|店租|店里|铺子|铺面|门面|货架|开店|小店|进货|门市|柜台|专卖|店铺|顾客|商铺|店")

WASHES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"5231": ("8030",), "5232": ("8030",), "5289": ("8030",), "5261": ("8111",), "5272": ("8219",)}
)


@functools.lru_cache(maxsize=256)
def says(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the whole text tells so; looked for once, however many goods it names."""
    return bool(pattern.search(text))


def codes_by(passage: Passage, good: Good, deed: str) -> tuple[str, ...]:
    """The codes of one deed done with a good, the likeliest first; none where no trade is made of it."""
    text = passage.text
    if deed == "alone" and good.usual == "sell":
        return ()  # 童装 …: who sells it or sews it is asked
    if deed in ("do", "firm", "alone"):
        deed = _usual(good, text, deed)
    elif deed == "supply":
        deed = "make" if good.by("make") and (says(TO_WORKS, text) or says(WORKS, text)) else "wholesale"
    special = SPECIAL.get(deed)
    return special(good, text) if special else good.by(deed) or good.by("serve")


def _stocked(good: Good, text: str) -> tuple[str, ...]:
    """What a shop buys it sells; nobody else is what he buys."""
    return good.by("retail") if says(SHOP, text) and not good.by("serve") else ()


def _in_bulk(good: Good, _text: str) -> tuple[str, ...]:
    return good.by("wholesale") or good.by("retail") or good.by("serve")


def _abroad(good: Good, _text: str) -> tuple[str, ...]:
    own = good.by("wholesale"), good.by("make")
    return _unique(*(own if good.usual == "sell" else reversed(own)))


def _dried(good: Good, _text: str) -> tuple[str, ...]:
    return (DRYING,) if good.by("grow") else ()


def _made(good: Good, _text: str) -> tuple[str, ...]:
    return good.by("serve") if good.usual == "serve" else good.by("make")


def _repaired(good: Good, _text: str) -> tuple[str, ...]:
    return next((REPAIRS[code] for code in good.by("retail") + good.by("wholesale") if code in REPAIRS), ())


def _washed(good: Good, _text: str) -> tuple[str, ...]:
    return next((WASHES[code] for code in good.by("retail") if code in WASHES), ())


def _let(good: Good, _text: str) -> tuple[str, ...]:
    return (
        ("7111",)
        if "5261" in good.by("retail")
        else ("711",)
        if good.by("wholesale") == MACHINES
        else ("71",)
    )


def _grown(good: Good, text: str) -> tuple[str, ...]:
    """Members who grow and a cooperative that buys up what they grew."""
    if says(GATHERED, text):
        return _unique(good.by("wholesale"), good.by("grow"))
    return good.by("grow")


def usual_codes(good: Good) -> tuple[str, ...]:
    """What a good may mean where nothing is said of it: its usual trade, then the others."""
    return _unique(good.by_usual, *(good.by(deed) for deed in ("retail", "wholesale", "make", "grow")))[:4]


def _usual(good: Good, text: str, deed: str) -> str:
    """What 做, or a firm of the good, means here: making, selling, growing or serving it."""
    sells = good.usual == "sell"
    if good.usual == "serve":
        return "serve"
    if good.by("make") and says(WORKS, text) and not says(DEALS, text):
        return "make" if good.usual != "grow" or deed == "firm" else "grow"
    if says(DEALS, text) or (sells and (says(TRADES, text) or says(TENDERS, text))):
        return "wholesale"
    if sells and not says(SHOP, text):
        crafted = any(c.startswith(SEWN_OR_CARVED) and not c.startswith(NOT_SO) for c in good.by("retail"))
        return "make" if good.by("make") and crafted else "wholesale"
    return good.usual


def _sold(good: Good, text: str) -> tuple[str, ...]:
    """Retail, unless by internet, at a stall or in bulk; a shop that serves food serves it."""
    if good.by("serve"):
        return _at_stalls(good, text) if says(STALLS, text) else good.by("serve")
    retail = good.by("retail") or good.by("wholesale")
    if says(ON_LINE, text):
        return _unique((ONLINE,), (ONLINE_WHOLESALE,) if says(ABROAD, text) else (), retail)
    if says(STALLS, text):
        return _at_stalls(good, text)
    if says(TRADES, text) and not says(SHOP, text):
        return _unique(good.by("wholesale"), retail[:1])
    return retail or good.by("make")


def _at_stalls(good: Good, text: str) -> tuple[str, ...]:
    """A stall in a market is a shop of its good; one on the street is 5291."""
    own = good.by("serve") or good.by("retail")
    if good.by("serve") or says(MARKET, text):
        return _unique(own, (STALL,))
    return _unique((STALL,), own)


def _unique(*codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for some in codes for code in some))


SPECIAL: Mapping[str, Callable[[Good, str], tuple[str, ...]]] = MappingProxyType(
    {
        "buy": _stocked,
        "sell": _sold,
        "stall": _at_stalls,
        "wholesale": _in_bulk,
        "gather": _in_bulk,
        "export": _abroad,
        "dry": _dried,
        "make": _made,
        "grow": _grown,
        "works": lambda good, _: good.by("make") or good.by("serve"),
        "repair": _repaired,
        "mend": _repaired,
        "wash": _washed,
        "rent": _let,
        "recycle": lambda good, _: (RECYCLING,),
        "install": lambda good, _: (INSTALLING,),
    }
)
