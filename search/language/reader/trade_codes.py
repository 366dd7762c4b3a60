"""From a good and what is done with it to codes; where that leaves it open, the rest of the text decides."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from search.language.reader import trade_cues as cues
from search.language.reader import trade_selling as selling
from search.language.reader import trade_services as services
from search.language.reader.trade_lists import Good

MACHINERY, SPECIAL_MACHINERY = {"34", "35", "36", "37", "38", "39", "40"}, "35"
RECYCLING, INSTALLING, DESIGN = "5191", "49", "749"
FARM_FOOD = ("13", "14", "15")  # what a cooperative of growers makes: 粉条合作社
# Who 做 what these shops sell makes it: 服装, 箱包. Of the others (水果, 钢材) he trades in it.
SEWN_OR_CARVED = ("523", "524", "528")
# 做手机壳的 sooner makes them: who trades says 批发, 档口 or 卖.
MADE_OR_TRADED = {("51",), *(("517" + last,) for last in "1245789"), ("5137",), ("5138",)}
NOT_SO = ("5234", "5238", "5243", "5245", "5284", "5285", "5286", "5287")


def codes_by(text: str, good: Good, deed: str) -> tuple[str, ...]:
    """The codes of one deed done with a good, the likeliest first; none where no trade is made of it.

    `text` is what stands around the good.
    """
    if deed == "alone" and good.usual == "sell":
        return ()  # 童装 …: who sells it or sews it is asked
    if deed in ("do", "firm", "alone", "guild"):
        deed = _usual(good, text, deed)
    elif deed == "supply":
        own = good.by("make") and (good.usual == "make" or cues.says(cues.WORKS, text))
        deed = "make" if own else "wholesale"
    special = SPECIAL.get(deed)
    return special(good, text) if special else good.by(deed) or good.by("serve")


def usual_codes(good: Good) -> tuple[str, ...]:
    """What a good may mean where nothing is said of it: its usual trade, then the others."""
    return selling.unique(
        good.by_usual, *(good.by(deed) for deed in ("retail", "wholesale", "make", "grow"))
    )[:4]


def _usual(good: Good, text: str, deed: str) -> str:
    """What 做, or a firm of the good, means here: making, selling, growing or serving it."""
    sells = good.usual == "sell"
    if good.usual == "serve":
        return "serve"
    if good.by("make") and cues.says(cues.WORKS, text) and not cues.says(cues.DEALS, text):
        return "make" if good.usual != "grow" or deed == "firm" else "grow"
    if cues.says(cues.DEALS, text) or (
        sells and (cues.says(cues.TRADES, text) or cues.says(cues.TENDERS, text))
    ):
        return "wholesale"
    shop = cues.says(cues.OWN_SHOP, text) and not cues.says(cues.WORKS, text)
    if shop and good.usual == "make" and good.by("retail"):
        return "sell"
    if sells and not cues.says(cues.SHOP, text):
        crafted = any(c.startswith(SEWN_OR_CARVED) and not c.startswith(NOT_SO) for c in good.by("retail"))
        if good.by("make") and not crafted and good.by("wholesale")[:1] in MADE_OR_TRADED:
            return "make"
        return "make" if good.by("make") and crafted else "wholesale"
    return good.usual


def _dealt(good: Good, text: str) -> tuple[str, ...]:
    """木材生意: bought and sold, unless the text tells of a works, a farm, a shop or a kitchen."""
    if good.usual == "serve" or (good.usual == "grow" and cues.says(cues.FARM, text)):
        return good.by_usual
    if cues.says(cues.WORKS, text) and good.by("make"):
        return good.by("make")
    if cues.says(cues.OWN_SHOP, text) and good.by("retail"):
        return good.by("retail")
    return selling.sold(good, text) if cues.says(cues.ON_LINE, text) else selling.in_bulk(good, text)


def _made(good: Good, text: str) -> tuple[str, ...]:
    """制, 炒, 蒸: a dish is served, but in a works; all else is made."""
    served = good.usual == "serve" and not (good.by("make") and cues.says(cues.WORKS, text))
    return good.by("serve") if served else good.by("make")


def _of_one(good: Good, text: str) -> tuple[str, ...]:
    """衣服个体户 has a shop, 蛋鸡个体户 a farm, 面条个体户 a kitchen."""
    food = good.usual == "make" and good.by("make")[0].startswith(FARM_FOOD)
    sells = good.usual in ("sell", "make") and not food and good.by("retail")
    return selling.sold(good, text) if sells else good.by_usual


def _machine(good: Good, _text: str) -> tuple[str, ...]:
    """A machine for a good, of the good's own division where that makes machines, too."""
    own = {code[:2] for code in good.by("make")}
    return tuple(sorted(own & MACHINERY)) or (SPECIAL_MACHINERY,)


def _grown(good: Good, text: str) -> tuple[str, ...]:
    """Members who grow and a cooperative that buys up what they grew."""
    if cues.says(cues.GATHERED, text):
        return selling.unique(good.by("wholesale"), good.by("grow"))
    return good.by("grow") or tuple(c for c in good.by("make") if c.startswith(FARM_FOOD))


SPECIAL: Mapping[str, Callable[[Good, str], tuple[str, ...]]] = MappingProxyType(
    {
        "buy": selling.stocked,
        "deal": _dealt,
        "sell": selling.sold,
        "stall": selling.at_stalls,
        "online": selling.on_line,
        "machine": _machine,
        "own": _of_one,
        "cooked": lambda *_: selling.COOKED_FOOD,
        "wholesale": selling.in_bulk,
        "deliver": selling.delivered,
        "import": selling.imported,
        "gather": selling.gathered,
        "export": selling.abroad,
        "make": _made,
        "works": lambda good, _: good.by("make") or good.by("serve"),
        "part": services.parts,
        "grow": _grown,
        "sold": lambda good, _: good.by("grow"),
        "hinted": lambda good, _: good.by(good.usual),
        "dry": services.dried,
        "haul": services.hauled,
        "repair": services.repaired,
        "mend": services.repaired,
        "wash": services.washed,
        "rent": services.let,
        "recycle": lambda *_: (RECYCLING,),
        "install": lambda *_: (INSTALLING,),
        "design": lambda *_: (DESIGN,),
    }
)
