"""Keeping institutions' figures: once a day, from the ledger."""

from dataclasses import asdict

import sqlalchemy as sa

from portal.core import clock, outbox
from portal.core.db import db
from portal.leads.models import InstitutionFigure
from portal.leads.queries.record import records
from portal.leads.record import LEAST, Record
from portal.products import queries as products
from portal.products.models import Product

SILENT = 99
"""Half days that the ranking takes where most pushes were never answered: more than it tells apart."""


def refresh() -> int:
    """Write today's row of each institution and what the ranking reads; how many institutions."""
    found = records()
    db.session.execute(
        sa.delete(InstitutionFigure).where(InstitutionFigure.institution_id.not_in(list(found)))
    )
    rows = {row.institution_id: row for row in db.session.scalars(sa.select(InstitutionFigure))}
    for institution_id, sums in found.items():
        row = rows.get(institution_id) or InstitutionFigure(institution_id=institution_id)
        row.as_of = clock.today()
        for name, value in asdict(sums).items():
            setattr(row, name, value)
        db.session.add(row)
    db.session.flush()
    _rank(found)
    return len(found)


def ranked_by(sums: Record | None) -> int | None:
    """Half days for the ranking; None while there are too few cases."""
    if sums is None or sums.due < LEAST:
        return None
    return SILENT if sums.half_days is None else sums.half_days


def _rank(found: dict[int, Record]) -> None:
    """Products take their institution's speed over; only those whose value moves are indexed anew."""
    for institution_id in db.session.scalars(sa.select(Product.institution_id).distinct()).all():
        speed = ranked_by(found.get(institution_id))
        moved = (Product.institution_id == institution_id, Product.answer_half_days.is_distinct_from(speed))
        live = db.session.scalars(products.live().where(*moved).with_only_columns(Product.id)).all()
        changed = sa.update(Product).where(*moved).values(answer_half_days=speed)
        db.session.execute(changed.execution_options(synchronize_session=False))
        for product_id in live:
            outbox.put("product.changed", product_id=product_id)
