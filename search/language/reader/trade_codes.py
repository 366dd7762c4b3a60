"""From a good and what is done with it to codes; where that leaves it open, the rest of the text decides."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from search.language.reader import trade_cues as cues
from search.language.reader.passage import Passage
from search.language.reader.trade_lists import Good

STALL, ONLINE, ONLINE_WHOLESALE = "5291", "5292", "5193"
DRYING, RECYCLING, INSTALLING, MACHINES, REAPING = "0514", "5191", "49", ("5179",), "0512"
HAULING, BEASTS, BUILDERS = "5431", ("03", "041"), ("331", "351")
FARM_FOOD = ("13", "14", "15")  # what a cooperative of growers makes: 粉条合作社
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

WASHES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"5231": ("8030",), "5232": ("8030",), "5289": ("8030",), "5261": ("8111",), "5272": ("8219",)}
)


def codes_by(passage: Passage, good: Good, deed: str) -> tuple[str, ...]:
    """The codes of one deed done with a good, the likeliest first; none where no trade is made of it."""
    text = passage.text
    if deed == "alone" and good.usual == "sell":
        return ()  # 童装 …: who sells it or sews it is asked
    if deed in ("do", "firm", "alone"):
        deed = _usual(good, text, deed)
    elif deed == "supply":
        deed = (
            "make"
            if good.by("make") and (good.usual == "make" or cues.says(cues.WORKS, text))
            else "wholesale"
        )
    special = SPECIAL.get(deed)
    return special(good, text) if special else good.by(deed) or good.by("serve")


def _stocked(good: Good, text: str) -> tuple[str, ...]:
    """What a shop buys it sells, beasts are bought to be raised; nobody else is what he buys."""
    if good.usual == "grow" and good.by("grow")[0].startswith(BEASTS):
        return good.by("grow")
    return good.by("retail") if cues.says(cues.SHOP, text) and not good.by("serve") else ()


def _in_bulk(good: Good, _text: str) -> tuple[str, ...]:
    return good.by("wholesale") or good.by("retail") or good.by("serve")


def _gathered(good: Good, text: str) -> tuple[str, ...]:
    """收麦子 buys it up, with a harvester it reaps it."""
    return (REAPING,) if "收割" in text else _in_bulk(good, text)


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


def _hauled(good: Good, text: str) -> tuple[str, ...]:
    """拉煤 is a carrier's work, 拉核桃到市场卖 a dealer's."""
    return good.by("wholesale") if "卖" in text or cues.says(cues.DEALS, text) else (HAULING,)


def _parts(good: Good, _text: str) -> tuple[str, ...]:
    """Parts of what is made: of its division, no finer."""
    return tuple(dict.fromkeys(code[:2] for code in good.by("make")))


def _on_line(good: Good, _text: str) -> tuple[str, ...]:
    return _unique((ONLINE,), good.by("retail"))


def _let(good: Good, _text: str) -> tuple[str, ...]:
    if any(code.startswith(BUILDERS) for code in good.by("make")):
        return ("7113",)
    return (
        ("7111",)
        if "5261" in good.by("retail")
        else ("711",)
        if good.by("wholesale") == MACHINES
        else ("71",)
    )


def _grown(good: Good, text: str) -> tuple[str, ...]:
    """Members who grow and a cooperative that buys up what they grew."""
    if cues.says(cues.GATHERED, text):
        return _unique(good.by("wholesale"), good.by("grow"))
    return good.by("grow") or tuple(c for c in good.by("make") if c.startswith(FARM_FOOD))


def usual_codes(good: Good) -> tuple[str, ...]:
    """What a good may mean where nothing is said of it: its usual trade, then the others."""
    return _unique(good.by_usual, *(good.by(deed) for deed in ("retail", "wholesale", "make", "grow")))[:4]


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
        return "make" if good.by("make") and crafted else "wholesale"
    return good.usual


def _sold(good: Good, text: str) -> tuple[str, ...]:
    """Retail, unless by internet, at a stall or in bulk; a shop that serves food serves it."""
    if good.by("serve"):
        return _at_stalls(good, text) if cues.says(cues.STALLS, text) else good.by("serve")
    retail = good.by("retail") or _unique(good.by("grow"), good.by("wholesale"))  # 卖牛: who raised it
    if cues.says(cues.ON_LINE, text):
        return _unique((ONLINE,), (ONLINE_WHOLESALE,) if cues.says(cues.ABROAD, text) else (), retail)
    if cues.says(cues.STALLS, text):
        return _at_stalls(good, text)
    if cues.says(cues.TRADES, text) and not cues.says(cues.SHOP, text):
        return _unique(good.by("wholesale"), retail[:1])
    return retail


def _at_stalls(good: Good, text: str) -> tuple[str, ...]:
    """A stall in a market is a shop of its good; one on the street is 5291."""
    own = good.by("serve") or good.by("retail")
    if good.by("serve") or cues.says(cues.MARKET, text):
        return _unique(own, (STALL,))
    return _unique((STALL,), own)


def _unique(*codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for some in codes for code in some))


SPECIAL: Mapping[str, Callable[[Good, str], tuple[str, ...]]] = MappingProxyType(
    {
        "buy": _stocked,
        "hinted": lambda good, _: good.by(good.usual),
        "sell": _sold,
        "sold": lambda good, _: good.by("grow"),
        "stall": _at_stalls,
        "wholesale": _in_bulk,
        "import": lambda good, _: () if good.by("wholesale") == MACHINES else _in_bulk(good, ""),
        "gather": _gathered,
        "export": _abroad,
        "haul": _hauled,
        "part": _parts,
        "online": _on_line,
        "design": lambda good, _: ("749",),
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
