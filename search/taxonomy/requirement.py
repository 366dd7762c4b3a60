"""Qualifications and conditions, and their written form: ``word`` or ``word:value``.

A firm's value is a figure (``years:2``), a band with both ends (``revenue:100-200``, ``years:5-``) or a
grade (``tax_grade:B``); a product lists the grades it takes (``tax_grade:A|B|M``).
"""

import re
from dataclasses import dataclass
from functools import cached_property

from search.taxonomy.codelist import WordList

NUMBER = re.compile(r"\d+(\.\d+)?(-(\d+(\.\d+)?)?)?")


@dataclass(frozen=True, slots=True)
class Requirement:
    """``value_kind`` none, number or grade; ``compare`` min, max or in; ``rarity`` common or rare."""

    code: str
    word: str
    name: str
    name_en: str
    aliases: tuple[str, ...]
    group: str
    value_kind: str
    unit: str
    grades: tuple[str, ...]
    compare: str
    rarity: str
    eligibility_tag: str
    security_word: str
    implies: tuple[str, ...]
    sensitive: bool
    note: str

    @property
    def shown_before_consent(self) -> str:
        """What an institution reads before the owner agreed: the group, where the name is sensitive."""
        return self.group if self.sensitive else self.name

    def takes_value(self, value: str) -> bool:
        """Whether a value has the form this requirement asks for."""
        if self.value_kind == "number":
            return NUMBER.fullmatch(value) is not None
        return self.value_kind == "grade" and set(value.split("|")) <= set(self.grades)


class Requirements(WordList[Requirement]):
    """Lookups, the written form, and what follows from what."""

    def parse(self, written: str) -> tuple[Requirement, str | None]:
        """The parts of a written requirement; ValueError for an unknown word or an unfit value."""
        word, colon, value = written.partition(":")
        entry = self.by_word(word)
        if entry is None or (colon and not entry.takes_value(value)):
            raise ValueError(f"not a requirement: {written}")
        return entry, value if colon else None

    @cached_property
    def _implied(self) -> dict[str, frozenset[str]]:
        return {word: frozenset(self._follow(word)) for word in self.words()}

    def _follow(self, word: str) -> set[str]:
        found: set[str] = set()
        ahead = list(self._by_word[word].implies)
        while ahead:
            next_word = ahead.pop()
            if next_word not in found:
                found.add(next_word)
                ahead.extend(self._by_word[next_word].implies)
        return found

    def implied(self, word: str) -> frozenset[str]:
        """What whoever has this has too (little_giant → srdi), itself left out; empty if unknown."""
        return self._implied.get(word, frozenset())

    def implied_openly(self, word: str) -> frozenset[str]:
        """The same for those who may not know of a sensitive one: what follows from it would give it away."""
        entry = self.by_word(word)
        return frozenset() if entry is None or entry.sensitive else self.implied(word)


requirements = Requirements("requirements.csv", Requirement)
