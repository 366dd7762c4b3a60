"""Offers and what was paid out under them."""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.core.db import db
from portal.leads.models import Disbursement, Lead, LeadState, Offer


def latest(lead_id: int) -> Offer | None:
    """The lead's offer that counts."""
    return latest_of([lead_id]).get(lead_id)


def latest_of(lead_ids: Iterable[int]) -> dict[int, Offer]:
    """The same for several leads, by lead; whoever has made none is left out."""
    rows = sa.select(Offer).where(Offer.lead_id.in_(list(lead_ids))).order_by(Offer.id)
    return {offer.lead_id: offer for offer in db.session.scalars(rows)}


def paid_of(lead_ids: Iterable[int]) -> dict[int, list[Disbursement]]:
    """What was paid out, by lead, the first one first."""
    rows = sa.select(Disbursement).where(Disbursement.lead_id.in_(list(lead_ids))).order_by(Disbursement.id)
    found: dict[int, list[Disbursement]] = {}
    for one in db.session.scalars(rows):
        found.setdefault(one.lead_id, []).append(one)
    return found


def rest_fen(offer: Offer) -> int:
    """How much of an offer is not paid out yet."""
    paid = sa.select(sa.func.coalesce(sa.func.sum(Disbursement.amount_fen), 0))
    return offer.amount_fen - int(db.session.scalar(paid.where(Disbursement.offer_id == offer.id)))


def has_rest() -> sa.ColumnElement[bool]:
    """SQL over Lead: it has paid out, and less than it offered last."""
    offered = sa.select(Offer.amount_fen).where(Offer.lead_id == Lead.id).order_by(Offer.id.desc()).limit(1)
    paid = sa.select(sa.func.sum(Disbursement.amount_fen)).where(Disbursement.lead_id == Lead.id)
    rest = offered.correlate(Lead).scalar_subquery() > paid.correlate(Lead).scalar_subquery()
    return sa.and_(Lead.state == LeadState.DISBURSED, rest)
