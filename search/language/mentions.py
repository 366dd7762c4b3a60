"""Where a text names Chinese divisions: the longest names, and those that belong together as one.

杭州拱墅, 佛山乐从 and 浙江省杭州市拱墅区祥符街道 are one mention each. What a place is to the writer — where
the business is run, or where goods go — is not asked here; see `search.language.reader.places`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from search import taxonomy
from search.language import gazetteer, place_sounds, towns
from search.language.gazetteer import BOUND, FIRM, NONE, WEAK, Name
from search.language.place_edges import Edges

# What may stand between a place and a finer one that belongs to it.
BETWEEN = re.compile(r"(?:省|市|地区|州|县|区)?(?:[\s·\-/,、的:(]{0,2}|的?[老原])")
NARROW_BETWEEN = re.compile(r"(?:省|市|地区|州|县)?\s?")  # before a name that says nothing alone
ENDING = re.compile(r"(?:省|市|县|区|州)(?![场县政民区里])|街道|镇(?!江)")  # 萧山市, now a district
ZONE = re.compile(
    r"(?:省|市|县|区)?的?(?:国家级|省级)?(?:(?:高新|经济|工业|产业|综合|出口|保税|自贸|物流|科技){0,2}"
    r"(?:技术|产业|加工|贸易|试验|示范){0,2}(?:开发区|园区|产业园|工业园|保税区|自贸区|新区|试验区|片区|港区)|高新区?|经开区?)"
)
MOST_NAMES = 120  # looked at in one text
ADJACENT = 2  # characters between two names that may belong together
INITIAL = re.compile(
    r"(?<=[在驻来于])[京沪津渝穗深杭甬蓉邕琼粤浙苏湘鄂皖赣鲁豫闽桂黔滇川陕甘]"
    r"(?=经营|开|做|创业|办|搞|打拼|发展|注册|务工的|设|租|从事|卖)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a place: `codes` it may be (one when it is clear), the broadest first.

    `hold` says how far the words mean a place at all (see the gazetteer); `parts` counts the names joined.
    `name_end` is where the names end; a zone (高新区) or a township may follow up to `end`.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    hold: int
    name_end: int
    parts: int = 1
    old: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        """The one division that is meant, or None where several may be.

        The only one; the one that holds all others (长沙: the city, not 长沙县); or, of a firm name, the only
        one of its breadth above the counties (大同: the city).
        """
        regions, codes = taxonomy.regions, self.codes
        if not codes:
            return None
        if all(regions.covers(codes[0], code) for code in codes[1:]):
            return codes[0]
        levels = [regions.get(code).level for code in codes]
        alone = levels[0] != "county" and levels.count(levels[0]) == 1
        return codes[0] if alone and self.hold == FIRM else None


def mentions_in(text: str) -> list[Mention]:
    """Every mention in the order of the text (folded and simplified, at most 10,000 characters)."""
    alone = [Mention(t.start, t.end, t.codes, t.hold, t.end) for t in towns.alone(text)]
    named = {(town.start, town.end) for town in alone}
    joined = [m for m in _joined(text, islice(_names_in(text), MOST_NAMES)) if m.hold > BOUND and m.codes]
    found = [
        mention for mention in _apart(_with_rest(text, m) for m in joined) if not _in_town(mention, named)
    ]
    return sorted([*found, *_outside([*alone, *_initials(text)], found)], key=lambda mention: mention.start)


def _apart(found: Iterable[Mention]) -> Iterator[Mention]:
    """Without those that begin inside the zone or township of the one before."""
    last_end = 0
    for mention in found:
        if mention.start >= last_end:
            yield mention
            last_end = mention.end


def _in_town(mention: Mention, towns_named: set[tuple[int, int]]) -> bool:
    """Whether a single name is only a part of a township's: 朝阳 of 朝阳镇."""
    start, end = mention.start, mention.name_end
    return mention.parts == 1 and any(
        first <= start and end <= last and last - first > end - start for first, last in towns_named
    )


