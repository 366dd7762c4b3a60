"""Where the names of places come from: names in force, everyday words and withdrawn names."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from search import taxonomy
from search.language import dictionary
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


def in_force() -> dict[str, Name]:
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
    if word in ANY_TOWN or (short and f"{word}区" in ANY_TOWN):
        hold = BOUND
    else:
        hold = WEAK if short and weak else FIRM
    return Name(ordered(codes), hold)


def everyday() -> dict[str, Name]:
    """Nicknames, localities and zones of the taxonomy's lists; short names are known already."""
    found: dict[str, Name] = {}
    for one in taxonomy.regions.localities():
        found[one.locality] = Name((one.code,), FIRM if one.match == "free" else WEAK)
    for word, meanings in taxonomy.regions.aliases().items():
        own = [alias for alias in meanings if alias.kind != "short"]
        if own:
            hold = FIRM if all(alias.match == "free" for alias in own) else WEAK
            found[word.lower()] = Name(ordered({alias.code for alias in own}), hold)
    return found


def withdrawn() -> dict[str, Name]:
    """Old names lead to what took their place, or to the city where they were split."""
    found: dict[str, set[str]] = defaultdict(set)
    for old, name in taxonomy.regions.withdrawn_names():
        successor = taxonomy.regions.successor(old)
        code = successor.code if successor else f"{old[:4]}00"
        if taxonomy.regions.get(code):
            found[name].add(code)
    full = {name: Name(ordered(codes), BOUND if name in ANY_TOWN else FIRM) for name, codes in found.items()}
    stems: dict[str, set[str]] = defaultdict(set)
    for name, codes in found.items():
        if len(short := stem(name)) > 1:
            stems[short].update(codes)
    return {word: Name((), BOUND, ordered(codes)) for word, codes in stems.items()} | full


def stem(name: str) -> str:
    """A division's name without its last word: 四方区 → 四方."""
    return next((name.removesuffix(end) for end in ENDINGS if name.endswith(end)), name)


def ordered(codes: Iterable[str]) -> tuple[str, ...]:
    """The broadest first, each once."""
    level = LEVELS.index
    return tuple(sorted(codes, key=lambda code: (level(taxonomy.regions.get(code).level), code)))
