"""Who may open which route, and whose rows are whose: written by hand, so a mistake must be made twice."""

from tests.matrix import (
    account_routes,
    lead_routes,
    lead_rows,
    need_routes,
    need_rows,
    organisation_routes,
    site_routes,
    site_rows,
)
from tests.matrix.people import EVERYBODY, Rows
from tests.matrix.roles import ALL

__all__ = ["ALL", "EVERYBODY", "KEEPS_NOTHING", "MATRIX", "SEES", "Rows"]


def _joined(*tables: dict) -> dict:
    """The tables as one; what stands in two of them would be said by the last alone."""
    joined = {key: value for table in tables for key, value in table.items()}
    assert len(joined) == sum(map(len, tables))
    return joined


MATRIX: dict[str, frozenset] = _joined(
    site_routes.ROUTES,
    account_routes.ROUTES,
    organisation_routes.ROUTES,
    need_routes.ROUTES,
    lead_routes.ROUTES,
)
SEES = Rows(_joined(site_rows.ROWS, need_rows.ROWS, lead_rows.ROWS))
KEEPS_NOTHING = frozenset({"POST needs.say"})
"""Forms that answer and change nothing: they need no token, and so the first screen needs no session."""
