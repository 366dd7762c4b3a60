"""What waits for an owner: departments that put the firm on a list and want to push it."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from portal.core import crypto
from portal.core.db import db
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.needs.queries import known_of
from portal.organisations.models import Organisation
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralBatch
from portal.referrals.queries.rows import listed_visible_to
from search.language.scrub import Known, scrub


@dataclass(frozen=True)
class Decision:
    """Who put the firm on which list, and when; `draft` is the public id of a need begun for it."""

    public_id: str
    department: str
    list_name: str
    at: datetime
    state: ListingState
    draft: str | None


def undecided(actor) -> sa.Select:
    """Listings that the owner has not answered."""
    return listed_visible_to(actor).where(ListedFirm.state == ListingState.AWAITING)


def decisions_for(actor) -> list[Decision]:
    """Every list that the owner's firm is on, answered or not, the oldest first."""
    return _decisions(listed_visible_to(actor))


def decision_of(listed: ListedFirm) -> Decision:
    """One of them, answered or not; other firms of the list are not named to this one by the list's name."""
    [found] = _decisions(sa.select(ListedFirm).where(ListedFirm.id == listed.id))
    if not listed.list_name:
        return found
    same = (ListedFirm.department_id == listed.department_id, ListedFirm.list_name == listed.list_name)
    names = _names(sa.select(ListedFirm.organisation_id).where(*same, ListedFirm.id != listed.id))
    return replace(found, list_name=scrub(listed.list_name, Known(names=names)).text)


def has_open_need(actor) -> bool:
    """Whether agreeing sends something out at once."""
    own = sa.select(FinancingNeed.id).where(
        FinancingNeed.owner_id == actor.organisation_id, FinancingNeed.state.in_(SEEKING)
    )
    return db.session.scalar(own.limit(1)) is not None


def remarks_about(listed: ListedFirm) -> list[str]:
    """What the department wrote about this firm, the names of other firms of the same push taken out."""
    batches = list(
        db.session.scalars(
            sa.select(ReferralBatch)
            .join(Referral, Referral.batch_id == ReferralBatch.id)
            .where(Referral.listed_firm_id == listed.id, ReferralBatch.remark_sealed.is_not(None))
            .order_by(ReferralBatch.id.desc())
        )
    )
    return [scrub(batch.remark, Known(names=_others(batch, listed))).text for batch in batches]


def _others(batch: ReferralBatch, listed: ListedFirm) -> tuple[str, ...]:
    return _names(
        sa.select(ListedFirm.organisation_id)
        .join(Referral, Referral.listed_firm_id == ListedFirm.id)
        .where(Referral.batch_id == batch.id, ListedFirm.id != listed.id)
    )


def _names(organisation_ids: sa.Select) -> tuple[str, ...]:
    """What these firms are called."""
    firms = list(db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(organisation_ids))))
    crypto.preload(firm.key_id for firm in firms)
    return tuple(name for firm in firms for name in known_of(firm).names)


def _decisions(rows: sa.Select) -> list[Decision]:
    found = db.session.execute(
        rows.add_columns(Organisation.name_clear, FinancingNeed.public_id)
        .join(Organisation, Organisation.id == ListedFirm.department_id)
        .outerjoin(
            FinancingNeed,
            sa.and_(FinancingNeed.id == ListedFirm.need_id, FinancingNeed.state == NeedState.AWAITING_OWNER),
        )
        .order_by(ListedFirm.id)
    )
    return [
        Decision(listed.public_id, department or "", listed.list_name, listed.created_at, listed.state, draft)
        for listed, department, draft in found
    ]
