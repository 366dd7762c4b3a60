"""Which referrals wait for a need: the departments' choice comes before matching's own."""

import sqlalchemy as sa

from portal.needs.models import FinancingNeed
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralState


def referrals_for(need_id: int) -> sa.Select:
    """Referrals that the owner agreed to and that wait for this need, oldest first.

    A listing whose own draft this need was counts as agreed to once the need is open: only its owner can have
    confirmed it, even if that news is still on its way.
    """
    agreed = sa.or_(
        ListedFirm.state == ListingState.CONFIRMED,
        sa.and_(ListedFirm.state == ListingState.AWAITING, ListedFirm.need_id == need_id),
    )
    return (
        sa.select(Referral)
        .join(ListedFirm, ListedFirm.id == Referral.listed_firm_id)
        .join(FinancingNeed, FinancingNeed.owner_id == ListedFirm.organisation_id)
        .where(
            FinancingNeed.id == need_id,
            Referral.state == ReferralState.WAITING,
            sa.or_(Referral.need_id.is_(None), Referral.need_id == need_id),
            agreed,
        )
        .order_by(Referral.id)
    )
