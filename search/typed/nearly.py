"""Names that are nearly what somebody typed: one character other, more or fewer, or sounding alike.

Only names of the taxonomies and words of the domain dictionary are offered. Never what an index holds: a
deleted document's words stay in its lexicon.
"""

import functools

from search.language import dictionary
from search.language.characters import fold_case
from search.typed.names import everyday

LEAST, MOST = 2, 10  # characters of a word that is worth comparing


@functools.lru_cache(maxsize=1024)
def nearly(word: str, limit: int = 3) -> tuple[str, ...]:
    """At most `limit` names, those that sound alike first; () for what is itself a name."""
    word = fold_case("".join(word.split()))
    if not LEAST <= len(word) <= MOST or word in _known():
        return ()
    sound = _sound(word)
    alike = [
        name for name in _with_length(len(word)) if _may_sound_like(name, word) and _sound(name) == sound
    ]
    one_off = [name for name in _with_length(len(word)) if len(word) > LEAST and _one_off(word, name)]
    longer = [name for name in _with_length(len(word) + 1) if name.startswith(word)]
    return tuple(dict.fromkeys([*alike, *longer, *one_off]))[:limit]


def _one_off(word: str, name: str) -> bool:
    """Whether one character is other, missing or too much."""
    same = 0
    while same < min(len(word), len(name)) and word[same] == name[same]:
        same += 1
    rest, other = word[same:], name[same:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(everyday()) | frozenset(map(fold_case, dictionary.words()))


@functools.cache
def _with_length(length: int) -> tuple[str, ...]:
    """Names of this length, of one more and of one fewer."""
    near = range(length - 1, length + 2)
    return tuple(
        sorted((word for word in _known() if len(word) in near), key=lambda w: (len(w) != length, w))
    )


def _may_sound_like(name: str, word: str) -> bool:
    """Of as many characters, one of them the same: to work out how every name sounds would take seconds."""
    return len(name) == len(word) and not set(name).isdisjoint(word)


@functools.lru_cache(maxsize=4096)
def _sound(word: str) -> tuple[str, ...]:
    """Syllables without tones, and without what many do not tell apart (zh z, ch c, sh s, n l, ng n)."""
    from pypinyin import lazy_pinyin  # 0.3 s to import, which no start should wait for

    return tuple(map(_blurred, lazy_pinyin(word)))


def _blurred(syllable: str) -> str:
    for exact, blurred in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(exact):
            syllable = blurred + syllable[2:]
    if syllable.startswith("n"):
        syllable = "l" + syllable[1:]
    return syllable[:-1] if syllable.endswith("ng") else syllable
