"""Pushing: which institutions a need is put before, and who is next."""

import sqlalchemy as sa

from portal.core.db import db
from portal.leads import service as leads
from portal.leads.models import Channel, Lead
from portal.matching import queries
from portal.matching.waiting import referrals_for
from portal.needs.models import SEEKING, FinancingNeed

AT_OPENING = 3
AT_MOST = 6


def push_at_opening(need_id: int) -> int:
    """Fill up to three institutions; those that a referral chose stand there before and count. Idempotent.

    While a referral waits for the need nothing is done: whoever carries it out calls this again afterwards.
    """
    if db.session.scalar(referrals_for(need_id).limit(1)) is not None:
        return 0
    return _push(need_id, lambda have: AT_OPENING - have)


def push_next(need_id: int, freed: int) -> int:
    """One more for each institution that said no or fell silent (`freed` of them so far), at most six."""
    return _push(need_id, lambda have: min(AT_OPENING + freed, AT_MOST) - have)


def _push(need_id: int, missing) -> int:
    need = db.session.get(FinancingNeed, need_id)
    if need is None or need.state not in SEEKING:
        return 0
    room = missing(_pushed(need_id))
    if room <= 0:
        return 0
    done = 0
    for institution_id, product_id, score_bp in queries.institutions_for(need)[:room]:
        try:
            leads.push(
                need.id, institution_id, product_id=product_id, channel=Channel.MATCH, score_bp=score_bp
            )
            done += 1
        except leads.CannotBegin:
            continue  # a manager or the owner was quicker, or the need is full
    return done


def _pushed(need_id: int) -> int:
    """Institutions that the need was put before; one that found it by browsing does not use up a push."""
    return db.session.scalar(sa.select(sa.func.count(Lead.id)).where(Lead.need_id == need_id, is_pushed()))


def is_pushed() -> sa.ColumnElement[bool]:
    """SQL over Lead: it came by matching or by a referral."""
    return Lead.channel.in_([Channel.MATCH, Channel.REFERRAL])
