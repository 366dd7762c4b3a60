"""Patterns of everyday words from a data file, found in a passage: the longest at each place, left to right.

A line of a file is ``CODE CODE: pattern pattern``, or ``@name = word word`` for a set; ``#`` begins a remark.
A pattern is a regular expression without blanks that begins with a plain character, a class, a group or a
set. ``…`` stands for up to six characters of one clause, ``……`` for up to twenty of one sentence, ``@name``
for any word of the set. The code ``-`` takes words away that would be misread as something shorter.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "reader"
NOTHING = "-"
GAPS = {"……": r"[^。!?\n]{0,20}?", "…": r"[^,。;!?\n、:\s了完过]{0,6}?"}
SET = re.compile(r"@([a-z_]+)")
BEHIND = re.compile(r"^(?:\(\?<[!=][^)\s]+\))+")  # what must not stand in front
SPECIAL = re.compile(r"[\\.^$*+?{}\[\]|()…@]")
LONG = 1_000  # characters from which a text is looked at in this way
BEFORE, AHEAD = 8, 80  # characters that a pattern can depend on

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """What stands from `start` to `end`, and the codes that its line gives."""

    start: int
    end: int
    codes: Codes


class Patterns:
    """The lines of a file, and plain words of a taxonomy beside them (the file's own words win)."""

    def __init__(self, filename: str, words: Iterable[tuple[str, str]] = ()) -> None:
        self._words: dict[str, dict[str, Codes]] = {}  # by first character
        self._patterns: dict[str, list[tuple[re.Pattern[str], Codes]]] = {}
        self._sets: dict[str, list[str]] = {}
        for line in (FOLDER / filename).read_text(encoding="utf-8").splitlines():
            self._read(line.partition("#")[0].strip())
        for word, code in words:
            self._add_word(word.lower(), (code,))
        self._lengths = {
            first: sorted({len(word) for word in words}, reverse=True) for first, words in self._words.items()
        }

    def find(self, text: str, accept: Callable[[Hit], bool] = lambda hit: True) -> Iterator[Hit]:
        """What stands in a folded text; no two overlap, and what is not accepted hides nothing."""
        place, seen = 0, {}
        while place < len(text):
            hit = self._at(text, place) if len(text) <= LONG else self._remembered(text, place, seen)
            kept = hit is not None and (hit.codes == (NOTHING,) or accept(hit))
            if kept and hit.codes != (NOTHING,):
                yield hit
            place = hit.end if kept else place + 1

    def _remembered(self, text: str, place: int, seen: dict[str, Hit | None]) -> Hit | None:
        """The same, looked up once for equal surroundings: a long text mostly repeats itself."""
        around = text[max(0, place - BEFORE) : place + AHEAD]
        if around not in seen:
            seen[around] = self._at(text, place)
        known = seen[around]
        return known and Hit(place, place + known.end - known.start, known.codes)

    def _at(self, text: str, place: int) -> Hit | None:
        first, longest, codes = text[place], place, ()
        for length in self._lengths.get(first, ()):
            if found := self._words[first].get(text[place : place + length]):
                longest, codes = place + length, found
                break
        for pattern, own in self._patterns.get(first, ()):
            match = pattern.match(text, place)
            if match and (match.end() > longest or (match.end() == longest and own == (NOTHING,))):
                longest, codes = match.end(), own
        return Hit(place, longest, codes) if codes else None

    def _read(self, line: str) -> None:
        head, colon, tail = line.partition(": ")
        if line.startswith("@"):
            name, _, members = line[1:].partition("=")
            self._sets.setdefault(name.strip(), []).extend(members.split())
        elif colon:
            for pattern in tail.split():
                self._add(pattern, tuple(head.split()))
        elif line:
            raise ValueError(f"not a line of patterns: {line}")

    def _add(self, pattern: str, codes: Codes) -> None:
        if not SPECIAL.search(pattern):
            self._add_word(pattern, codes)
            return
        compiled = re.compile(self._spelled_out(pattern))
        for first in self._beginnings(pattern):
            self._patterns.setdefault(first, []).append((compiled, codes))

    def _add_word(self, word: str, codes: Codes) -> None:
        self._words.setdefault(word[0], {}).setdefault(word, codes)

    def _spelled_out(self, pattern: str) -> str:
        for mark, gap in GAPS.items():
            pattern = pattern.replace(mark, gap)
        return SET.sub(lambda found: self._any_of(found[1]), pattern)

    def _any_of(self, name: str) -> str:
        """One of a set's words, the longest first; the look at the first character spares the others."""
        members = sorted(self._sets[name], key=len, reverse=True)
        firsts = "".join(sorted({first for word in members for first in self._beginnings(word)}))
        return f"(?=[{re.escape(firsts)}])(?:{'|'.join(members)})"

    def _beginnings(self, pattern: str) -> set[str]:
        """Every character a pattern can begin with."""
        pattern = BEHIND.sub("", pattern)
        if found := SET.match(pattern):
            return {first for word in self._sets[found[1]] for first in self._beginnings(word)}
        if pattern[0] == "[":
            return set(pattern[1 : pattern.index("]")])
        if pattern[0] == "(":
            inner = pattern[1 : pattern.index(")")].removeprefix("?:")
            return {first for part in inner.split("|") for first in self._beginnings(part)}
        if SPECIAL.match(pattern) or pattern[1:2] in ("?", "*", "{"):
            raise ValueError(f"a pattern must begin with a character: {pattern}")
        return {pattern[0]}
