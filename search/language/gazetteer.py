"""Every name of a Chinese division that a text may use, with what it may stand for.

A name is `firm` (拱墅区, 义乌, 魔都), `weak`, being also a word of ordinary language (同心, 凤凰, 新华), or
`bound` (城区, 四方 of the old 四方区), which says a place only right behind one that contains it.
See `search.language.mentions` for how they are found in a text.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator

from search import taxonomy
from search.language import dictionary, place_sources
from search.language.characters import simplify
from search.language.place_sources import BOUND, FIRM, NONE, WEAK, Name, ordered


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
    for source in (place_sources.in_force, place_sources.everyday, place_sources.withdrawn):
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
        return Name(ordered({*known.codes, *counties}), known.hold, cities)
    if further.hold == BOUND:
        return known._replace(old=further.old)
    elsewhere = not _near(known.codes, further.codes)
    if further.hold == FIRM and elsewhere:  # a nickname that is a name elsewhere: 榕城
        return Name(ordered({*known.codes, *further.codes}), WEAK)
    return known


def _near(codes: Iterable[str], further: Iterable[str]) -> bool:
    """Whether one of the places lies inside one of the others: 梁溪区 in 无锡, whose old name is 梁溪."""
    return any(taxonomy.regions.covers(broad, fine) for fine in codes for broad in further)
