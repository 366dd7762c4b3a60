"""Documents as facet terms: what every engine indexes.

Terms: `r:` `i:` the place or trade itself, `ra:` `ia:` it and all that contain it, `s:` subject, `g:`
security accepted or offered (`g:none`: said to have none), `q:` qualification required or had (sensitive ones
of a need never, nor what these imply), `p:` purpose, `pk:` kinds of purposes, `ta:` product type and its
group, `f:` feature, `k:` kind, `cap:` `floor:` `least:` `want:` the *band* of an amount: exact figures never
enter the index; `lasts:` the band of a term, of a product each one that it can be had for. "?" = not said,
"*" = every trade.
"""

from collections.abc import Iterable
from decimal import Decimal

from search.documents import NeedDoc, ProductDoc
from search.engines.protocol import Doc
from search.facts import current_region
from search.taxonomy import bands, industries, product_types, regions, requirements

YUAN_PER_WAN = 10_000
AMOUNT_BANDS = [entry.code for entry in bands.all("amount")]
TERM_BANDS = [entry.code for entry in bands.all("term")]
VERSION = "5"  # of what stands here, and of what texts are scrubbed of: an older index has to be rebuilt


def facets_of(doc: Doc) -> frozenset[str]:
    """Every facet term of a document."""
    return frozenset(_need_facets(doc) if isinstance(doc, NeedDoc) else _product_facets(doc))


def _need_facets(need: NeedDoc) -> set[str]:
    return {
        *_tree("r", [need.region_code] if need.region_code else None),
        *_tree("i", need.industry_codes or None),
        *each("s", need.subjects),
        *(f"g:{word}" for word in need.collateral_offered or ()),
        *(["g:none"] if need.no_collateral or need.collateral_offered == () else []),
        *(f"q:{word}" for word in _shown(need.tags or ())),
        *([f"p:{need.purpose_code}"] if need.purpose_code else []),
        *_types(need.product_type_codes),
        f"least:{band(need.amount_min_yuan)}",
        f"want:{band(need.amount_max_yuan)}",
        *([f"lasts:{bands.of('term', need.term_months).code}"] if need.term_months else []),
    }


def _product_facets(product: ProductDoc) -> set[str]:
    return {
        *_tree("r", product.regions or None),
        *(["i:*"] if product.industries == () else _tree("i", product.industries)),
        *each("s", product.subjects),
        *each("g", product.security_accepted),
        *(f"q:{written.partition(':')[0]}" for written in product.requirements or ()),
        *(f"pk:{kind}" for kind in product.purpose_kinds or ()),
        *_types(product.product_type_codes),
        *(f"f:{code}" for code in product.feature_codes or ()),
        f"k:{product.kind}",
        f"cap:{band(product.amount_max_yuan)}",
        f"floor:{band(product.amount_min_yuan)}",
        *(f"lasts:{code}" for code in _terms_of(product)),
    }


def _terms_of(product: ProductDoc) -> list[str]:
    """The bands of terms that it can be had for; an end that is not said is no limit."""
    least, most = product.term_min_months, product.term_max_months
    first = 0 if least is None else TERM_BANDS.index(bands.of("term", least).code)
    last = len(TERM_BANDS) - 1 if most is None else TERM_BANDS.index(bands.of("term", most).code)
    return TERM_BANDS[first : last + 1]


def _shown(tags: Iterable[str]) -> set[str]:
    """Qualifications that anybody who browses may know of; with those that they imply.

    What a sensitive one implies is left out with it: whoever looks for the one would find the other.
    """
    words = {written.partition(":")[0] for written in tags}
    known = {other for word in words for other in (word, *requirements.implied_openly(word))}
    return {word for word in known if (entry := requirements.by_word(word)) and not entry.sensitive}


def _types(codes: Iterable[str] | None) -> set[str]:
    """Each type and the group it belongs to."""
    known = [entry for code in codes or () if (entry := product_types.get(code))]
    return {f"ta:{code}" for entry in known for code in (entry.code, entry.parent) if code}


def current(prefix: str, codes: Iterable[str] | None) -> list[str] | None:
    """Codes in force; None (no condition, unknown) if nothing is said or none is known."""
    known = [current_region(code) for code in codes or ()] if prefix == "r" else list(codes or ())
    return [code for code in known if code] or None


def ancestors(prefix: str, code: str) -> tuple[str, ...]:
    """The place or trade itself and all that contain it."""
    return (regions if prefix == "r" else industries).ancestors(code) or (code,)


def _tree(prefix: str, codes: Iterable[str] | None) -> set[str]:
    """The terms a place or trade is indexed under."""
    if (known := current(prefix, codes)) is None:
        return {f"{prefix}:?"}
    return {f"{prefix}:{c}" for c in known} | {f"{prefix}a:{a}" for c in known for a in ancestors(prefix, c)}


def each(prefix: str, words: Iterable[str] | None) -> tuple[str, ...]:
    """A term a word, or the term for not said."""
    return tuple(f"{prefix}:{word}" for word in words) if words else (f"{prefix}:?",)


def band(yuan: int | None) -> str:
    """The code of an amount's band, or "?"."""
    return "?" if yuan is None else bands.of("amount", Decimal(max(yuan, 0)) / YUAN_PER_WAN).code
