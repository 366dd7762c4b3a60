"""Where persons are named: behind words that lead to a name, before a title, beside a telephone number."""

import itertools
from collections.abc import Iterable, Iterator

from search.language import person_words as words
from search.language import tokens
from search.language.name_characters import COMMON, USUAL
from search.language.person_forms import end_of_person, inside_words, within
from search.language.surnames import MOST_GIVEN, RUN, beginning, end_of_name, is_ordinary, whole_name

Span = tuple[int, int, str]
Place = tuple[int, int]
WINDOW = 30  # characters before a telephone number in which a name is looked for
BESIDE = {"phone", "messenger"}


def find(folded: str) -> Iterator[Span]:
    """Every place where a person is named: (start, end, kind)."""
    cut = list(_tagged(folded))
    inside = {place for start, word, _ in cut if tokens.is_word(word) for place in within(start, word)}
    yield from ((start, end, "person") for start, end in _read_as_names(cut))
    places = [*_behind_cues(folded, inside), *_by_themselves(folded, inside)]
    for start, end in [*places, *_joined(folded, {end for _, end in places})]:
        yield start, end, "person"


def _joined(folded: str, ends: set[int]) -> Iterator[Place]:
    """Further persons of a list, 王建军和李文英; each place is looked at once, however long the list is."""
    waiting = sorted(ends)
    while waiting:
        joined = words.AND.match(folded, waiting.pop())
        end = end_of_person(folded, joined.end()) if joined else 0
        if joined and end:
            yield joined.end(), end
            if end not in ends:
                ends.add(end)
                waiting.append(end)


def find_beside(folded: str, contacts: Iterable[Span]) -> Iterator[Span]:
    """Names of persons that stand before or behind a telephone number."""
    for start, end, kind in contacts:
        if kind not in BESIDE:
            continue
        first = max(0, start - WINDOW)
        if before := words.BEFORE_NUMBER.search(folded[first:start]):
            yield from _at_the_end_of(folded, first + before.start(1), first + before.end(1))
        gap = words.AFTER_NUMBER.match(folded, end)
        if gap and (last := end_of_person(folded, gap.end(), sure="," not in gap[1])):
            yield gap.end(), last, "person"


def _at_the_end_of(folded: str, first: int, end: int) -> Iterator[Span]:
    """A name that ends where a number or its word begins: all of these characters, or the last of them."""
    if words.DOTTED.fullmatch(folded, first, end):
        yield first, end, "person"
    inside = inside_words(folded[first:end], first)
    for start in range(max(first, end - 4), end - 1):
        whole = start == first
        if start not in inside and end_of_name(folded, start, sure=whole) == end:
            yield start, end, "person"
            return


def _behind_cues(folded: str, inside: set[int]) -> Iterator[Place]:
    place = 0
    while cue := words.CUE.search(folded, place):
        start = cue.end()
        end = end_of_person(folded, start, sure=bool(cue["sure"]), child=bool(cue["family"] or cue["sure"]))
        if cue["sure"] and not end:
            end = whole_name(folded, start)
        if cue["faint"] and start in inside:
            end = 0
        if cue["self"] and end and not _fills_its_place(folded, start, end, cue["self"]):
            end = 0
        if end:
            yield start, end
        place = end or cue.start() + 1


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
    yield from _written_like_names(folded)


def _written_like_names(folded: str) -> Iterator[Place]:
    """老周 who introduces somebody, 王 建 国, 古丽·买买提."""
    for pattern in (words.NICKNAMED_ALONE, words.SPACED_ALONE):
        for found in pattern.finditer(folded):
            if found[0][0] not in COMMON:
                yield found.span()
    for found in words.DOTTED.finditer(folded):
        parts = words.DOT.split(found[0])
        if not (
            " " in found[0] or all(tokens.kind_of(part) != "nr" and tokens.is_word(part) for part in parts)
        ):
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
    for (start, word, kind), (_, after, next_kind) in itertools.pairwise([*cut, (0, "", "")]):
        surname = beginning(word)
        if not surname or surname in COMMON:
            continue
        longest = len(surname) + MOST_GIVEN
        name = word if len(word) == longest else word + after
        given = set(name[len(surname) :])
        read = (
            (name == word and kind == "nr")
            or (word == surname and (next_kind == "nr" or given <= USUAL))
            or (len(word) == longest - 1 and given <= USUAL)
        )
        if read and len(name) == longest and given & USUAL and end_of_name(name, 0) == longest:
            yield start, start + longest


def _tagged(folded: str) -> Iterator[tuple[int, str, str]]:
    place = 0
    for word, kind in tokens.tagged(folded):
        yield place, word, kind[:2]
        place += len(word)


def _fills_its_place(folded: str, start: int, end: int, cue: str) -> bool:
    """我是高明， but not 我是高中毕业; behind 本人 also a full name with which the sentence goes on."""
    return RUN.match(folded, end) is None or (cue.startswith("本人") and end - start > MOST_GIVEN)
