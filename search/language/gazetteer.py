"""Every name of a Chinese division that a text may use, with what it may stand for.

A name is `firm` (拱墅区, 义乌, 魔都), `weak`, being also a word of ordinary language (同心, 凤凰, 新华), or
`bound` (城区, 四方 of the old 四方区), which says a place only right behind one that contains it.
See `search.language.mentions` for how they are found in a text.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from search import taxonomy
from search.language import dictionary
from search.language.characters import simplify
from search.taxonomy.region import LEVELS

Hold = int
FIRM, WEAK, BOUND, NONE = 2, 1, 0, -1
ENDINGS = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "市", "区", "县", "省", "旗", "盟", "州")
# A full name made of words that any town has.
ANY_TOWN = frozenset(
    [f"{word}区" for word in ("城", "郊", "矿", "东", "西", "市中", "城中", "新城", "新市", "港口")]
    + [f"{where}{side}区" for where in "市城" for side in "东西南北"]
)

OF_THE_CITY = ("心", "部", "边", "面", "郊", "医", "学", "小")  # 市中心, 市北部: no district


class Name(NamedTuple):
    """What a name stands for (codes in force, the broadest first) and how far it says a place by itself.

    `old` are codes it had as the short form of a withdrawn name: only behind the place that holds them.
    """

    codes: tuple[str, ...]
    hold: Hold
    old: tuple[str, ...] = ()


class Names:
    """Names by their first two characters, so that a text is read in one pass."""

    def __init__(self, names: dict[str, Name]) -> None:
        self.names = names
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in names:
            lengths[word[:2]].add(len(word))
        self._lengths = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}

    def at(self, text: str, place: int) -> Iterator[tuple[str, Name]]:
        """The names that begin at this place, the longest first."""
        for length in self._lengths.get(text[place : place + 2], ()):
            word = text[place : place + length]
            if word in self.names:
                yield word, self.names[word]


@functools.cache
def names() -> Names:
    """All names of two characters and more; built once, 9,000 of them in 0.1 s."""
    found: dict[str, Name] = {}
    for source in (_in_force, _everyday, _withdrawn):
        for word, name in source().items():
            known = found.get(word)
            found[word] = name if known is None else _both(word, known, name)
    found |= {slip: found[meant] for slip, meant in dictionary.place_slips().items() if slip not in found}
    found |= dict.fromkeys(dictionary.not_places(), Name((), NONE))
    return Names({simplify(word): name for word, name in found.items() if len(word) > 1})  # 乾县 as texts are


@functools.cache
def initials() -> dict[str, str]:
    """Names of one character, 沪 → 310000; they say a place only in few forms (在沪经营)."""
    aliases = taxonomy.regions.aliases().items()
    return {word: meanings[0].code for word, meanings in aliases if len(word) == 1}


def _both(word: str, known: Name, further: Name) -> Name:
    """Names in force come first; an old name joins them where it is written in full (江北区).

    Where the old one was split and only its city is left, it is meant only behind that city (石家庄桥东区).
    """
    if word.endswith(("区", "县", "市")):
        counties = {code for code in further.codes if taxonomy.regions.get(code).level == "county"}
        cities = tuple(code for code in further.codes if code not in counties)
        return Name(_ordered({*known.codes, *counties}), known.hold, cities)
    if further.hold == BOUND:
        return known._replace(old=further.old)
    if further.hold == FIRM and not _near(
        known.codes, further.codes
    ):  # a nickname that is a name elsewhere: 榕城
        return Name(_ordered({*known.codes, *further.codes}), WEAK)
    return known


def _near(codes: Iterable[str], further: Iterable[str]) -> bool:
    """Whether one of the places lies inside one of the others: 梁溪区 in 无锡, whose old name is 梁溪."""
    return any(taxonomy.regions.covers(broad, fine) for fine in codes for broad in further)


def _in_force() -> dict[str, Name]:
    """Full and short names. A short name that cities and counties share is the city's (大同)."""
    weak = dictionary.weak_places()
    found: dict[str, set[str]] = defaultdict(set)
    short: set[str] = set()
    for region in taxonomy.regions.all():
        found[region.name].add(region.code)
        if region.short_name != region.name:
            found[region.short_name].add(region.code)
            short.add(region.short_name)
    named = {word: _name_in_force(word, codes, word in weak, word in short) for word, codes in found.items()}
    return named | _behind_a_city()


def _behind_a_city() -> dict[str, Name]:
    """青岛市北, which is 市北区 and not 青岛市; but 青岛市北部 and 济南市中心 are the city."""
    found: dict[str, Name] = {}
    for region in taxonomy.regions.all():
        if region.level == "county" and region.name.startswith("市"):
            city = taxonomy.regions.get(region.parent)
            for own in (region.name, region.short_name):
                found[city.short_name + own] = Name((region.code,), FIRM)
            for further in OF_THE_CITY:
                found[f"{city.short_name}{region.short_name}{further}"] = Name((city.code,), FIRM)
    return found


def _name_in_force(word: str, codes: set[str], weak: bool, short: bool) -> Name:
    ordered = _ordered(codes)
    if word in ANY_TOWN or (short and f"{word}区" in ANY_TOWN):
        return Name(ordered, BOUND)
    if not short:
        return Name(ordered, FIRM)
    return Name(ordered, WEAK if weak else FIRM)


def _everyday() -> dict[str, Name]:
    """Nicknames, localities and zones of the taxonomy's lists; short names are known already."""
    found: dict[str, Name] = {}
    for one in taxonomy.regions.localities():
        found[one.locality] = Name((one.code,), FIRM if one.match == "free" else WEAK)
    for word, meanings in taxonomy.regions.aliases().items():
        own = [alias for alias in meanings if alias.kind != "short"]
        if own:
            hold = FIRM if all(alias.match == "free" for alias in own) else WEAK
            found[word.lower()] = Name(_ordered({alias.code for alias in own}), hold)
    return found


def _withdrawn() -> dict[str, Name]:
    """Old names lead to what took their place, or to the city where they were split."""
    found: dict[str, set[str]] = defaultdict(set)
    for old, name in taxonomy.regions.withdrawn_names():
        successor = taxonomy.regions.successor(old)
        code = successor.code if successor else f"{old[:4]}00"
        if taxonomy.regions.get(code):
            found[name].add(code)
    full = {name: Name(_ordered(codes), BOUND if name in ANY_TOWN else FIRM) for name, codes in found.items()}
    stems: dict[str, set[str]] = defaultdict(set)
    for name, codes in found.items():
        if len(short := stem(name)) > 1:
            stems[short].update(codes)
    return {word: Name((), BOUND, _ordered(codes)) for word, codes in stems.items()} | full


def stem(name: str) -> str:
    """A division's name without its last word: 四方区 → 四方."""
    return next((name.removesuffix(end) for end in ENDINGS if name.endswith(end)), name)


def _ordered(codes: Iterable[str]) -> tuple[str, ...]:
    """The broadest first, each once."""
    level = LEVELS.index
    return tuple(sorted(codes, key=lambda code: (level(taxonomy.regions.get(code).level), code)))
