"""What search may know of today's rows, by id; an id that is left out is not shown."""

from collections.abc import Sequence

import sqlalchemy as sa

from portal.core.db import db
from portal.matching.documents import need_doc, product_doc
from portal.needs.models import SEEKING, FinancingNeed
from portal.needs.queries import is_stopped
from portal.products import queries as products
from search.documents import NeedDoc, ProductDoc


def load_needs(ids: Sequence[str]) -> dict[str, NeedDoc]:
    """Seeking needs among `ids`."""
    wanted = sa.select(FinancingNeed).where(
        FinancingNeed.id.in_([int(key) for key in ids]), FinancingNeed.state.in_(SEEKING), ~is_stopped()
    )
    return {str(need.id): need_doc(need) for need in db.session.scalars(wanted)}


def load_products(ids: Sequence[str]) -> dict[str, ProductDoc]:
    """Published and confirmed products among `ids`."""
    wanted = products.live().where(products.Product.id.in_([int(key) for key in ids]))
    return {str(product.id): product_doc(product) for product in db.session.scalars(wanted)}
