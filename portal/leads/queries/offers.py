"""Offers and what was paid out under them."""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.core.db import db
from portal.leads.models import Disbursement, Lead, LeadState, Offer, stands


def latest(lead_id: int) -> Offer | None:
    """The lead's offer that counts."""
    return db.session.scalar(
        sa.select(Offer).where(Offer.lead_id == lead_id).order_by(Offer.id.desc()).limit(1)
    )


def money_of(lead_ids: Iterable[int]) -> dict[int, tuple[Offer, list[Disbursement]]]:
    """By lead its offer that counts and what was paid out under it, the first one first.

    Whoever has made none is left out.
    """
    rows = (
        sa.select(Offer, Disbursement)
        .outerjoin(Disbursement, sa.and_(Disbursement.offer_id == Offer.id, stands()))
        .where(Offer.lead_id.in_(list(lead_ids)))
        .order_by(Offer.id, Disbursement.id)
    )
    found: dict[int, tuple[Offer, list[Disbursement]]] = {}
    for offer, paid in db.session.execute(rows):
        if offer.lead_id not in found or found[offer.lead_id][0] is not offer:
            found[offer.lead_id] = (offer, [])
        if paid is not None:
            found[offer.lead_id][1].append(paid)
    return found


def rest_fen(offer: Offer) -> int:
    """How much of an offer is not paid out yet."""
    paid = sa.select(sa.func.coalesce(sa.func.sum(Disbursement.amount_fen), 0))
    paid = paid.where(Disbursement.offer_id == offer.id, stands())
    return offer.amount_fen - int(db.session.scalar(paid))


def has_rest() -> sa.ColumnElement[bool]:
    """SQL over Lead: it has paid out, and less than it offered last."""
    offered = sa.select(Offer.amount_fen).where(Offer.lead_id == Lead.id).order_by(Offer.id.desc()).limit(1)
    paid = sa.select(sa.func.coalesce(sa.func.sum(Disbursement.amount_fen), 0))
    paid = paid.where(Disbursement.lead_id == Lead.id, stands())
    rest = offered.correlate(Lead).scalar_subquery() > paid.correlate(Lead).scalar_subquery()
    return sa.and_(Lead.state == LeadState.DISBURSED, rest)
