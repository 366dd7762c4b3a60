"""What the first screen lists."""

from sqlalchemy.orm import selectinload

from portal.core.db import db
from portal.products import queries as products
from portal.products.models import Product


def recently_confirmed(limit: int) -> list[Product]:
    """Live products last confirmed by their institutions; equals in the order of their random ids."""
    rows = products.live().options(selectinload(Product.institution))
    return list(
        db.session.scalars(rows.order_by(Product.confirmed_on.desc(), Product.public_id).limit(limit))
    )
