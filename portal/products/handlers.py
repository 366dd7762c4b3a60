"""What products do when an institution leaves."""

import sqlalchemy as sa

from portal.core import outbox
from portal.core.db import db
from portal.products import service
from portal.products.models import Product, ProductState


@outbox.handles("organisation.left", name="products.organisation_left")
def take_out(organisation_id: int) -> None:
    """Nobody is left who could answer for them: out of the catalogue and of matching."""
    shown = sa.select(Product).where(
        Product.institution_id == organisation_id, Product.state == ProductState.PUBLISHED
    )
    for product in db.session.scalars(shown).all():
        service.take_out(product)
