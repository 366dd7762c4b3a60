"""Codes of goods that are dealt in: in shops, at stalls, by internet, in bulk, abroad."""

from search.language.reader import trade_cues as cues
from search.language.reader.trade_lists import Good

STALL, ONLINE, ONLINE_WHOLESALE, REAPING = "5291", "5292", "5193", "0512"
COOKED_FOOD = ("6291", "5229")
BEASTS, MACHINES = ("03", "041"), ("5179",)


def stocked(good: Good, text: str) -> tuple[str, ...]:
    """What a shop buys it sells, beasts are bought to be raised; nobody else is what he buys."""
    if good.usual == "grow" and good.by("grow")[0].startswith(BEASTS):
        return good.by("grow")
    return good.by("retail") if cues.says(cues.SHOP, text) and not good.by("serve") else ()


def sold(good: Good, text: str) -> tuple[str, ...]:
    """Retail, unless by internet, at a stall or in bulk; a shop that serves food serves it."""
    if good.by("serve"):
        return at_stalls(good, text) if cues.says(cues.STALLS, text) else good.by("serve")
    retail = good.by("retail") or unique(good.by("grow"), good.by("wholesale"))  # 卖牛: who raised it
    if cues.says(cues.ON_LINE, text):
        return unique((ONLINE,), (ONLINE_WHOLESALE,) if cues.says(cues.ABROAD, text) else (), retail)
    if cues.says(cues.STALLS, text):
        return at_stalls(good, text)
    if cues.says(cues.TRADES, text) and not cues.says(cues.SHOP, text):
        return unique(good.by("wholesale"), retail[:1])
    return retail


def at_stalls(good: Good, text: str) -> tuple[str, ...]:
    """A stall in a market is a shop of its good; one on the street is 5291."""
    own = good.by("serve") or good.by("retail")
    if good.by("serve") or cues.says(cues.MARKET, text):
        return unique(own, (STALL,))
    return unique((STALL,), own)


def in_bulk(good: Good, _text: str) -> tuple[str, ...]:
    """Wholesale, or the nearest to it."""
    return good.by("wholesale") or good.by("retail") or good.by("serve")


def gathered(good: Good, text: str) -> tuple[str, ...]:
    """收麦子 buys it up, a works to make something of it; with a harvester it reaps it."""
    if "收割" in text:
        return (REAPING,)
    return (cues.says(cues.WORKS, text) and good.by("make")) or in_bulk(good, text)


def delivered(good: Good, text: str) -> tuple[str, ...]:
    """送 by a works is its own ware, else a dealer's."""
    return good.by("make") if cues.says(cues.WORKS, text) else in_bulk(good, text)


def abroad(good: Good, text: str) -> tuple[str, ...]:
    """What is made to be exported, or only traded: by whoever names no works and calls it trade."""
    own = good.by("wholesale"), good.by("make")
    ordered = cues.says(cues.ORDERED, text) and good.by("make")  # 毛绒玩具 出口单
    trades = (good.usual == "sell" and not ordered) or (
        cues.says(cues.FOREIGN_TRADE, text) and not cues.says(cues.WORKS, text)
    )
    return unique(*(own if trades else reversed(own)))


def on_line(good: Good, _text: str) -> tuple[str, ...]:
    """水晶直播: sold by internet."""
    return unique((ONLINE,), good.by("retail"))


def imported(good: Good, _text: str) -> tuple[str, ...]:
    """Traded, but a machine from abroad is bought to be used."""
    return () if good.by("wholesale") == MACHINES else in_bulk(good, "")


def unique(*codes: tuple[str, ...]) -> tuple[str, ...]:
    """Each code once, in order."""
    return tuple(dict.fromkeys(code for some in codes for code in some))
