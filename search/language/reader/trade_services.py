"""Codes of what is done to goods for others: repairing, washing, carrying, letting, drying, parts."""

from collections.abc import Mapping
from types import MappingProxyType

from search.language.reader import trade_cues as cues
from search.language.reader.trade_lists import Good
from search.language.reader.trade_selling import MACHINES

DRYING, HAULING, BUILDERS = "0514", "5431", ("331", "351")
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
WASHES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"5231": ("8030",), "5232": ("8030",), "5289": ("8030",), "5261": ("8111",), "5272": ("8219",)}
)


def dried(good: Good, _text: str) -> tuple[str, ...]:
    """Drying and sorting of what is grown."""
    return (DRYING,) if good.by("grow") else ()


def repaired(good: Good, _text: str) -> tuple[str, ...]:
    """The repair of what a shop of such goods sells; none for what nobody mends for a living."""
    return next((REPAIRS[code] for code in good.by("retail") + good.by("wholesale") if code in REPAIRS), ())


def washed(good: Good, _text: str) -> tuple[str, ...]:
    """Laundries, and washing of vehicles and appliances."""
    return next((WASHES[code] for code in good.by("retail") if code in WASHES), ())


def hauled(good: Good, text: str) -> tuple[str, ...]:
    """拉煤 is a carrier's work, 拉核桃到市场卖 a dealer's."""
    return good.by("wholesale") if "卖" in text or cues.says(cues.DEALS, text) else (HAULING,)


def parts(good: Good, _text: str) -> tuple[str, ...]:
    """Parts of what is made: of its division, no finer."""
    return tuple(dict.fromkeys(code[:2] for code in good.by("make")))


def let(good: Good, _text: str) -> tuple[str, ...]:
    """Letting of what builders use, of vehicles, of machines."""
    if any(code.startswith(BUILDERS) for code in good.by("make")):
        return ("7113",)
    if "5261" in good.by("retail"):
        return ("7111",)
    return ("711",) if good.by("wholesale") == MACHINES else ("71",)
