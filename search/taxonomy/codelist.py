"""A code list: one CSV file, one frozen dataclass a row, looked up by code, word, name or alias."""

from functools import cached_property
from typing import Generic, Protocol, TypeVar

from search.taxonomy import tables


class Entry(Protocol):
    """What every row of a code list has."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> tuple[str, ...]: ...


E = TypeVar("E", bound=Entry)


class CodeList(Generic[E]):
    """Read once, on first use."""

    def __init__(self, filename: str, entry: type[E]) -> None:
        self.filename = filename
        self.entry = entry

    @cached_property
    def _by_code(self) -> dict[str, E]:
        return {row["code"]: tables.build(self.entry, row) for row in tables.rows(self.filename)}

    def get(self, code: str) -> E | None:
        """The entry with this code, or None."""
        return self._by_code.get(code)

    def all(self) -> list[E]:
        """Every entry in the file's order."""
        return list(self._by_code.values())

    def codes(self) -> tuple[str, ...]:
        """Every code in the file's order."""
        return tuple(self._by_code)

    def name(self, code: str) -> str:
        """The Chinese name; KeyError for a code that does not exist."""
        return self._by_code[code].name

    def search(self, text: str, limit: int = 10) -> list[E]:
        """Entries whose name or alias is in the text, or holds it; the longest such word first."""
        text = "".join(text.split())
        scored = [(score, entry) for entry in self._by_code.values() if (score := _fit(entry, text))]
        scored.sort(key=lambda pair: pair[0], reverse=True)
        return [entry for _, entry in scored[:limit]]


class WordList(CodeList[E]):
    """A code list whose entries also have a ``word``, which rules and documents use."""

    @cached_property
    def _by_word(self) -> dict[str, E]:
        return {entry.word: entry for entry in self._by_code.values()}  # type: ignore[attr-defined]

    def by_word(self, word: str) -> E | None:
        """The entry with this word, or None."""
        return self._by_word.get(word)

    def words(self) -> tuple[str, ...]:
        """Every word in the file's order."""
        return tuple(self._by_word)


def _fit(entry: Entry, text: str) -> tuple[int, int]:
    """(exact 3, inside the text 2, holding the text 1; length of the word); () if nothing fits."""
    best: tuple[int, ...] = ()
    for word in (entry.name, *entry.aliases) if text else ():
        if word == text:
            best = max(best, (3, len(word)))
        elif word in text:
            best = max(best, (2, len(word)))
        elif text in word:
            best = max(best, (1, -len(word)))
    return best  # type: ignore[return-value]