def _initials(text: str) -> Iterator[Mention]:
    """Places named by one character: 在沪经营."""
    for found in INITIAL.finditer(text):
        code = gazetteer.initials().get(found[0])
        if code:
            yield Mention(*found.span(), (code,), FIRM, found.end())


def _outside(further: list[Mention], found: list[Mention]) -> list[Mention]:
    taken = {place for mention in found for place in range(mention.start, mention.end)}
    return [mention for mention in further if taken.isdisjoint(range(mention.start, mention.end))]


def _names_in(text: str) -> Iterator[Mention]:
    """The names from left to right; one that may be part of other words only right behind another."""
    names, edges, place, last_end = gazetteer.names(), None, 0, -ADJACENT
    while place < len(text) - 1:
        for word, name in names.at(text, place):
            end = place + len(word)
            if name.hold == NONE:
                place = end
                break
            edges = edges or Edges(text)
            whole = edges.part(place, end, name, word) or _leads(text, end, name)
            if whole or place - last_end < ADJACENT:
                yield Mention(place, end, name.codes, name.hold if whole else BOUND, end, old=name.old)
                place = last_end = end
                break
        else:
            place += 1


def _leads(text: str, end: int, name: Name) -> bool:
    """Whether the name of something inside it follows at once: 山西 of 山西吉县, for all that 西吉 is."""
    if any(_inside(name.codes, further.codes) for _, further in gazetteer.names().at(text, end)):
        return True
    town = towns.behind(text, end, name.codes)
    return town is not None and town.start == end


def _joined(text: str, found: Iterator[Mention]) -> list[Mention]:
    joined: list[Mention] = []
    for mention in found:
        both = _both(text, joined[-1], mention) if joined else None
        if both:
            joined[-1] = both
        else:
            joined.append(mention)
    return joined


def _both(text: str, broad: Mention, fine: Mention) -> Mention | None:
    """One mention of two names, where the second lies inside the first and little stands between."""
    gap = NARROW_BETWEEN if fine.hold == BOUND else BETWEEN
    if not broad.codes or not gap.fullmatch(text, broad.end, fine.start):
        return None
    if towns.longer(text, fine.start, fine.end, broad.codes):  # 吉林铁东街道, not 铁东区
        return None
    inside = _inside(broad.codes, fine.codes) or _inside(broad.codes, fine.old)
    if not inside:
        zone = broad.end == fine.start and text.endswith("新区", fine.start, fine.end)
        return replace(broad, end=fine.end) if zone else None  # 绍兴滨海新区, not the one in Tianjin
    hold = max(broad.hold, fine.hold) if inside == broad.codes else FIRM  # 前进,前进 says no place twice
    return Mention(broad.start, fine.end, inside, hold, fine.end, broad.parts + 1)


def _inside(broad: tuple[str, ...], fine: tuple[str, ...]) -> tuple[str, ...]:
    covers = taxonomy.regions.covers
    return tuple(code for code in fine if any(covers(outer, code) for outer in broad))


def narrowed(mention: Mention, around: tuple[str, ...]) -> Mention:
    """The mention with only those meanings that lie inside one of these places, if there are any."""
    inside = _inside(around, (*mention.codes, *mention.old))
    return replace(mention, codes=inside, hold=max(mention.hold, WEAK)) if inside else mention


def _with_rest(text: str, mention: Mention) -> Mention:
    """With the zone or the township that follows: 合肥 + 高新区, 荣成 + 俚岛镇."""
    town = towns.behind(text, mention.end, mention.codes)
    if town:
        return replace(mention, end=town.end, codes=town.codes, hold=FIRM)
    zone = ZONE.match(text, mention.end)
    slip = place_sounds.meant_behind(text, mention.end, mention.code or "") if not zone else None
    if slip:
        return replace(mention, end=slip[0], codes=(slip[1],), hold=FIRM)
    if zone:
        return replace(mention, end=zone.end(), hold=FIRM if mention.code else mention.hold)
    ending = ENDING.match(text, mention.end)
    return replace(mention, end=ending.end()) if ending else mention
