"""The domain dictionary: names and everyday words of the taxonomies and our own list, for the tokenizer."""

import functools
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from search import taxonomy

FOLDER = Path(__file__).parent / "data"
WORD = re.compile(r"[㐀-鿿A-Za-z0-9]{2,8}")
LISTS = (
    taxonomy.product_types,
    taxonomy.features,
    taxonomy.eligibility,
    taxonomy.securities,
    taxonomy.requirements,
    taxonomy.purposes,
    taxonomy.subjects,
    taxonomy.institution_types,
    taxonomy.intermediary_types,
)


def _lines(filename: str) -> list[str]:
    lines = (FOLDER / filename).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _taxonomy_words() -> Iterator[str]:
    for codes in LISTS:
        for entry in codes.all():
            yield from (entry.name, *entry.aliases)
    yield from (industry.name for industry in taxonomy.industries.all())
    yield from taxonomy.industries.aliases()
    for region in taxonomy.regions.all():
        yield from (region.name, region.short_name)
    for word, meanings in taxonomy.regions.aliases().items():
        if all(alias.match == "free" for alias in meanings):
            yield word


@functools.cache
def words() -> frozenset[str]:
    """Every word of two to eight characters that the tokenizer must not cut apart."""
    uncut_names = {
        alias
        for alias, meanings in taxonomy.regions.aliases().items()
        if any(a.match == "token" for a in meanings)
    }
    found = {word for word in _taxonomy_words() if WORD.fullmatch(word)} - uncut_names
    return frozenset(found | set(_lines("words.txt")))


@functools.cache
def stopwords() -> frozenset[str]:
    """Words that say nothing and are neither indexed nor asked for."""
    return frozenset(_lines("stopwords.txt"))


@functools.cache
def not_names() -> frozenset[str]:
    """Ordinary words that look like a surname with a given name, or like the beginning of one."""
    return frozenset(word for line in _lines("not_names.txt") for word in line.split())


@functools.cache
def weak_places() -> frozenset[str]:
    """Short names of divisions that are also words of ordinary language."""
    return frozenset(word for line in _lines("weak_places.txt") for word in line.split())


@functools.cache
def not_places() -> frozenset[str]:
    """Ordinary words, brands and names that hold the name of a place."""
    return frozenset(word for line in _lines("not_places.txt") for word in line.split())


@functools.cache
def place_slips() -> dict[str, str]:
    """Names of places as they are often mistyped, and what is meant: 荷泽 → 菏泽."""
    pairs = (pair.split(":") for line in _lines("place_slips.txt") for pair in line.split())
    return dict(pairs)


@functools.cache
def goods_of_places() -> dict[str, tuple[str, ...]]:
    """What is sold everywhere under a place's name: 兰州 → 拉面."""
    pairs = (line.split(":", 1) for line in _lines("goods_of_places.txt"))
    return {place: tuple(goods.split()) for place, goods in pairs}


@functools.cache
def place_roles() -> dict[str, tuple[str, ...]]:
    """Words beside a place, by what they make of it."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("place_roles.txt"):
        kind, words = line.split(":", 1)
        found[kind] = (*found.get(kind, ()), *words.split())
    return found


@functools.cache
def version() -> str:
    """Changes whenever a word does: an index built under another version has to be rebuilt."""
    digest = hashlib.sha256(taxonomy.VERSION.encode())
    for filename in ("words.txt", "stopwords.txt"):
        digest.update((FOLDER / filename).read_bytes())
    return digest.hexdigest()[:16]
