"""The same words put otherwise: a reading taken back, a near name, something broader."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.engines.protocol import Kind
from search.typed.names import KINDS, broader
from search.typed.nearly import nearly
from search.typed.parts import QUOTES, Part, read


@dataclass(frozen=True, slots=True)
class Reading:
    """How a word was read, and the words that ask for its other reading: without a `label` it was quoted."""

    word: str
    label: str
    otherwise: str


def readings(words: str, parts: Sequence[Part], kind: Kind) -> list[Reading]:
    """Every part that was read as more than a word, or would be if it were not quoted."""
    found = []
    for part in parts:
        if told := part.told(kind):
            label = "，".join(f"{KINDS[one.kind]}：{one.told}" for one in told)
            found.append(Reading(part.text, label, words.replace(part.text, f"“{part.text}”", 1)))
        elif part.literal and any(one.told(kind) for one in read(part.text)):
            found.append(Reading(part.text, "", _unquoted(words, part.text)))
    return found


def suggestions(words: str, parts: Sequence[Part], kind: Kind, limit: int = 4) -> list[tuple[str, str]]:
    """(name, the words with it): names nearly like what was typed, and what is broader than what was read."""
    found = [
        (name, words.replace(part.text, name, 1))
        for part in parts
        if not part.literal
        for name in (_broader(part, kind) if part.meanings else nearly(part.text))
    ]
    return found[:limit]


def as_typed(part: Part) -> str:
    """A part alone, as it would have to be typed."""
    return f"“{part.text}”" if part.literal else part.text


def _broader(part: Part, kind: Kind) -> list[str]:
    return [name for one in part.told(kind) if (name := broader(one)) and name != part.text]


def _unquoted(words: str, word: str) -> str:
    for mark in QUOTES:
        words = words.replace(f"{mark}{word}", word).replace(f"{word}{mark}", word)
    return words
