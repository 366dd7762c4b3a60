"""Names that people use in a search box, and the codes they stand for."""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from search import taxonomy
from search.language.characters import fold_case
from search.typed.sources import SOURCES, Name

KINDS = {
    "industry": "行业",
    "region": "地区",
    "subject": "主体",
    "amount": "金额",
    "term": "期限",
    "purpose": "用途",
    "security": "担保",
    "no_security": "担保",
    "unsecured": "担保",
    "product_type": "类型",
    "feature": "特点",
    "requirement": "资质",
}
"""What each kind of code is called on a page, in the order in which a part's meanings are told."""
BANDED = frozenset({"amount", "term"})
LONGEST = 16
MOST_TOLD = 2
MAIN_DIVISION = 2  # digits of a 大类


@dataclass(frozen=True, slots=True)
class Meaning:
    """Codes of one kind (words, for subjects, securities and requirements), the usual one first."""

    kind: str
    codes: tuple[str, ...]

    @property
    def told(self) -> str:
        """6239 其他饮料及冷饮服务; of many the first ones and how many there are."""
        if self.kind in BANDED:
            return _stretch(self.codes)
        names = [TOLD[self.kind](code) for code in self.codes]
        more = f"等 {len(names)} 种" if len(names) > MOST_TOLD else ""
        return "、".join(names[:MOST_TOLD]) + more


def meanings(name: str, *, whole: bool) -> tuple[Meaning, ...]:
    """What a folded name stands for, one meaning a kind; `whole`: it stands alone between blanks.

    Abbreviations of places (京, 浙) and single characters count only alone.
    """
    if not whole and len(name) < 2:
        return ()
    found = {meaning.kind: meaning for meaning in _names().get(name, ())}
    if whole:
        for meaning in _alone().get(name, ()):
            found.setdefault(meaning.kind, meaning)
    return tuple(sorted(found.values(), key=lambda meaning: list(KINDS).index(meaning.kind)))


def called(kind: str, code: str) -> tuple[str, ...]:
    """Every name that leads to a code of a kind, longest first: for marking them in a text."""
    return _by_code().get((kind, code), ())


def broader(meaning: Meaning) -> str:
    """The name of what contains the usual meaning of a trade or place (大类, city); "" for anything else."""
    code = meaning.codes[0]
    if meaning.kind == "industry" and len(code) > MAIN_DIVISION:
        return taxonomy.industries.name(code[:MAIN_DIVISION])
    if meaning.kind == "region":
        above = [one for one in taxonomy.regions.ancestors(code)[1:] if one != taxonomy.COUNTRY]
        return taxonomy.regions.name(above[0]) if above else ""
    return ""


@functools.cache
def everyday() -> tuple[str, ...]:
    """All names of two characters and more, for finding ones that are nearly what was typed."""
    return tuple(sorted(name for name in _names() if len(name) > 1))


@functools.cache
def _names() -> dict[str, tuple[Meaning, ...]]:
    return _grouped(entry for source in SOURCES for entry in source())


@functools.cache
def _alone() -> dict[str, tuple[Meaning, ...]]:
    aliases = taxonomy.regions.aliases().items()
    return _grouped(
        (word, "region", alias.code)
        for word, several in aliases
        for alias in several
        if alias.match == "token"
    )


@functools.cache
def _by_code() -> dict[tuple[str, str], tuple[str, ...]]:
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, several in _names().items():
        for meaning in several:
            for code in meaning.codes:
                names[meaning.kind, code].append(name)
    return {key: tuple(sorted(words, key=lambda word: (-len(word), word))) for key, words in names.items()}


def _grouped(entries: Iterator[Name]) -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, kind, code in entries:
        codes = found[fold_case("".join(name.split()))][kind]
        if code not in codes:
            codes.append(code)
    return {
        name: tuple(Meaning(kind, tuple(codes)) for kind, codes in kinds.items())
        for name, kinds in found.items()
        if len(name) <= LONGEST
    }


def _stretch(codes: tuple[str, ...]) -> str:
    """Neighbouring bands as one: 10–50 万元."""
    first, last = taxonomy.bands.get(codes[0]), taxonomy.bands.get(codes[-1])
    return replace(first, max=last.max).short


TOLD: Mapping[str, Callable[[str], str]] = {
    "industry": lambda code: f"{code} {taxonomy.industries.name(code)}",
    "region": taxonomy.regions.name,
    "subject": lambda word: "、".join(one.name for one in taxonomy.subjects.by_word(word)[:MOST_TOLD]),
    "security": lambda word: taxonomy.securities.by_word(word).name,
    "no_security": lambda _: "没有抵押",
    "unsecured": lambda _: "不用抵押或担保",
    "requirement": lambda word: taxonomy.requirements.by_word(word).name,
    "purpose": taxonomy.purposes.name,
    "product_type": taxonomy.product_types.name,
    "feature": taxonomy.features.name,
}
