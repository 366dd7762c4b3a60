"""The two sides of a joint talk before it begins: which bank, and which guarantees could sit beside it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.core.db import db
from portal.leads.models import JointTalk, Lead, LeadState
from portal.leads.moves import MOVES, TALKING
from portal.leads.service.pushing import of_pair
from portal.matching import queries as matching
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation, OrganisationKind
from portal.products import kinds, partners
from portal.products import queries as products
from portal.products.models import Product, ProductKind


@dataclass(frozen=True)
class Bank:
    """`loan`: what is applied for, None where it asks or talks already; `partners` work with that loan."""

    id: int
    public_id: str
    name: str
    loan: Product | None
    partners: tuple[Organisation, ...]


def bank_of(need: FinancingNeed, public_id: str, loan_id: str) -> Bank | None:
    """The bank of this address: one that talks or asks, or lends what fits the need; else None."""
    rows = sa.select(Organisation).where(Organisation.public_id == public_id)
    house = db.session.scalar(rows.where(Organisation.kind == OrganisationKind.INSTITUTION))
    if house is None or kinds.offered_at(house.type_code) is not ProductKind.LOAN:
        return None
    lead = of_pair(need.id, house.id)
    loan = None
    if lead is None or lead.state not in (*TALKING, LeadState.INTERESTED):
        loan = _loan(need, house, loan_id)
        if loan is None or (lead is not None and lead.state not in MOVES["apply"].sources):
            return None
    named = loan or (lead and lead.product_id and db.session.get(Product, lead.product_id))
    works_with = partners.confirmed([named]).get(named.id, []) if named else []
    return Bank(house.id, house.public_id, house.name, loan, tuple(works_with))


def _loan(need: FinancingNeed, house: Organisation, loan_id: str) -> Product | None:
    """The loan that the address names, else the one of the house that fits the need best."""
    own = [one for one in products.live_of(house.id) if one.kind is ProductKind.LOAN]
    named = next((one for one in own if one.public_id == loan_id), None)
    best = matching.best_of(own, [need]).get(need.id)
    return named or (best[0] if best else None)


def guarantees_for(need: FinancingNeed, bank: Bank) -> list[Product]:
    """The best fitting guarantee of each guarantor that may be given the need and can still be asked."""
    live = products.live().where(Product.kind == ProductKind.GUARANTEE, Product.institution_id != bank.id)
    rows = db.session.scalars(live.options(selectinload(Product.institution)).order_by(Product.id)).all()
    by_house: dict[int, list[Product]] = {}
    for product in rows:
        by_house.setdefault(product.institution_id, []).append(product)
    may = able(need)
    best = (matching.best_of(own, [need]).get(need.id) for key, own in by_house.items() if key in may)
    return [found[0] for found in best if found]


def able(need: FinancingNeed) -> set[int]:
    """Who may be given the need, and has not come so far with it that nothing can be asked any more."""
    met = sa.select(Lead.institution_id, Lead.state, _sits_beside()).where(Lead.need_id == need.id)
    over = {
        key
        for key, state, taken in db.session.execute(met)
        if taken or (state not in TALKING and state not in MOVES["apply"].sources)
    }
    return matching.unhindered(need) - over


def beside_somebody(need: FinancingNeed) -> set[int]:
    """The institutions that talk together already: each sits beside one other at a time."""
    rows = sa.select(Lead.institution_id).where(Lead.need_id == need.id, _sits_beside())
    return set(db.session.scalars(rows))


def _sits_beside() -> sa.ColumnElement[bool]:
    either = sa.or_(JointTalk.bank_lead_id == Lead.id, JointTalk.guarantor_lead_id == Lead.id)
    return sa.exists().where(either, JointTalk.ended_at.is_(None))
