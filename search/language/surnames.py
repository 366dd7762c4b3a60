"""Whether the name of a person begins at a place, and where it ends: 姓 with one or two characters more.

A surname alone says little: 高, 方 and 时 begin more ordinary words than names. So the words of the
dictionary decide, and what is a common word counts as a surname only where the context leaves no doubt.
"""

import re

from search import taxonomy
from search.language import dictionary, tokens
from search.language.name_characters import (
    COMMON,
    COMPOUNDS,
    ENDS_NO_NAME,
    FUNCTION,
    HANZI,
    NEVER,
    SURNAME,
    USUAL,
    VERBS,
)

BEGINNING = re.compile(SURNAME)
RUN = re.compile(f"[{HANZI}]{{1,9}}")
MOST_GIVEN = 2
OF_NAMES = ("nr", "ns", "nz")


def beginning(word: str) -> str:
    """The surname at the beginning of a word, or nothing."""
    found = BEGINNING.match(word)
    return found[0] if found else ""


def whole_name(text: str, start: int) -> int:
    """Like ``end_of_name`` where nothing but a name can stand, as behind 姓名: any word filling the place."""
    run = RUN.match(text, start)
    surname = beginning(run[0]) if run else ""
    if run is None or not surname or not 1 <= len(run[0]) - len(surname) <= MOST_GIVEN:
        return 0
    word = run[0]
    known = word in dictionary.words() or word in NEVER or taxonomy.regions.by_alias(word)
    return 0 if known or tokens.cut(word)[0] in NEVER else run.end()


def end_of_name(text: str, start: int, *, sure: bool = False) -> int:
    """Where the name that begins here ends; 0 where none does.

    ``sure``: what stands before says that a name follows, so that even a common word may be one.
    """
    run = RUN.match(text, start)
    surname = beginning(run[0]) if run else ""
    if run is None or not surname or len(run[0]) == len(surname):
        return 0
    longest = len(surname) + MOST_GIVEN
    bounded = len(run[0]) <= longest
    if surname in VERBS and not (sure and bounded):
        return 0
    words = tokens.cut(run[0])
    if _ordinary(words, surname, sure=sure and bounded):
        return 0
    length = _length(words, surname, sure=sure and bounded)
    return start + min(length, longest) if length else 0


def _length(words: list[str], surname: str, *, sure: bool) -> int:
    """How many characters of these words make up the name, 0 for none."""
    length = 0
    for word in words:
        if length == len(surname) and not sure and not _given(word, surname):
            return 0
        if length > len(surname) and _goes_on(word):
            break
        length += len(word) if length <= len(surname) else 1
        if length > len(surname) + 1:
            break
    return length if length > len(surname) else 0


def _goes_on(word: str) -> bool:
    """Whether the sentence goes on with this word; else its first character belongs to the name."""
    if word[0] in FUNCTION:
        return True
    misread = word[0] in USUAL and tokens.kind_of(word) in OF_NAMES and not taxonomy.regions.by_alias(word)
    return len(word) > 1 and tokens.is_word(word) and not misread


def _given(word: str, surname: str) -> bool:
    """Whether a word behind a surname may be a given name."""
    if word in FUNCTION:
        return False
    if surname not in COMMON:
        return True
    usual = len(word) == 2 and set(word) <= USUAL
    return usual or (len(word) == 2 and tokens.is_word(word) and tokens.kind_of(word) in OF_NAMES)


def _ordinary(words: list[str], surname: str, *, sure: bool) -> bool:
    """Whether the first word is another than a name: of the trade, a place, or of the dictionary."""
    word, least = words[0], len(surname) + 1
    if len(word) < least:
        return False
    usual = set(word[least - 1 :]) <= USUAL
    early = len(word) == least and _cut_too_early(words, usual)
    place = bool(taxonomy.regions.by_alias(word))
    if early and surname not in COMMON:
        return place or (word in dictionary.not_names() and not _stands_alone(words))
    if place or word in dictionary.words() or word[:least] in dictionary.not_names():
        return True
    if not sure and word[-1] in ENDS_NO_NAME:
        return True
    if early:
        return False
    if tokens.is_word(word):
        return _ordinary_word(word, surname, sure=sure, usual=usual)
    return surname in COMMON and not (sure or usual or tokens.kind_of(word) == "nr")


def _ordinary_word(word: str, surname: str, *, sure: bool, usual: bool) -> bool:
    """The same for a word of the dictionary, which holds many names of persons besides."""
    person, full = tokens.kind_of(word) == "nr", len(word) > len(surname) + 1
    if surname in COMMON and not sure:
        of_words = tokens.is_word(word[:2]) or tokens.is_word(word[1:])  # 金银花, but not 游本昌
        return not (usual or (full and person and not of_words)) or not (full or person)
    if surname in COMPOUNDS or (full and (usual or (sure and surname not in COMMON))):
        return False
    return not person or (full and _of_the_language(word[: len(surname) + 1]))


def _stands_alone(words: list[str]) -> bool:
    """王子 and 豪 with nothing behind, or with what goes on behind a name: a person all the same."""
    behind = "".join(words[1:])[1:]
    return not behind or behind[0] in FUNCTION


def _cut_too_early(words: list[str], usual: bool) -> bool:
    """吴国 and 强: the beginning of a name taken for a word, 吴国强."""
    if not usual or len(words) == 1 or words[1][0] not in USUAL:
        return False
    return len(words[1]) == 1 or (words[1][1] in FUNCTION and not tokens.is_word(words[1]))


def _of_the_language(word: str) -> bool:
    return tokens.is_word(word) and tokens.kind_of(word) not in OF_NAMES


def is_ordinary(words: str) -> bool:
    """Whether these characters are an ordinary word or a place, or begin with one."""
    cut, surname = tokens.cut(words), beginning(words)
    first = cut[0]
    if len(first) <= len(surname) or not tokens.is_word(first):
        return False
    if _cut_too_early(cut, set(first[len(surname) :]) <= USUAL):
        return False
    return tokens.kind_of(first) != "nr" or _ordinary([first], surname, sure=False)
