"""An institution's public page: what kind of house it is, where it works, what it offers, how it answers."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.core.db import db
from portal.leads.queries.record import figure_of
from portal.leads.record_views import record_view
from portal.organisations.models import Organisation, OrganisationKind, OrganisationState
from portal.products import kinds
from portal.products import queries as products
from portal.products.models import Product
from portal.products.views import product_view
from search import taxonomy


def find(public_id: str) -> Organisation | None:
    """An institution that takes part, with its areas."""
    rows = sa.select(Organisation).where(
        Organisation.public_id == public_id,
        Organisation.kind == OrganisationKind.INSTITUTION,
        Organisation.state == OrganisationState.ACTIVE,
        Organisation.frozen_at.is_(None),
        Organisation.left_at.is_(None),
    )
    return db.session.scalar(rows.options(selectinload(Organisation.areas)))


def page(institution: Organisation) -> dict:
    """What templates/public/institution.html reads."""
    entry = taxonomy.institution_types.get(institution.type_code or "")
    live = products.live().where(Product.institution_id == institution.id)
    rows = db.session.scalars(live.options(selectinload(Product.institution)).order_by(Product.name)).all()
    areas = sorted(area.region_code for area in institution.areas)
    about = [
        ("类型", entry.name if entry else ""),
        ("在哪里办", "、".join(map(taxonomy.regions.full_name, areas))),
    ]
    return {
        "name": institution.name,
        "about": [{"label": label, "value": value} for label, value in about if value],
        "phone": institution.service_phone or "",
        "products": [product_view(row) for row in rows],
        "record": record_view(figure_of(institution.id), kinds.offered_at(institution.type_code)),
    }
