"""By what the catalogue is narrowed: each facet reads its values off a product's row.

Within a facet one ticked value is enough, except where `every` says that all of them must hold. Places are no
facet of this kind: `places` answers for them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.core.regions import prefix
from portal.products import words
from portal.products.models import Product
from search import taxonomy

FITS = {  # whom a product is made for: (label, words of requirements, codes of features)
    "first": ("第一次贷款", ("firsthand",), ("F22",)),
    "new": ("新开办、年限短", (), ("F23",)),
    "tech": ("科技型企业", ("hitech", "ip", "talent"), ()),
    "srdi": ("专精特新", ("srdi",), ()),
    "export": ("外贸企业", ("export",), ()),
    "start": ("创业重点群体", ("startgrp",), ()),
    "newcomer": ("新市民", ("newcomer",), ()),
    "chain": ("核心企业上下游", ("chain",), ("F28",)),
    "park": ("园区企业", ("park",), ()),
}


@dataclass(frozen=True)
class Facet:
    """`values` of a product; `labels` of every value in the order of the page."""

    name: str
    label: str
    labels: dict[str, str]
    values: Callable[[Product], Iterable[str]]
    every: bool = False

    def takes(self, own: frozenset[str], chosen: frozenset[str]) -> bool:
        """Whether a product with these values of its own stays when `chosen` are ticked."""
        if not chosen:
            return True
        return chosen <= own if self.every else bool(chosen & own)


def _subjects(product: Product) -> Iterable[str]:
    return product.subjects


def _securities(product: Product) -> Iterable[str]:
    accepted = set(product.security_accepted)
    return (key for key, (*_, members) in words.SECURITIES.items() if accepted & set(members))


def _fits(product: Product) -> Iterable[str]:
    asked: set[str] = set()
    for written in product.requirements:
        word = written.partition(":")[0]
        asked |= {word, *taxonomy.requirements.implied(word)}
    features = set(product.feature_codes)
    return (key for key, (_, needed, codes) in FITS.items() if asked & set(needed) or features & set(codes))


def _features(product: Product) -> Iterable[str]:
    return product.feature_codes


def _groups(product: Product) -> Iterable[str]:
    entries = (taxonomy.product_types.get(code) for code in product.product_type_codes)
    return (entry.parent or entry.code for entry in entries if entry)


def _kinds(product: Product) -> Iterable[str]:
    return (product.kind,)


FACETS = (
    Facet("kind", "哪一类", {str(kind): label for kind, label in words.KINDS.items()}, _kinds),
    Facet("subject", "您是", words.SUBJECTS, _subjects),
    Facet("security", "担保方式", {key: label for key, (label, *_) in words.SECURITIES.items()}, _securities),
    Facet("fit", "适合", {key: label for key, (label, *_) in FITS.items()}, _fits),
    Facet(
        "feature",
        "特点（勾选的都要有）",
        {entry.code: entry.name for entry in taxonomy.features.all()},
        _features,
        every=True,
    ),
    Facet("type", "类型", {entry.code: entry.name for entry in taxonomy.product_types.children()}, _groups),
)


def serves(product: Product, place: str) -> bool:
    """Whether the product is offered in at least a part of the place."""
    wanted = prefix(place)
    return any(wanted.startswith(prefix(code)) or prefix(code).startswith(wanted) for code in product.regions)


def places(place: str | None) -> list[str]:
    """The places to choose among: above the chosen one, itself, inside it (of a county: beside it)."""
    if place is None:
        return [entry.code for entry in taxonomy.regions.children() if taxonomy.regions.mainland(entry.code)]
    above = [code for code in reversed(taxonomy.regions.ancestors(place)) if code != taxonomy.COUNTRY]
    inside = taxonomy.regions.children(place)
    if not inside and len(above) > 1:
        inside = taxonomy.regions.children(above[-2])
    return list(dict.fromkeys([*above, *(entry.code for entry in inside)]))


def place_of(code: str) -> str | None:
    """A code from an address as one in force: itself or its successor; None for nonsense."""
    if code != taxonomy.COUNTRY and taxonomy.regions.get(code):
        return code
    successor = taxonomy.regions.successor(code)
    return successor.code if successor else None
