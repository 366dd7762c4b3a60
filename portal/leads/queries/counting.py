"""Real counts beside every choice of a list: one query for all facets, the total and what is due."""

from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.core.db import db
from portal.leads.queries.facets import Chosen, Facet


@dataclass
class Counts:
    """`by[facet][value]` counts rows under the other facets' choices; `total` under all; `due` under none."""

    total: int = 0
    by: dict[str, dict[str, int]] = field(default_factory=dict)
    due: dict[str, int] = field(default_factory=dict)


def count(base: sa.Select, facets: tuple[Facet, ...], chosen: Chosen) -> Counts:
    """Count a list of needs (a select from need, with or without its lead) in every direction at once."""
    columns = {name: column for facet in facets for name, column in facet.columns().items()}
    facts = base.with_only_columns(
        *(column.label(name) for name, column in columns.items()), maintain_column_froms=True
    )
    rows = facts.order_by(None).cte("facts")
    parts = [_counted("", sa.literal(""), rows, _conditions(rows, facets, chosen))]
    if "due" in columns:
        parts.append(_counted("due_all", rows.c.due, rows, []))
    for facet in facets:
        others = tuple(other for other in facets if other is not facet)
        parts += _parts(facet, rows, _conditions(rows, others, chosen))
    return _read(db.session.execute(sa.union_all(*parts)))


def filtered(base: sa.Select, facets: tuple[Facet, ...], chosen: Chosen) -> sa.Select:
    """The list under all choices."""
    return base.where(*_conditions(None, facets, chosen))


def _conditions(rows, facets: tuple[Facet, ...], chosen: Chosen) -> list:
    """SQL of the choices, over the counted rows or (None) over the tables themselves."""
    taken = [facet for facet in facets if facet.name in chosen]
    return [
        facet.where(rows.c if rows is not None else facet.columns(), chosen[facet.name]) for facet in taken
    ]


def _parts(facet: Facet, rows, conditions: list) -> list[sa.Select]:
    if not facet.flags:
        return [_counted(facet.name, rows.c[facet.name], rows, conditions)]
    return [
        _counted(facet.name, sa.literal(value), rows, [*conditions, facet.where(rows.c, (value,))])
        for value in facet.order
    ]


def _counted(name: str, value: sa.ColumnElement, rows, conditions: list) -> sa.Select:
    key = sa.cast(value, sa.String).label("value")
    counted = sa.select(sa.literal(name).label("facet"), key, sa.func.count().label("n")).select_from(rows)
    return counted.where(*conditions).group_by(key)


def _read(result) -> Counts:
    counts = Counts()
    for facet, value, n in result:
        if facet == "":
            counts.total = n
        elif facet == "due_all":
            counts.due[value] = n
        elif value is not None:
            counts.by.setdefault(facet, {})[value] = n
    return counts
