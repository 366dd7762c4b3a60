"""Real counts beside every choice of a list: all facets, the total and what is due, by one query."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.leads.queries.facets import Chosen, Facet

LAST = "comes_last"


@dataclass
class Counts:
    """`by[facet][value]` counts rows under the other facets' choices; `total` under all; `due` under none.

    `last`: how many of `total` are what the caller marked so.
    """

    total: int = 0
    last: int = 0
    by: dict[str, Counter[str]] = field(default_factory=dict)
    due: Counter[str] = field(default_factory=Counter)


def count(
    base: sa.Select, facets: tuple[Facet, ...], chosen: Chosen, last: sa.ColumnElement[bool] | None = None
) -> Counts:
    """Count a list of needs (a select from need, with or without its lead) in every direction at once.

    Each row's values are fetched once and counted here: a query that counted in a dozen directions took the
    database longer, and SQLAlchemy longer still to put together.
    """
    columns = {name: column for facet in facets for name, column in facet.columns().items()}
    columns |= {} if last is None else {LAST: sa.case((last, 1), else_=0)}
    facts = base.with_only_columns(
        *(column.label(name) for name, column in columns.items()), maintain_column_froms=True
    )
    counts = Counts(by={facet.name: Counter() for facet in facets})
    for row in db.session.execute(facts.order_by(None)).mappings():
        _add(counts, {facet.name: _values(facet, row) for facet in facets}, chosen, row.get(LAST, 0))
    return counts


def filtered(base: sa.Select, facets: tuple[Facet, ...], chosen: Chosen) -> sa.Select:
    """The list under all choices."""
    taken = [facet for facet in facets if facet.name in chosen]
    return base.where(*(facet.where(facet.columns(), chosen[facet.name]) for facet in taken))


def _values(facet: Facet, row: Mapping[str, Any]) -> tuple[str, ...]:
    """The facet's values that a row has; none where nothing is known."""
    if facet.flags:
        return tuple(value for value in facet.order if row[f"{facet.name}_{value}"])
    return () if row[facet.name] is None else (str(row[facet.name]),)


def _add(counts: Counts, values: dict[str, tuple[str, ...]], chosen: Chosen, last: int) -> None:
    """Count one row: wherever every choice lets it through, or at the one facet whose choice does not."""
    if "due" in values:
        counts.due.update(values["due"])
    barred = [name for name in values if name in chosen and not set(chosen[name]).intersection(values[name])]
    if not barred:
        counts.total, counts.last = counts.total + 1, counts.last + last
    if len(barred) < 2:
        for name in barred or values:
            counts.by[name].update(values[name])
