"""Words that tell what a figure next to them is about, from a file of lines `side role: word word …`."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "reader"


@dataclass(frozen=True, slots=True)
class RoleWords:
    """Role of each word by side, and one pattern of all words of a side, longest first."""

    roles: dict[str, dict[str, str]]
    patterns: dict[str, re.Pattern[str]]

    def last(self, words: str) -> tuple[str, str]:
        """The role of the last word before a figure, and what stands between; empty where there is none."""
        found = max(self.patterns["before"].finditer(words), key=re.Match.end, default=None)
        return (self.roles["before"][found[0]], words[found.end() :]) if found else ("", words)

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
