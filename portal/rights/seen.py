"""What institutions see of a firm at this moment, need by need: said before everything is stopped."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.consent import queries as consents
from portal.consent.models import Consent
from portal.core import clock, wording
from portal.core.db import db
from portal.core.visibility import Persona
from portal.leads import owner_words
from portal.leads.models import Lead
from portal.leads.moves import OPEN
from portal.needs.models import SEEKING, FinancingNeed, NeedState, Openness
from portal.needs.views import NeedView, need_view

Need = FinancingNeed
GOING_OUT = (NeedState.AWAITING_VERIFICATION, *SEEKING)
"""What institutions have, or will have without the owner doing anything more. Drafts wait for the owner."""


@dataclass(frozen=True)
class Seer:
    """An institution, how far it has come, and until when it sees everything ("": the bands of a card)."""

    name: str
    state: str
    word: str
    until: str


@dataclass(frozen=True)
class Seen:
    """A need with those before whom it stands; `in_hall`: besides, whoever fits may open its card."""

    need: NeedView
    seers: list[Seer]
    in_hall: bool


def needs_of(actor) -> sa.Select:
    """Own needs of which an institution sees something now, or soon will."""
    open_lead = sa.exists().where(Lead.need_id == Need.id, Lead.state.in_(OPEN)).correlate(Need)
    consent = (
        sa.select(Consent.id)
        .where(Consent.need_id == Need.id, Consent.withdrawn_at.is_(None), Consent.until > clock.now())
        .correlate(Need)
        .exists()
    )
    stands = sa.or_(Need.state.in_(GOING_OUT), open_lead, consent)
    return sa.select(Need).where(Need.owner_id == actor.organisation_id, stands)


def seen_by(actor) -> list[Seen]:
    """All of it, the newest need first, in two queries."""
    found = db.session.scalars(needs_of(actor).order_by(Need.id.desc())).all()
    seers: dict[int, list[Seer]] = {}
    for lead, until in _leads([need.id for need in found]):
        seers.setdefault(lead.need_id, []).append(_seer(lead, until))
    return [
        Seen(
            need_view(need, Persona.OWNER),
            seers.get(need.id, []),
            need.state in SEEKING and need.openness is Openness.OPEN,
        )
        for need in found
    ]


def _leads(need_ids: list[int]) -> list[tuple[Lead, datetime | None]]:
    until = sa.select(sa.func.max(Consent.until)).where(Consent.lead_id == Lead.id, consents.holds())
    until = until.correlate(Lead).scalar_subquery()
    rows = (
        sa.select(Lead, until)
        .where(Lead.need_id.in_(need_ids), sa.or_(Lead.state.in_(OPEN), until.is_not(None)))
        .options(joinedload(Lead.institution), joinedload(Lead.product))
        .order_by(until.is_(None), Lead.id)
    )
    return [tuple(row) for row in db.session.execute(rows)]


def _seer(lead: Lead, until: datetime | None) -> Seer:
    day = wording.day_in_sentence(clock.local(until).date()) if until else ""
    return Seer(lead.institution.name, lead.state, owner_words.word(lead), day)
