"""Matching for pages: which products fit a need, which needs fit a bank, and what words find."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import joinedload

from portal.core import clock, regions
from portal.core.db import db
from portal.leads.models import Lead
from portal.matching import index
from portal.matching.documents import need_doc, product_doc, searchable_need
from portal.matching.judging import Institution, institutions, obstacles
from portal.matching.loaders import load_needs, load_products
from portal.needs.models import FinancingNeed
from portal.products import queries as products
from portal.products.models import Product, ProductKind
from search import typed
from search.answers import Match, Matches
from search.documents import NeedDoc, ProductDoc
from search.engines import Engine, EngineUnavailable
from search.matcher import Matcher
from search.nearest import Barriers, barriers

log = structlog.get_logger(__name__)
MOST_WORD_HITS = typed.MOST_HITS
MOST_CLOSEST = 20
MOST_JUDGED = 2_000  # products looked through for a need that nothing serves
INSTITUTION_CANDIDATES = 60
Words = str | Sequence[typed.Part]


def matcher() -> Matcher:
    return Matcher(index.engine(), load_needs, load_products)


def matches_for(need: FinancingNeed | NeedDoc, limit: int = 20, near: int = 5) -> Matches | None:
    """Products for a need with near misses and questions; None while the index is away."""
    doc = need if isinstance(need, NeedDoc) else need_doc(need)
    try:
        return matcher().products_for(doc, limit=limit, near=near)
    except EngineUnavailable as error:
        log.error("index.away", exc_info=error)
        return None


def all_live() -> list[Product]:
    """The live products with their institutions, MOST_JUDGED of them at most."""
    rows = products.live().options(joinedload(Product.institution))
    return list(db.session.scalars(rows.order_by(Product.public_id).limit(MOST_JUDGED)))


def barriers_of(need: FinancingNeed, rows: Iterable[Product]) -> Barriers:
    """Why none of these products serves a need, and what comes nearest; rules alone, without the index."""
    year, week, _ = clock.today().isocalendar()
    return barriers(need_doc(need), map(product_doc, rows), f"{year}-W{week:02d}")


def explain(need: FinancingNeed, product: Product, persona: str = "owner") -> Match:
    """One pair, rule by rule, without the index."""
    return matcher().explain(need_doc(need), product_doc(product), persona=persona)


def fitting(need: FinancingNeed, rows: Iterable[Product]) -> list[tuple[Product, Match]]:
    """Those of these products that may be shown for a need, best first; rules alone, without the index."""
    document, judge = need_doc(need), matcher()
    pairs = [(row, judge.explain(document, product_doc(row))) for row in rows]
    return sorted(
        (pair for pair in pairs if pair[1].score > 0), key=lambda pair: (-pair[1].score, pair[0].id)
    )


def best_products(
    institution_id: int, needs: Iterable[FinancingNeed], persona: str = "browsing"
) -> dict[int, tuple[Product, Match]]:
    """For each need that fits: the institution's best live product and why. Rules only, no index."""
    return best_of(products.live_of(institution_id), needs, persona)


def best_of(
    own: Sequence[Product], needs: Iterable[FinancingNeed], persona: str = "browsing"
) -> dict[int, tuple[Product, Match]]:
    """The same among products that are read already."""
    documents, judge = _documents(own), matcher()
    by_id = {str(product.id): product for product in own}
    best = ((need.id, judge.best_product(need_doc(need), documents, persona)) for need in needs)
    return {need_id: (by_id[match.product_id], match) for need_id, match in best if match}


def best_scores(own: Sequence[Product], needs: Iterable[FinancingNeed]) -> dict[int, float]:
    """How well the best of these products fits each need, 0 where none does; nothing is explained."""
    documents, judge = _documents(own), matcher()
    return {need.id: max(judge.scores(need_doc(need), documents), default=0.0) for need in needs}


def _documents(own: Sequence[Product]) -> list[ProductDoc]:
    """By id, as the first of equals is taken."""
    return [product_doc(product) for product in sorted(own, key=lambda product: product.id)]


