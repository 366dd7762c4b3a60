"""What the database says about the needs of one push, read once for all of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock
from portal.core.db import db
from portal.leads.models import Channel, Lead, LeadOrigin
from portal.matching.judging import Institution, Judged, judge, obstacles
from portal.needs.models import FinancingNeed
from portal.referrals.models import Referral, ReferralBatch, ReferralState

ON_ITS_WAY, WEEK = "on_its_way", "week"
PUSHED = (Channel.MATCH, Channel.REFERRAL)


@dataclass(frozen=True)
class Facts:
    """By need id, or (need, institution): obstacles, best products, who has it, what this department did."""

    obstacles: dict[int, dict[int, str | None]]
    judged: dict[int, dict[int, Judged]]
    before: set[tuple[int, int]]
    pushed: Counter[int]
    talking: Counter[int]
    ours: set[tuple[int, int]]
    recent: dict[int, str]


def read(
    department_id: int, needs: Sequence[FinancingNeed], among: dict[int, Institution], doing: Referral | None
) -> Facts:
    """Five queries, however many needs."""
    ids = [need.id for need in needs]
    in_the_way = obstacles(needs, among)
    within = {key for found in in_the_way.values() for key, code in found.items() if code is None}
    leads = db.session.execute(
        sa.select(Lead.need_id, Lead.institution_id, Lead.channel, Lead.slot).where(Lead.need_id.in_(ids))
    ).all()
    ours, recent = _by_us(department_id, ids, doing)
    return Facts(
        obstacles=in_the_way,
        judged=judge(needs, within),
        before={(lead.need_id, lead.institution_id) for lead in leads},
        pushed=Counter(lead.need_id for lead in leads if lead.channel in PUSHED),
        talking=Counter(lead.need_id for lead in leads if lead.slot is not None),
        ours=ours,
        recent=recent,
    )


def _by_us(
    department_id: int, need_ids: list[int], doing: Referral | None
) -> tuple[set[tuple[int, int]], dict[int, str]]:
    """(need, institution) that this department has pushed; needs with a push on its way or of this week."""
    rows = db.session.execute(
        sa.select(Referral.id, Referral.need_id, Referral.state, Referral.pushed_at, Lead.institution_id)
        .join(ReferralBatch, ReferralBatch.id == Referral.batch_id)
        .outerjoin(LeadOrigin, LeadOrigin.referral_id == Referral.id)
        .outerjoin(Lead, Lead.id == LeadOrigin.lead_id)
        .where(ReferralBatch.department_id == department_id, Referral.need_id.in_(need_ids))
    ).all()
    monday = clock.shanghai(clock.today() - timedelta(days=clock.today().weekday()))
    others = [row for row in rows if doing is None or row.id != doing.id]
    recent = {row.need_id: WEEK for row in others if row.pushed_at and row.pushed_at >= monday}
    recent |= {row.need_id: ON_ITS_WAY for row in others if row.state is ReferralState.WAITING}
    return {(row.need_id, row.institution_id) for row in rows if row.institution_id}, recent
