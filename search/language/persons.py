"""Where persons are named: behind words that lead to a name, before a title, beside a telephone number."""

from collections.abc import Iterable, Iterator

from search.language import tokens
from search.language import person_words as words
from search.language.surnames import COMMON, RUN, USUAL, beginning, end_of_name, is_ordinary, whole_name

Span = tuple[int, int, str]
Place = tuple[int, int]
WINDOW = 30  # characters before a telephone number in which a name is looked for
BESIDE = {"phone", "messenger"}


def find(folded: str) -> Iterator[Span]:
    """Every place where a person is named: (start, end, kind)."""
    cut = list(_tagged(folded))
    inside = {place for start, word, _ in cut if tokens.is_word(word) for place in _within(start, word)}
    yield from ((start, end, "person") for start, end in _read_as_names(cut))
    for start, end in [*_behind_cues(folded, inside), *_by_themselves(folded, inside)]:
        yield start, end, "person"
        last = end
        while (joined := words.AND.match(folded, last)) and (further := _end(folded, joined.end())):
            yield joined.end(), further, "person"
            last = further


def find_beside(folded: str, contacts: Iterable[Span]) -> Iterator[Span]:
    """Names of persons that stand before or behind a telephone number."""
    for start, end, kind in contacts:
        if kind not in BESIDE:
            continue
        first = max(0, start - WINDOW)
        if before := words.BEFORE_NUMBER.search(folded[first:start]):
            yield from _at_the_end_of(folded, first + before.start(1), first + before.end(1))
        gap = words.AFTER_NUMBER.match(folded, end)
        if gap and (last := _end(folded, gap.end(), sure="," not in gap[1])):
            yield gap.end(), last, "person"


def _at_the_end_of(folded: str, first: int, end: int) -> Iterator[Span]:
    """A name that ends where a number or its word begins: all of these characters, or the last of them."""
    if words.DOTTED.fullmatch(folded, first, end):
        yield first, end, "person"
    inside = _inside(folded[first:end], first)
    for start in range(max(first, end - 4), end - 1):
        whole = start == first
        if start not in inside and end_of_name(folded, start, sure=whole) == end:
            yield start, end, "person"
            return


def _behind_cues(folded: str, inside: set[int]) -> Iterator[Place]:
    place = 0
    while cue := words.CUE.search(folded, place):
        start = cue.end()
        end = _end(folded, start, sure=bool(cue["sure"]), child=bool(cue["family"] or cue["sure"]))
        if cue["sure"] and not end:
            end = whole_name(folded, start)
        if cue["faint"] and start in inside:
            end = 0
        if cue["self"] and not (end and _bounded(folded, end)):
            end = 0
        if end:
            yield start, end
        place = end or cue.start() + 1


def _end(folded: str, start: int, *, sure: bool = False, child: bool = False) -> int:
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
    if run is None or end in _inside(run[0], start):
        return False
    name = folded[start:end]
    strong = name[0] != "阿" and name[1] not in COMMON
    return sure or strong or not tokens.is_word(name)


def _by_themselves(folded: str, inside: set[int]) -> Iterator[Place]:
    """Persons whom no word announces: by title, signature, or how the name is written."""
    for found in words.TITLED.finditer(folded):
        if found.start() not in inside and not is_ordinary(found[0]):
            yield _shortest(folded, *found.span())
    for found in words.SIGNED.finditer(folded):
        if end_of_name(folded, found.start(), sure=True) == found.end():
            yield found.span()
    for found in words.SUBJECT.finditer(folded):
        if _reads_as_a_name(found[1]) and end_of_name(folded, found.start()) == found.end():
            yield found.span()
    yield from (found.span(1) for found in words.SURNAMED.finditer(folded))
    for pattern in (words.NICKNAMED_ALONE, words.SPACED_ALONE):
        for found in pattern.finditer(folded):
            if found[0][0] not in COMMON:
                yield found.span()
    for found in words.DOTTED.finditer(folded):
        parts = words.DOT.split(found[0])
        if not (" " in found[0] or all(tokens.is_word(part) for part in parts)):
            cues = [cue.end() for cue in words.CUE.finditer(found[0])]
            yield found.start() + max((end for end in cues if end < len(found[0])), default=0), found.end()


def _reads_as_a_name(word: str) -> bool:
    return beginning(word) not in COMMON and (tokens.kind_of(word) == "nr" or set(word[1:]) <= USUAL)


def _shortest(folded: str, start: int, end: int) -> Place:
    """A person with a title, without the word before it that is a surname too, 我司 before 唐经理."""
    if folded[start] in COMMON:
        for later in range(start + 1, end):
            if folded[later] not in COMMON and (found := words.TITLED.fullmatch(folded, later, end)):
                return found.span()
    return start, end


def _read_as_names(cut: list[tuple[int, str, str]]) -> Iterator[Place]:
    """Three characters that the tokenizer itself reads as a person's name: 王建国, 李 志强, 吴国 强."""
    following = [*cut[1:], (0, "", "")]
    for (start, word, kind), (_, after, next_kind) in zip(cut, following, strict=True):
        surname = beginning(word)
        if not surname or surname in COMMON:
            continue
        longest = len(surname) + 2
        joined = word if len(word) == longest else word + after
        pair = word == surname and next_kind == "nr"
        early = len(word) == longest - 1 and set(joined[len(surname) :]) <= USUAL
        if len(joined) == longest and (pair or early or (joined == word and kind == "nr")):
            if USUAL & set(joined[len(surname) :]) and end_of_name(joined, 0) == longest:
                yield start, start + longest


def _tagged(folded: str) -> Iterator[tuple[int, str, str]]:
    place = 0
    for word, kind in tokens.tagged(folded):
        yield place, word, kind[:2]
        place += len(word)


def _inside(text: str, first: int) -> set[int]:
    """The places inside words of the dictionary, where no name can begin or end."""
    places, start = set(), first
    for word in tokens.cut(text):
        if tokens.is_word(word):
            places.update(_within(start, word))
        start += len(word)
    return places


def _within(start: int, word: str) -> range:
    return range(start + 1, start + len(word))


def _bounded(folded: str, end: int) -> bool:
    return RUN.match(folded, end) is None
