"""The words that were looked for inside a text that somebody may read, and the stretch of it around them.

Works on the text that is shown and on nothing else: an index is never asked what a document says.
"""

import functools
import re
from collections.abc import Iterable, Sequence

from search.engines.text import query_words
from search.language.characters import fold_case
from search.typed.names import BANDED, called
from search.typed.parts import Part

Piece = tuple[str, bool]  # a stretch of the text, and whether it is a hit
WIDTH = 90  # characters of a snippet
LEAD = 16  # of them before the first hit
MOST_NAMES = 60  # everyday names a part that are looked for besides the one that was typed
PAUSE = re.compile(r"[，。；、！？,;!?\s]")


def snippet(text: str, parts: Sequence[Part], width: int = WIDTH) -> list[Piece]:
    """The text, or of a long one the stretch around its first hit, in pieces; joined and without dots at its
    ends they stand so in the text. Without a hit its beginning.
    """
    text = " ".join(text.split())
    spans = _spans(text, tuple(parts))
    start = _start(text, spans[0][0], width) if spans else 0
    end = min(len(text), start + width)
    pieces = _pieces(text, [(max(a, start), min(b, end)) for a, b in spans if a < end], start, end)
    before = [("…", False)] if start else []
    after = [("…", False)] if end < len(text) else []
    return [*before, *pieces, *after]


def _words(parts: Iterable[Part]) -> list[str]:
    """What was typed, the words in it, and other everyday names of the same codes; longest first."""
    found: dict[str, None] = {}
    for part in parts:
        found[fold_case(part.text)] = None
        found.update(dict.fromkeys(word for word in query_words(part.text) if len(word) > 1))
        codes = [(meaning.kind, meaning.codes[0]) for meaning in part.meanings if meaning.kind not in BANDED]
        names = [name for kind, code in codes for name in called(kind, code) if len(name) > 1]
        found.update(dict.fromkeys(names[:MOST_NAMES]))
    return sorted(found, key=lambda word: -len(word))


def _spans(text: str, parts: tuple[Part, ...]) -> list[tuple[int, int]]:
    """Where the words stand, in order and without overlaps; a longer word before a shorter one."""
    either = _either(parts)
    return [found.span() for found in either.finditer(fold_case(text)) if found[0]] if either else []


@functools.lru_cache(maxsize=256)
def _either(parts: tuple[Part, ...]) -> re.Pattern | None:
    """Any of the words, once for all rows of a page; None without words."""
    words = [word for word in _words(parts) if word]
    return re.compile("|".join(map(re.escape, words))) if words else None


def _start(text: str, hit: int, width: int) -> int:
    """Where a stretch with this hit begins: at the text's beginning if the hit is near, else at a pause."""
    if len(text) <= width or hit < width // 2:
        return 0
    earliest = min(hit - LEAD, len(text) - width)
    pause = PAUSE.search(text, earliest, hit)
    return pause.end() if pause else max(0, earliest)


def _pieces(text: str, spans: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    pieces, at = [], start
    for first, last in spans:
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    return [piece for piece in [*pieces, (text[at:end], False)] if piece[0]]
