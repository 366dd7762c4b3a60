"""Industries of GB/T 4754-2017: sections (a letter), divisions, groups and classes (2, 3, 4 digits)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from search.taxonomy import tables

MIDDLE_WIDTH = 3  # digits of a 中类, the finest level shown before the owner has agreed


@dataclass(frozen=True, slots=True)
class Industry:
    """``level`` is 门类, 大类, 中类 or 小类; ``parent`` is empty for a section."""

    code: str
    name: str
    level: str
    parent: str


class Industries:
    """Lookups by code, by place in the tree and by everyday words."""

    @cached_property
    def _by_code(self) -> dict[str, Industry]:
        return {row["code"]: tables.build(Industry, row) for row in tables.rows("gbt4754-2017.csv")}

    @cached_property
    def _ancestors(self) -> dict[str, tuple[str, ...]]:
        chains: dict[str, tuple[str, ...]] = {}
        for code, industry in self._by_code.items():  # parents stand before their children in the file
            chains[code] = (code, *chains.get(industry.parent, ()))
        return chains

    @cached_property
    def _children(self) -> dict[str, list[Industry]]:
        children: dict[str, list[Industry]] = defaultdict(list)
        for industry in self._by_code.values():
            children[industry.parent].append(industry)
        return children

    @cached_property
    def _aliases(self) -> dict[str, tuple[Industry, ...]]:
        meanings: dict[str, list[tuple[int, Industry]]] = defaultdict(list)
        for row in tables.rows("industry_aliases.csv"):
            meanings[row["alias"]].append((int(row["rank"]), self._by_code[row["code"]]))
        return {
            word: tuple(industry for _, industry in sorted(ranked, key=lambda pair: pair[0]))
            for word, ranked in meanings.items()
        }

    @cached_property
    def _aliases_longest_first(self) -> list[str]:
        return sorted(self._aliases, key=lambda word: (-len(word), word))

    def get(self, code: str) -> Industry | None:
        """The industry with this code, or None."""
        return self._by_code.get(code)

    def name(self, code: str) -> str:
        """Its official name; KeyError for a code that does not exist."""
        return self._by_code[code].name

    def all(self) -> list[Industry]:
        """Every industry in the standard's order."""
        return list(self._by_code.values())

    def ancestors(self, code: str) -> tuple[str, ...]:
        """From the code itself up to the section: ("6239", "623", "62", "H"); empty if unknown."""
        return self._ancestors.get(code, ())

    def covers(self, broad: str, fine: str) -> bool:
        """Whether ``fine`` is ``broad`` or lies inside it."""
        return broad in self.ancestors(fine)

    def middle(self, code: str) -> str:
        """The 中类 of a code, or the code itself where only a coarser level is known."""
        return next((upper for upper in self.ancestors(code) if len(upper) <= MIDDLE_WIDTH), code)

    def children(self, code: str | None = None) -> list[Industry]:
        """The next finer level in the standard's order; of None the sections."""
        return list(self._children.get(code or "", ()))

    def by_alias(self, word: str) -> tuple[Industry, ...]:
        """What an everyday word means, the usual meaning first."""
        return self._aliases.get(word, ())

    def aliases(self) -> dict[str, tuple[Industry, ...]]:
        """Every everyday word with its meanings (for dictionaries; a copy)."""
        return dict(self._aliases)

    def search(self, text: str, limit: int = 10) -> list[tuple[Industry, tuple[str, ...]]]:
        """Industries that typed words may mean, best first, each with the words that led to it.

        Everyday words inside the text come first (longest first, then by rank), then codes; then, for
        what was typed only in part, everyday words that begin so, names, and words that contain it.
        """
        text = "".join(text.split())
        found: dict[str, list[str]] = {}
        for industry, word in self._inside(text):
            found.setdefault(industry.code, []).append(word)
        if len(found) < limit and text:
            for industry, word in self._containing(text):
                found.setdefault(industry.code, [word])
        return [(self._by_code[code], tuple(words)) for code, words in list(found.items())[:limit]]

    def _containing(self, text: str) -> Iterator[tuple[Industry, str]]:
        """Codes that begin with the text, or words and names that hold it."""
        if text.isascii():
            yield from ((i, text) for i in self._by_code.values() if i.code.startswith(text.upper()))
        shortest_first = [word for word in reversed(self._aliases_longest_first) if text in word]
        for word in shortest_first:
            if word.startswith(text):
                yield from ((industry, word) for industry in self._aliases[word])
        named = [i for i in self._by_code.values() if text in i.name]
        yield from (
            (i, text) for i in sorted(named, key=lambda i: (not i.name.startswith(text), len(i.name)))
        )
        for word in shortest_first:
            yield from ((industry, word) for industry in self._aliases[word])

    def _inside(self, text: str) -> Iterator[tuple[Industry, str]]:
        """Everyday words of the text; a word inside a longer one that was found does not count again."""
        rest = text
        for word in self._aliases_longest_first:
            if word in rest:
                rest = rest.replace(word, "\0")
                yield from ((industry, word) for industry in self._aliases[word])
