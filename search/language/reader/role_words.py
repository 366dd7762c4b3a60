"""Words that tell what a figure next to them is about, from a file of lines `side role: word word …`."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

NOTHING = "-"  # the role of words that hold another by chance: 批发商 asks for no 批
FOLDER = Path(__file__).parents[1] / "data" / "reader"


@dataclass(frozen=True, slots=True)
class RoleWords:
    """Role of each word by side, and one pattern of all words of a side, longest first."""

    roles: dict[str, dict[str, str]]
    patterns: dict[str, re.Pattern[str]]

    def last(self, words: str) -> tuple[str, str]:
        """The role of the last word before a figure, and what stands between; empty where there is none."""
        told = [found for found in self.patterns["before"].finditer(words) if self._tells(found[0])]
        return (self.roles["before"][told[-1][0]], words[told[-1].end() :]) if told else ("", words)

    def _tells(self, word: str) -> bool:
        return self.roles["before"][word] != NOTHING

    def all(self, words: str) -> set[str]:
        """The roles of all words in front of a figure."""
        return {self.roles["before"][word] for word in self.patterns["before"].findall(words)}

    def next(self, words: str, start: int = 0) -> str:
        """The role of the word that begins right behind a figure, or at `start`."""
        found = self.patterns["behind"].match(words, start)
        return self.roles["behind"][found[0]] if found else ""


@functools.cache
def of_file(filename: str) -> RoleWords:
    """The table of one file under data/reader; lines that begin with # are comments."""
    roles: dict[str, dict[str, str]] = {"before": {}, "behind": {}}
    for line in (FOLDER / filename).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, words = line.partition(":")
            side, role = head.split()
            roles[side].update(dict.fromkeys(words.split(), role))
    patterns = {
        side: re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
        for side, words in roles.items()
    }
    return RoleWords(roles, patterns)
