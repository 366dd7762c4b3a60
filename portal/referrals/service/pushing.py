"""An officer's push: what was chosen is written down, the worker carries it out.

The worker is the only one that puts needs before institutions, one message after the other, whether matching
or a department chose; so nobody counts the same free place twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core import ledger, outbox
from portal.core.db import db
from portal.matching.service import AT_OPENING
from portal.needs.models import SEEKING, FinancingNeed
from portal.organisations.models import Organisation
from portal.referrals.errors import NothingToPush, WrongNumber
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralBatch, ReferralState
from portal.referrals.queries.plan import plan
from search.language.scrub import of_firm

REMARK = 200  # characters


@dataclass(frozen=True)
class Choice:
    """What an officer ticked, all visible to them. `institution_ids` None: matching chooses."""

    needs: Sequence[FinancingNeed]
    firms: Sequence[ListedFirm]
    institution_ids: tuple[int, ...] | None


def push(actor, choice: Choice, remark: str = "") -> ReferralBatch:
    """Write the push down. Needs that cannot be pushed and firms that wait already are left out.

    Raises NothingToPush when nothing is left, WrongNumber for too few or many institutions chosen by hand.
    """
    if wrong := wrong_number(choice.institution_ids):
        raise wrong
    plans = plan(actor.organisation_id, choice.needs, choice.institution_ids)
    listings = _locked(actor.organisation_id, choice.firms, [one.need for one in plans])
    by_firm = {row.organisation_id: row for row in listings if row.state is ListingState.CONFIRMED}
    needs = [one.need for one in plans if one.targets and one.need.owner_id in by_firm]
    firms = _not_waiting(listings, choice.firms)
    if not needs and not firms:
        raise NothingToPush
    batch = _batch(actor, choice, remark)
    referrals = [
        *(
            Referral(batch_id=batch.id, listed_firm_id=by_firm[need.owner_id].id, need_id=need.id)
            for need in needs
        ),
        *(_of_firm(batch, firm) for firm in firms),
    ]
    db.session.add_all(referrals)
    db.session.flush()
    ledger.record(
        "referral.pushed",
        actor=actor,
        batch=batch.id,
        department=batch.department_id,
        automatic=batch.automatic,
        institutions=[int(key) for key in batch.institution_ids],
        needs=len(needs),
        firms=len(firms),
    )
    for referral in referrals:
        if referral.need_id is not None:
            outbox.put("referral.due", referral_id=referral.id)
    return batch


def wrong_number(chosen: Sequence[int] | None) -> WrongNumber | None:
    """What is wrong with how many institutions were chosen by hand: as many get a need when it opens."""
    if chosen is None or 1 <= len(chosen) <= AT_OPENING:
        return None
    return WrongNumber(len(chosen), AT_OPENING)


def _batch(actor, choice: Choice, remark: str) -> ReferralBatch:
    text = remark.strip()[:REMARK]
    key_id = db.session.scalar(sa.select(Organisation.key_id).where(Organisation.id == actor.organisation_id))
    batch = ReferralBatch(
        key_id=key_id,
        department_id=actor.organisation_id,
        pushed_by_id=actor.membership_id,
        automatic=choice.institution_ids is None,
        institution_ids=tuple(str(key) for key in choice.institution_ids or ()),
        remark_shown=of_firm(text).text[:300],
    )
    batch.remark = text or None
    db.session.add(batch)
    db.session.flush()
    return batch


def _locked(
    department_id: int, firms: Iterable[ListedFirm], needs: Iterable[FinancingNeed]
) -> list[ListedFirm]:
    """The listings behind the choice, locked: an owner's answer comes before or after this push."""
    wanted = sa.or_(
        ListedFirm.id.in_([firm.id for firm in firms]),
        sa.and_(
            ListedFirm.organisation_id.in_([need.owner_id for need in needs]),
            ListedFirm.state == ListingState.CONFIRMED,
        ),
    )
    rows = (
        sa.select(ListedFirm).where(ListedFirm.department_id == department_id, wanted).order_by(ListedFirm.id)
    )
    return list(db.session.scalars(rows.with_for_update().execution_options(populate_existing=True)))


def _not_waiting(listings: list[ListedFirm], firms: Sequence[ListedFirm]) -> list[ListedFirm]:
    """The chosen firms that may still be asked and have no push waiting for their answer."""
    chosen = {firm.id for firm in firms}
    waiting = set(
        db.session.scalars(
            sa.select(Referral.listed_firm_id).where(
                Referral.listed_firm_id.in_(chosen), Referral.state == ReferralState.WAITING
            )
        )
    )
    return [row for row in listings if row.id in chosen - waiting and row.state is not ListingState.DECLINED]


def _of_firm(batch: ReferralBatch, firm: ListedFirm) -> Referral:
    """Waits for the owner; for one who has agreed meanwhile, the newest need that seeks."""
    need_id = seeking_need(firm.organisation_id) if firm.state is ListingState.CONFIRMED else None
    return Referral(batch_id=batch.id, listed_firm_id=firm.id, need_id=need_id)


def seeking_need(organisation_id: int) -> int | None:
    """The firm's newest need that looks for institutions."""
    seeking = sa.select(FinancingNeed.id).where(
        FinancingNeed.owner_id == organisation_id, FinancingNeed.state.in_(SEEKING)
    )
    return db.session.scalar(
        seeking.order_by(FinancingNeed.opened_at.desc(), FinancingNeed.id.desc()).limit(1)
    )
