"""Real counts beside every choice of a list: all facets, the total and what is due, by one query."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import sqlalchemy as sa

from portal.core.db import db
from portal.leads.queries.facets import Chosen, Facet

KEY, LAST = "key", "comes_last"
Columns = Mapping[str, Sequence[Any]]


@dataclass
class Counts:
    """`by[facet][value]` counts rows under the other facets' choices; `total` under all; `due` under none.

    `whole`: under no choice. `ids`: of those under all choices, in the list's order. `last`: how many of
    `total` are what the caller marked so.
    """

    whole: int = 0
    total: int = 0
    last: int = 0
    ids: Sequence[int] = ()
    by: dict[str, Counter[str]] = field(default_factory=dict)
    due: Counter[str] = field(default_factory=Counter)


def count(
    ordered: sa.Select,
    key: sa.ColumnElement[int],
    facets: tuple[Facet, ...],
    chosen: Chosen,
    last: sa.ColumnElement[bool] | None = None,
) -> Counts:
    """Count a list of needs (a select from need, with or without its lead) in every direction at once.

    `key` is the id of its rows. What a reader may see is asked of each row once: its values are fetched and
    counted here, column by column. A query that counted in a dozen directions took the database longer, and
    SQLAlchemy longer still to put together.
    """
    named = {KEY: key} | {name: column for facet in facets for name, column in facet.columns().items()}
    named |= {} if last is None else {LAST: sa.case((last, 1), else_=0)}
    labelled = (column.label(name) for name, column in named.items())
    rows = db.session.execute(ordered.with_only_columns(*labelled, maintain_column_froms=True)).all()
    return _counted(dict(zip(named, zip(*rows, strict=True), strict=True)) if rows else {}, facets, chosen)


def filtered(base: sa.Select, facets: tuple[Facet, ...], chosen: Chosen) -> sa.Select:
    """The list under all choices."""
    taken = [facet for facet in facets if facet.name in chosen]
    return base.where(*(facet.where(facet.columns(), chosen[facet.name]) for facet in taken))


def _counted(columns: Columns, facets: tuple[Facet, ...], chosen: Chosen) -> Counts:
    """Count columns of equal length; none at all where the list is empty."""
    if not columns:
        return Counts(by={facet.name: Counter() for facet in facets})
    through = {facet.name: _through(facet, columns, chosen) for facet in facets if facet.name in chosen}
    every = (True,) * len(columns[KEY])
    under_all = _all(through.values(), every)
    return Counts(
        whole=len(every),
        total=sum(under_all),
        ids=list(compress(columns[KEY], under_all)),
        last=sum(compress(columns.get(LAST, ()), under_all)),
        by={
            facet.name: _values(
                facet, columns, _all([let for name, let in through.items() if name != facet.name], every)
            )
            for facet in facets
        },
        due=Counter(columns.get("due", ())),
    )


def _through(facet: Facet, columns: Columns, chosen: Chosen) -> list[bool]:
    """Row by row whether this facet's choice lets it through."""
    wanted = chosen[facet.name]
    if facet.flags:
        return list(map(any, zip(*(columns[f"{facet.name}_{value}"] for value in wanted), strict=True)))
    return [value in wanted for value in columns[facet.name]]


def _all(masks: Iterable[Sequence[bool]], every: Sequence[bool]) -> Sequence[bool]:
    """Row by row whether all let it through; `every` where there is none."""
    masks = list(masks)
    return list(map(all, zip(*masks, strict=True))) if masks else every


def _values(facet: Facet, columns: Columns, mask: Sequence[bool]) -> Counter[str]:
    """How often each of the facet's values stands in these rows; what is not known is none of them."""
    if facet.flags:
        counted = {value: sum(compress(columns[f"{facet.name}_{value}"], mask)) for value in facet.order}
    else:
        counted = Counter(compress(columns[facet.name], mask))
    return Counter({str(value): n for value, n in counted.items() if n and value is not None})
