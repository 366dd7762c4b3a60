"""Which products stand in the catalogue and take part in matching, and whose they are."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.db import db
from portal.organisations.models import Organisation
from portal.products.models import Product, ProductKind, ProductState

CONFIRM_EVERY = timedelta(days=30)
REMIND_BEFORE = timedelta(days=7)


def live() -> sa.Select:
    """Published, confirmed within the last 30 days, of an institution that is not frozen."""
    return sa.select(Product).where(_is_live())


def live_of(institution_id: int) -> list[Product]:
    """The live products of one institution."""
    return list(db.session.scalars(live().where(Product.institution_id == institution_id)))


def visible_to(actor) -> sa.Select:
    """Live products for everybody (`actor` None: signed out), and to a bank's people all of their own."""
    own = Product.institution_id == actor.organisation_id if actor and actor.is_bank else sa.false()
    return sa.select(Product).where(sa.or_(_is_live(), own))


def own(actor) -> sa.Select:
    """Every product of the actor's institution."""
    return sa.select(Product).where(Product.institution_id == actor.organisation_id)


def find(rows: sa.Select, public_id: str) -> Product | None:
    """The product with this address among `rows`, its institution loaded."""
    found = rows.where(Product.public_id == public_id).options(selectinload(Product.institution))
    return db.session.scalar(found)


def find_all(rows: sa.Select, public_ids: Sequence[str]) -> list[Product]:
    """The products among `rows` with these addresses, in that order, their institutions loaded."""
    wanted = rows.where(Product.public_id.in_(public_ids)).options(selectinload(Product.institution))
    found = {product.public_id: product for product in db.session.scalars(wanted)}
    return [found[public_id] for public_id in public_ids if public_id in found]


def live_among(ids: Sequence[int], also: ProductKind | None = None) -> list[Product]:
    """The live products with these ids, in that order, their institutions loaded; then all of a kind."""
    wanted = Product.id.in_(ids) if also is None else sa.or_(Product.id.in_(ids), Product.kind == also)
    rows = live().where(wanted).options(joinedload(Product.institution)).order_by(Product.id)
    found = {product.id: product for product in db.session.scalars(rows)}
    listed = [found.pop(key) for key in dict.fromkeys(ids) if key in found]
    return [*listed, *found.values()]


def catalogue() -> list[Product]:
    """All live products with their institutions, in two queries."""
    return list(db.session.scalars(live().options(selectinload(Product.institution))))


def mine(actor) -> list[Product]:
    """The institution's products: published ones first, the longest unconfirmed on top; then the rest."""
    published = sa.case((Product.state == ProductState.PUBLISHED, 0), else_=1)
    order = (published, Product.confirmed_on, Product.name)
    return list(db.session.scalars(own(actor).options(selectinload(Product.institution)).order_by(*order)))


def type_of(actor) -> str | None:
    """What kind of institution the actor's is (institution_types)."""
    return db.session.scalar(
        sa.select(Organisation.type_code).where(Organisation.id == actor.organisation_id)
    )


def due(actor) -> tuple[sa.Select]:
    """Published products that must be confirmed within a week, or are hidden already."""
    late = Product.confirmed_on <= clock.today() - CONFIRM_EVERY + REMIND_BEFORE
    return (own(actor).where(Product.state == ProductState.PUBLISHED, late),)


def confirm_by(product: Product) -> date | None:
    """The last day on which the product is shown unless it is confirmed again."""
    return product.confirmed_on and product.confirmed_on + CONFIRM_EVERY


def _is_live() -> sa.ColumnElement[bool]:
    since = clock.today() - CONFIRM_EVERY
    frozen = sa.select(Organisation.id).where(Organisation.frozen_at.is_not(None))
    return sa.and_(
        Product.state == ProductState.PUBLISHED,
        Product.confirmed_on >= since,
        Product.institution_id.not_in(frozen),
    )
