"""A collection of needs and products from files, and runs over it. docs/evaluation.md is the format."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from search.completing import completed
from search.documents import NeedDoc, ProductDoc
from search.engines import Engine, open_engine
from search.matcher import Matcher

WEEK = "2026-W01"  # fixed, so that equal runs are equal to the byte
RESULTS = 50
# A collection's own words → the words of our documents.
PURPOSE_CODES = {
    "working_capital": "U01",
    "fixed_assets": "U16",
    "plant_purchase": "U07",
    "renewal": "U21",
    "bond": "U33",
}
Ranked = tuple[str, list[tuple[str, float]]]
LEASING_TYPES = frozenset({"P1401", "P1402"})


def read_lines(path: str | Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file; ValueError names the line that is not one."""
    found = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: not JSON ({error})") from error
        found.append(checked(entry, f"{path}, line {number}"))
    return found


def checked(entry: Any, where: str) -> dict[str, Any]:
    """The entry, if it is an object with an id; else ValueError."""
    if isinstance(entry, dict) and isinstance(entry.get("id"), str):
        return entry
    raise ValueError(f"{where}: not an object with an id")


def need_of(entry: dict[str, Any]) -> NeedDoc:
    """A need of a collection, completed by its words; of a judged one nothing but `input` is read."""
    values = dict(entry.get("input", entry)) | {"id": entry["id"]}
    values.setdefault("subjects", values.get("subject_type"))
    if not values.get("purpose_code"):
        values["purpose_code"] = PURPOSE_CODES.get(values.get("purpose") or "")
    if values.get("no_collateral") is False and not values.get("collateral_offered"):
        values["no_collateral"] = values["collateral_offered"] = None  # the collection says so for "not said"
    return NeedDoc.from_dict(completed(values))


def product_of(entry: dict[str, Any]) -> ProductDoc:
    """A product of a collection."""
    values = dict(entry)
    values.setdefault("security_accepted", values.get("guarantee_accepted"))
    values.setdefault("purpose_kinds", values.get("purposes"))
    values.setdefault("institution_id", values.get("institution"))
    if "kind" not in values and LEASING_TYPES.intersection(values.get("product_type_codes") or ()):
        values["kind"] = "leasing"
    if name := values.get("name"):
        values["text"] = f"{name} {values.get('text') or ''}"
    return ProductDoc.from_dict(values)


def matcher_over(needs: Iterable[NeedDoc], products: Iterable[ProductDoc], engine: Engine) -> Matcher:
    """A matcher over documents in memory, indexed in `engine`."""
    need_by_id = {need.id: need for need in needs}
    product_by_id = {product.id: product for product in products}
    engine.rebuild({"need": need_by_id.values(), "product": product_by_id.values()})
    return Matcher(
        engine,
        lambda ids: {key: need_by_id[key] for key in ids if key in need_by_id},
        lambda ids: {key: product_by_id[key] for key in ids if key in product_by_id},
        week=WEEK,
    )


def run(
    products: list[ProductDoc], needs: list[NeedDoc], engine: str, *, reverse: bool = False
) -> Iterator[str]:
    """Lines "query_id doc_id rank score", by tabs; with `reverse` the queries are products."""
    with tempfile.TemporaryDirectory(prefix="rongqiao-index-") as folder:
        opened = open_engine(engine, folder)
        matcher = matcher_over(needs, products, opened)
        for query_id, found in _reverse(matcher, products) if reverse else _forward(matcher, needs):
            for rank, (doc_id, score) in enumerate(found, 1):
                yield f"{query_id}\t{doc_id}\t{rank}\t{score:.6f}\n"
        opened.close()


def _forward(matcher: Matcher, needs: list[NeedDoc]) -> Iterator[Ranked]:
    """The list, and behind it what a smaller amount would bring in, as the owner reads it."""
    for need in needs:
        found = matcher.products_for(need, RESULTS, near=RESULTS)
        listed = [(match.product_id, match.score) for match in found.matches]
        smaller = [miss.product_id for miss in found.near_misses if miss.failed == ("amount",)]
        yield need.id, (listed + [(product_id, 0.0) for product_id in smaller])[:RESULTS]


def _reverse(matcher: Matcher, products: list[ProductDoc]) -> Iterator[Ranked]:
    for product in products:
        found = matcher.needs_for(product, RESULTS)
        yield product.id, [(match.need_id, match.score) for match in found]
