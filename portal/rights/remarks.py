"""Remarks of departments on pushes: about one firm they go with it, about several they lose its name."""

import sqlalchemy as sa

from portal.core.db import db
from portal.needs.queries import known_of
from portal.organisations.models import Organisation
from portal.referrals.models import ListedFirm, Referral, ReferralBatch
from search.language.scrub import scrub


def take_out(firm: Organisation) -> None:
    """Needs the firm's name, so it comes before its key is destroyed."""
    for batch, firms in _about(firm.id):
        if firms == 1:
            batch.remark, batch.remark_shown = None, ""
        elif batch.remark:
            known = known_of(firm)
            batch.remark = scrub(batch.remark, known).text
            batch.remark_shown = scrub(batch.remark_shown, known).text
    db.session.flush()


def _about(organisation_id: int) -> list[tuple[ReferralBatch, int]]:
    """Pushes that the firm is in, with how many firms each is about."""
    own = (
        sa.select(Referral.batch_id)
        .join(ListedFirm, ListedFirm.id == Referral.listed_firm_id)
        .where(ListedFirm.organisation_id == organisation_id)
    )
    firms = sa.func.count(Referral.listed_firm_id.distinct())
    counted = (
        sa.select(Referral.batch_id, firms.label("firms"))
        .where(Referral.batch_id.in_(own))
        .group_by(Referral.batch_id)
        .subquery()
    )
    rows = sa.select(ReferralBatch, counted.c.firms).join(counted, counted.c.batch_id == ReferralBatch.id)
    return [(batch, firms) for batch, firms in db.session.execute(rows)]
