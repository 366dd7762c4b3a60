"""Codes that a typed name stands for, as the facet terms under which needs or products are indexed."""

from collections.abc import Callable, Mapping

from search import taxonomy
from search.engines.protocol import Kind
from search.engines.terms import AMOUNT_BANDS, ancestors
from search.typed.names import Meaning

# A product names kinds of purposes only; working capital is what most of them are for and says nothing.
TELLING_PURPOSES = frozenset({"renewal", "plant_purchase", "bond"})


def terms(meaning: Meaning, kind: Kind) -> tuple[str, ...]:
    """Any of these facet terms is enough; () where documents of this kind do not say it."""
    say = (OF_NEED if kind == "need" else OF_PRODUCT).get(meaning.kind)
    return tuple(dict.fromkeys(term for code in meaning.codes for term in say(code))) if say else ()


def _under(*prefixes: str) -> Callable[[str], tuple[str, ...]]:
    return lambda code: tuple(f"{prefix}:{code}" for prefix in prefixes)


def _finer(word: str) -> tuple[str, ...]:
    finer = (entry.word for entry in taxonomy.securities.all() if entry.within == word)
    return tuple(f"g:{one}" for one in (word, *finer))


def _around(prefix: str) -> Callable[[str], tuple[str, ...]]:
    """What contains a place or trade, and what lies in it."""
    return lambda code: (*(f"{prefix}:{above}" for above in ancestors(prefix, code)), f"{prefix}a:{code}")


def _kind_of_purpose(code: str) -> tuple[str, ...]:
    entry = taxonomy.purposes.get(code)
    return (f"pk:{entry.kind}",) if entry and entry.kind in TELLING_PURPOSES else ()


def _from_band(code: str) -> tuple[str, ...]:
    return tuple(f"cap:{band}" for band in AMOUNT_BANDS[AMOUNT_BANDS.index(code) :])


# What a need states as finely as asked: one in 餐饮业 is not one of a milk-tea shop.
OF_NEED: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "industry": _under("ia"),
    "region": _under("ra"),
    "purpose": _under("p"),
    "subject": _under("s"),
    "security": _finer,
    "no_security": _under("g"),
    "product_type": _under("ta"),
    "requirement": _under("q"),
    "amount": _under("want"),
    "term": _under("lasts"),
}
# What takes such a borrower: a product for all of a province serves its counties.
OF_PRODUCT: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "industry": _around("i"),
    "region": _around("r"),
    "purpose": _kind_of_purpose,
    "subject": _under("s"),
    "security": lambda code: (f"g:{code}", f"g:{taxonomy.securities.broader(code)}"),
    "no_security": lambda code: ("g:credit",),
    "unsecured": _under("g"),
    "product_type": _under("ta"),
    "feature": _under("f"),
    "requirement": _under("q"),
    "amount": _from_band,
    "term": _under("lasts"),
}
