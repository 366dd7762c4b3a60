"""The index of this site: opened once a process, written by the worker alone, rebuilt at will."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
import structlog
from flask import Flask, current_app

from portal.core.db import db, read_only
from portal.matching.documents import searchable_need, searchable_product
from portal.needs.models import SEEKING, FinancingNeed
from portal.organisations.models import Organisation
from portal.products import queries as products
from portal.products.models import Product
from search.documents import NeedDoc, ProductDoc
from search.engines import Engine, open_engine
from search.engines.protocol import EngineUnavailable, Kind, Query

log = structlog.get_logger(__name__)
EXTENSION = "search_engine"
CHUNK = 500
EVERYTHING = Query(limit=10_000_000)


def engine(app: Flask | None = None) -> Engine:
    """The engine named by SEARCH_ENGINE, opened on first use."""
    app = app or current_app
    if EXTENSION not in app.extensions:
        app.extensions[EXTENSION] = open_engine(app.config["SEARCH_ENGINE"], app.config["DATA_DIR"] / "index")
    return app.extensions[EXTENSION]


@contextmanager
def in_memory() -> Iterator[None]:
    """Work on an empty index in memory inside the block: the files are the worker's alone."""
    kept = current_app.extensions.pop(EXTENSION, None)
    current_app.extensions[EXTENSION] = open_engine("null")
    try:
        yield
    finally:
        del current_app.extensions[EXTENSION]
        if kept is not None:
            current_app.extensions[EXTENSION] = kept


def close() -> None:
    """Let go of the index's files."""
    if opened := current_app.extensions.pop(EXTENSION, None):
        opened.close()


def ensure() -> None:
    """Make the index match the database before the worker starts: it may be gone, old or behind.

    What is missing or too much is put right by itself: building everything anew would keep a large site's
    messages waiting. What has only changed stands in a message that is still in the outbox.
    """
    try:
        if not mend():
            put_needs(_differing("need", _seeking().with_only_columns(FinancingNeed.id)))
            put_products(_differing("product", products.live().with_only_columns(Product.id)))
    except EngineUnavailable as away:  # another process rebuilds it: `mend` looks again every few seconds
        log.warning("index.not_yet", reason=str(away))
    db.session.rollback()


def mend() -> bool:
    """Rebuild an index whose files were lost or damaged; whether that was needed."""
    if not engine().stale():
        return False
    rebuild()
    return True


def _differing(kind: Kind, rows: sa.Select) -> list[int]:
    """Ids that only the index or only the database has."""
    shown = {int(key) for key, _ in engine().find(kind, EVERYTHING)}
    return sorted(shown ^ set(db.session.scalars(rows)))


def rebuild() -> dict[str, int]:
    """Build the whole index beside the live one and swap; returns how many documents of each kind.

    The rows are read without SQLite's write lock: a rebuild must not hold up who files a need.
    """
    db.session.rollback()  # what was read before is older than the journal
    token = read_only.set(True)
    try:
        engine().rebuild({"need": _all_needs(), "product": _all_products()})
    finally:
        db.session.rollback()
        read_only.reset(token)
    counts = {"need": engine().count("need"), "product": engine().count("product")}
    log.info("index.rebuilt", **counts)
    return counts


def put_needs(ids: Sequence[int]) -> None:
    """Bring these needs up to date in the index: in while they seek, out otherwise."""
    found = list(db.session.scalars(_seeking().where(FinancingNeed.id.in_(ids))))
    gone = set(ids) - {need.id for need in found}
    if found:
        engine().put("need", [searchable_need(need) for need in found])
    if gone:
        engine().drop("need", [str(key) for key in sorted(gone)])


def put_products(ids: Sequence[int]) -> None:
    """The same for products."""
    rows = db.session.execute(_named_products().where(Product.id.in_(ids))).all()
    gone = set(ids) - {product.id for product, _ in rows}
    if rows:
        engine().put("product", [searchable_product(product, name) for product, name in rows])
    if gone:
        engine().drop("product", [str(key) for key in sorted(gone)])


def _seeking() -> sa.Select:
    return sa.select(FinancingNeed).where(FinancingNeed.state.in_(SEEKING))


def _named_products() -> sa.Select:
    live = products.live().join(Organisation, Organisation.id == Product.institution_id)
    return live.add_columns(Organisation.name_clear)


def _all_needs() -> Iterator[NeedDoc]:
    for need in db.session.scalars(_seeking().execution_options(yield_per=CHUNK)):
        yield searchable_need(need)


def _all_products() -> Iterator[ProductDoc]:
    for product, name in db.session.execute(_named_products().execution_options(yield_per=CHUNK)):
        yield searchable_product(product, name)
