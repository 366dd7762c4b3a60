"""A county written with a wrong character behind its city: 宜宾翠平区 → 翠屏区, 杭州肖山 → 萧山.

Nothing is guessed across the country: the city is told, one of the characters is right, the rest sounds
alike, and one county of the city is so meant.
"""

import functools
import re

from search import taxonomy
from search.language import tokens

GAP = re.compile(r"市?的?\s?")
ENDED = re.compile(r"[㐀-鿿]{2,4}?[区县市]")
BARE = 2  # characters of a name without its ending: 肖山
HANZI = re.compile(r"[㐀-鿿]{2}")


def meant_behind(text: str, place: int, city: str) -> tuple[int, str] | None:
    """Where the written name ends, and the code of the one county of this city that it sounds like."""
    region = taxonomy.regions.get(city)
    if region is None or region.level != "city":
        return None
    start = GAP.match(text, place).end()
    ended = ENDED.match(text, start)
    if ended and (code := _meant(ended[0], city)):
        return ended.end(), code
    bare = HANZI.match(text, start)
    if bare and start == place and not tokens.is_word(bare[0]) and (code := _meant(bare[0], city)):
        return bare.end(), code
    return None


@functools.lru_cache(maxsize=1024)
def _meant(written: str, city: str) -> str:
    """The code of the county whose name, as long as this one, differs in one character and sounds alike."""
    ending = "" if len(written) == BARE else written[-1]
    counties = taxonomy.regions.children(city)
    names = [(county.short_name + ending, county.code) for county in counties]  # 管城区 of 管城回族区
    near = {code for name, code in names if _one_other(name, written) and _sound(name) == _sound(written)}
    return near.pop() if len(near) == 1 else ""


def _one_other(name: str, written: str) -> bool:
    return len(name) == len(written) and sum(a != b for a, b in zip(name, written, strict=True)) == 1


def _sound(word: str) -> list[str]:
    """Syllables without tones, and without the g that many do not tell (平 = 品)."""
    from pypinyin import lazy_pinyin  # 0.3 s to import, which no start should wait for

    return [syllable.removesuffix("g") for syllable in lazy_pinyin(word)]
