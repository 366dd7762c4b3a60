"""A product's own words to the keys of ProductDoc, each with the words it came from.

An institution says things otherwise than a borrower: 面向成立两年以上、纳税B级以上的小微企业，最高500万.
What is not said stays unknown; what is read is a proposal, which the institution confirms.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from search.language.reader import (
    product_conditions,
    product_figures,
    product_handling,
    product_materials,
    product_price,
    product_security,
    product_who,
)
from search.language.reader.draft import Quoted, Span
from search.language.reader.passage import Passage, passage_of

PARTS = (
    product_who,
    product_figures,
    product_price,
    product_security,
    product_conditions,
    product_handling,
    product_materials,
)
MANY = frozenset(
    {
        *("subjects", "industries", "industries_excluded", "regions"),
        *("purpose_kinds", "security_accepted", "requirements", "materials"),
    }
)
GREATEST = frozenset(  # of several caps the highest is the product's, of several promises the longest
    {"amount_max_yuan", "term_max_months", "rate_high_bp", "spread_high_bp", "price_bp", "decision_days"}
)


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """`values` by the names of ProductDoc, lists in the order of the text; a missing key: not said.

    Besides: what product_price, product_handling and product_materials name, which only its form asks for.
    """

    values: dict[str, Any]
    spans: tuple[Quoted, ...] = ()


def understand_product(text: str) -> ProductDraft:
    """What a product's text says of itself; empty for a text that says nothing. Never raises."""
    passage = passage_of(text)
    spans = sorted((span for part in PARTS for span in part.read(passage)), key=lambda span: span.start)
    values = _values(spans)
    return ProductDraft(values, tuple(_quoted(passage, span) for span in spans if _counts(span, values)))


def _values(spans: Iterable[Span]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for span in spans:
        if span.key in MANY:
            known = values.setdefault(span.key, ())
            words = {value.partition(":")[0] for value in known}
            values[span.key] = known if span.value.partition(":")[0] in words else (*known, span.value)
        elif span.key in values:
            keep = max if span.key in GREATEST else min
            values[span.key] = keep(values[span.key], span.value)
        else:
            values[span.key] = span.value
    return values


def _counts(span: Span, values: dict[str, Any]) -> bool:
    return span.value in values[span.key] if span.key in MANY else values[span.key] == span.value


def _quoted(passage: Passage, span: Span) -> Quoted:
    words = passage.written[span.start : span.end]
    return Quoted(span.key, span.value, words, span.start, span.end, span.sure)
