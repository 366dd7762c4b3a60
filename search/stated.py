"""Qualifications that a text states or denies, by the everyday words of the taxonomy.

A plain reader for collections whose needs carry their qualifications only in words.
"""

import re
from functools import cache

from search.language.characters import fold
from search.taxonomy import requirements

CLAUSE_END = re.compile(r"[，。；！？,;!?\s]")
DENIAL = re.compile(r"(没有|没|无|未|不是|不|缺|还没)[^，。；,;]{0,4}$")
AGE = re.compile(r"(?:开|干|做|成立|经营|满)了?\s*(\d+(?:\.\d+)?)\s*年")
SHORTEST = 2


def stated_tags(text: str) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """(tags, lacks) of a text; None where nothing of the kind is said."""
    has: dict[str, None] = {}
    lacks: dict[str, None] = {}
    rest = fold(text)
    for alias, word in _aliases():
        while (start := rest.find(alias)) >= 0:
            denied = DENIAL.search(_clause_before(rest, start))
            (lacks if denied else has).setdefault(word)
            rest = f"{rest[:start]}{'　' * len(alias)}{rest[start + len(alias) :]}"
    if age := AGE.search(text):
        has.setdefault(f"years:{age.group(1)}")
    tags = tuple(has)
    return tags or None, tuple(word for word in lacks if word not in has) or None


def _clause_before(text: str, start: int) -> str:
    return CLAUSE_END.split(text[:start].replace("　", "·"))[-1]


@cache
def _aliases() -> list[tuple[str, str]]:
    """Everyday words with the qualification each stands for, longest first; no figures and grades."""
    pairs = {
        (alias, entry.word)
        for entry in requirements.all()
        if entry.value_kind == "none"
        for alias in (*entry.aliases, *entry.name.split("、"))
        if len(alias) >= SHORTEST
    }
    return sorted(pairs, key=lambda pair: (-len(pair[0]), pair))
