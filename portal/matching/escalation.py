"""Who is next when an answer leads nowhere: another bank, then one guarantor, then the monitor's board.

Everything is counted from rows, so that the same news twice changes nothing. Each step leaves somebody whose
turn it is: whoever was asked last has a clock, and a need with nobody left stands on the board.
"""

import sqlalchemy as sa

from portal.core import outbox
from portal.core.db import db
from portal.leads import service as leads
from portal.leads import slots
from portal.leads.models import Channel, Lead, LeadMove, LeadState
from portal.leads.moves import OPEN
from portal.matching import judging, queries, service
from portal.matching.waiting import referrals_for
from portal.needs.models import SEEKING, FinancingNeed
from portal.products.models import ProductKind


def begin(need_id: int) -> None:
    """A need has opened, or is open to more institutions than before."""
    if not service.push_at_opening(need_id):
        go_on(need_id)


def go_on(need_id: int) -> None:
    """Push the next institution; where none is left ask a guarantor, and with nobody left call the monitor.

    An owner's own silence or refusal draws nobody. While a referral waits for the need its turn is first.
    """
    need = db.session.get(FinancingNeed, need_id)
    if need is None or need.state not in SEEKING or _is_referred(need_id):
        return
    if service.push_next(need_id, freed_by_institutions(need_id)):
        return
    if not misses_one(need_id) or _may_ask_another(need):
        return
    if not _ask_guarantor(need) and not _leads(need_id, Lead.state.in_(OPEN)):
        outbox.put("need.unserved", need_id=need_id)


def misses_one(need_id: int) -> bool:
    """Whether an institution that failed has no other in its place, or nobody could be asked at first."""
    in_place = service.AT_OPENING + freed_by_institutions(need_id) <= _leads(need_id, service.is_pushed())
    return not in_place and bool(failed_by_institutions(need_id) or not _leads(need_id))


def freed_by_institutions(need_id: int) -> int:
    """Institutions it was put before that said no, left or once fell silent, whatever came of them later."""
    return _leads(need_id, service.is_pushed(), _failed())


def failed_by_institutions(need_id: int) -> int:
    """The same, the guarantor that was asked last among them."""
    return _leads(need_id, sa.or_(service.is_pushed(), Lead.channel == Channel.ESCALATION), _failed())


def _failed() -> sa.ColumnElement[bool]:
    """SQL over Lead: the institution said no, left, or did not answer."""
    silent = sa.exists().where(
        LeadMove.lead_id == Lead.id,
        LeadMove.from_state == LeadState.PUSHED,
        LeadMove.to_state == LeadState.LAPSED,
    )
    gone = Lead.reason_code == "institution_left"
    return sa.or_(Lead.state == LeadState.BANK_DECLINED, silent, gone)


def _is_referred(need_id: int) -> bool:
    return db.session.scalar(referrals_for(need_id).limit(1)) is not None


def _may_ask_another(need: FinancingNeed) -> bool:
    """Whether a bank is left for the next push; six are asked at most."""
    return _leads(need.id, service.is_pushed()) < service.AT_MOST and bool(queries.institutions_for(need))


def _ask_guarantor(need: FinancingNeed) -> bool:
    """One, the best that may take it; False when one was asked before, or there is none."""
    try:
        slots.lock(need.id)  # two workers would ask two
    except leads.LeadError:
        return False
    if _leads(need.id, Lead.channel == Channel.ESCALATION):
        return False
    found = judging.judge([need], queries.able_institutions(need), ProductKind.GUARANTEE)[need.id]
    best = next((one for one in found.values() if one.score_bp > 0), None)
    if best is None:
        return False
    how = {"product_id": best.product_id, "channel": Channel.ESCALATION, "score_bp": best.score_bp}
    try:
        leads.push(need.id, best.institution_id, **how)
    except leads.CannotBegin:  # the owner was quicker, or the need is full: then somebody talks
        return False
    return True


def _leads(need_id: int, *where) -> int:
    """How many the need has."""
    return db.session.scalar(sa.select(sa.func.count(Lead.id)).where(Lead.need_id == need_id, *where))
