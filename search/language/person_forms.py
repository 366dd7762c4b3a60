"""Reading a person at a place: with a title, dotted, spaced out, a nickname or a plain name."""

from search import taxonomy
from search.language import dictionary, tokens
from search.language import person_words as words
from search.language.name_characters import COMMON, SURNAMES, USUAL
from search.language.surnames import RUN, end_of_name, is_ordinary


def end_of_person(folded: str, start: int, *, sure: bool = False, child: bool = False) -> int:
    """Where the person ends who is named from here on in whatever form, 0 where nobody is."""
    for pattern in (words.TITLED, words.DOTTED, words.SPACED):
        found = pattern.match(folded, start)
        if found and not is_ordinary(found[0]):
            return found.end()
    for pattern in (words.NICKNAME, words.CHILD) if child else (words.NICKNAME,):
        found = pattern.match(folded, start)
        if found and _is_nickname(folded, *found.span(), sure):
            return found.end()
    return end_of_name(folded, start, sure=sure)


def _is_nickname(folded: str, start: int, end: int, sure: bool) -> bool:
    """老张, 小王, 阿强, unless a longer word begins there, 小白菜 or 老龙井."""
    run = RUN.match(folded, start)
    if run is None or end in inside_words(run[0], start):
        return False
    name = folded[start:end]
    if name in dictionary.not_names() or taxonomy.regions.by_alias(name):
        return False
    family = name[1] in SURNAMES and (sure or (name[0] != "阿" and name[1] not in COMMON) or name[0] == "老")
    return family or not tokens.is_word(name) or (name[1] in USUAL and tokens.kind_of(name) == "nr")


def inside_words(text: str, first: int) -> set[int]:
    """The places inside words of the dictionary, where no name can begin or end."""
    places: set[int] = set()
    start = first
    for word in tokens.cut(text):
        if tokens.is_word(word):
            places.update(within(start, word))
        start += len(word)
    return places


def within(start: int, word: str) -> range:
    return range(start + 1, start + len(word))