def search_needs(words: Words, places: Iterable[str] = ()) -> list[int] | None:
    """Ids of needs that have all that was typed, best first, at most 1,000; None while the index is away.

    `places` are where the reader may see any: what lies elsewhere would use up the thousand.
    """
    return _asked(lambda engine: typed.find(engine, "need", _parts(words), places))


def some_needs(words: Words, places: Iterable[str] = ()) -> Iterator[list[int]]:
    """The same for what has only some of it, nearest first; each answer is asked for when taken."""
    try:
        yield from map(_ids, typed.find_some(index.engine(), "need", _parts(words), places))
    except EngineUnavailable as error:
        log.error("index.away", exc_info=error)


def holding(words: str, docs: Mapping[int, NeedDoc]) -> frozenset[int]:
    """Those of these needs (see `as_indexed`) that `search_needs` finds; asks no index."""
    return frozenset(key for key, doc in docs.items() if typed.has_all(doc, typed.read(words), "need"))


def as_indexed(need_ids: Iterable[int]) -> dict[int, NeedDoc]:
    """Needs as the index knows them, today."""
    rows = db.session.scalars(sa.select(FinancingNeed).where(FinancingNeed.id.in_(list(need_ids))))
    return {need.id: searchable_need(need) for need in rows}


def search_products(words: str) -> list[int] | None:
    """Ids of products that have all that was typed, best first; None while the index is away."""
    return _asked(lambda engine: typed.find(engine, "product", typed.read(words)))


def closest_products(sentence: str) -> list[int]:
    """A few products that share the most words with a sentence which no product holds whole."""
    return _asked(lambda _: matcher().closest_products(sentence, MOST_CLOSEST)) or []


def institutions_for(need: FinancingNeed) -> list[tuple[int, int, int]]:
    """(institution, its best product, score 0–10000) for a need, best first.

    Only institutions that may take it: the county in their service area, an active manager there, not barred,
    named if the need is directed, and not before them already. Raises EngineUnavailable.
    """
    found = matcher().products_for(need_doc(need), limit=INSTITUTION_CANDIDATES, near=0)
    rows = _products_by_id(match.product_id for match in found.matches)
    able = able_institutions(need)
    best: dict[int, tuple[int, int, int]] = {}
    for match in found.matches:
        product = rows.get(int(match.product_id))
        if product and product.kind is ProductKind.LOAN and product.institution_id in able:
            best.setdefault(
                product.institution_id, (product.institution_id, product.id, round(match.score * 10_000))
            )
    return list(best.values())


def able_institutions(need: FinancingNeed) -> set[int]:
    """Institutions that may be given this need, whatever their products."""
    before = set(db.session.scalars(sa.select(Lead.institution_id).where(Lead.need_id == need.id)))
    return unhindered(need) - before


def unhindered(need: FinancingNeed) -> set[int]:
    """The same, whoever is before the need already among them."""
    in_the_way = obstacles([need], institutions())[need.id]
    return {key for key, obstacle in in_the_way.items() if obstacle is None}


def working_at(region_code: str | None) -> list[Institution]:
    """The institutions that lend in a county and have a manager for it, by name."""
    found = institutions().values() if region_code else ()
    here = (one for one in found if regions.covers(one.areas, region_code))
    return sorted((one for one in here if regions.covers(one.staff, region_code)), key=lambda one: one.name)


def _products_by_id(ids: Iterable[str]) -> dict[int, Product]:
    wanted: Sequence[int] = [int(key) for key in ids]
    return {row.id: row for row in db.session.scalars(sa.select(Product).where(Product.id.in_(wanted)))}


def _parts(words: Words) -> Sequence[typed.Part]:
    return typed.read(words) if isinstance(words, str) else words


def _asked(ask: Callable[[Engine], typed.Hits]) -> list[int] | None:
    try:
        return _ids(ask(index.engine()))
    except EngineUnavailable as error:
        log.error("index.away", exc_info=error)
        return None


def _ids(hits: typed.Hits) -> list[int]:
    return [int(key) for key, _ in hits]
