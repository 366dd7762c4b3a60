"""Whether a site is whole: what it promised is there, every effect is there once, index and ledger agree."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import sqlalchemy as sa
from flask import Flask

from portal.core import clock, ledger
from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.core.outbox import OutboxMessage
from portal.leads.models import Channel, Lead, LeadMove, LeadState
from portal.leads.moves import OPEN
from portal.matching import index
from portal.matching.service import AT_OPENING
from portal.needs.models import SEEKING, FinancingNeed, NeedState
from portal.organisations.models import Claim, ClaimState
from search.engines.protocol import EngineUnavailable, Query

ALL = Query(limit=1_000_000)


@dataclass
class Told:
    """What the site has acknowledged: needs by their words, and what was done with them, by public id."""

    filed: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    claimed: dict[str, set[int]] = field(default_factory=dict)  # need → managers
    approved: set[str] = field(default_factory=set)
    moved: list[tuple[str, str]] = field(default_factory=list)  # lead, state it came to

    def count(self) -> int:
        """How many answers that promised something."""
        return sum(map(len, (self.filed, self.withdrawn, self.claimed, self.approved, self.moved)))


def behind(app: Flask) -> str:
    """What the worker has not caught up with; empty when all is done."""
    db.session.remove()
    now_or_again = sa.or_(OutboxMessage.due_at <= clock.now(), OutboxMessage.attempts > 0)
    messages = sa.select(sa.func.count(OutboxMessage.id)).where(now_or_again)  # a digest waits
    waiting = db.session.scalar(messages)
    if waiting:  # asked often while a site catches up: all needs and the index are read only after that
        db.session.remove()
        return f"{waiting} messages wait"
    seeking = {str(key) for key in db.session.scalars(sa.select(FinancingNeed.id).where(_seeking()))}
    db.session.remove()
    try:
        shown = {key for key, _ in index.engine(app).find("need", ALL)}
    except EngineUnavailable as away:  # a site that has just been started builds it first
        return str(away)
    if seeking != shown:
        missing, extra = len(seeking - shown), len(shown - seeking)
        return f"0 messages wait, {missing} open needs not found, {extra} found that are not open"
    return ""


def unsound(app: Flask, told: Told) -> list[str]:
    """Everything that does not hold, a line each."""
    lag = behind(app)
    found = [*[lag] * bool(lag), *_lost(told), *_opened(), *_pushes(), *_chains(), *ledger.verify()]
    db.session.remove()
    return found


def _lost(told: Told) -> list[str]:
    """Promises that the rows do not keep, and one filing that became several."""
    rows = {need.public_id: need for need in db.session.scalars(sa.select(FinancingNeed))}
    lost = [f"filed and not there: {need}" for need in told.filed.values() if need not in rows]
    lost += [f"withdrawn and still {rows[need].state}" for need in told.withdrawn & set(rows)
             if rows[need].state is not NeedState.WITHDRAWN]  # fmt: skip
    words = Counter(need.words for need in rows.values())
    lost += [f"filed {words[said]} times: {said}" for said in told.filed if words[said] != 1]
    taken = _claimed()
    lost += [f"claimed and not there: {need}" for need, members in told.claimed.items()
             for member in members if (need, member) not in taken]  # fmt: skip
    times = _moved()
    lost += [f"{state} {times[lead, state]} times, acknowledged once: {lead}" for lead, state in told.moved
             if times[lead, state] != 1]  # fmt: skip
    decided = sa.select(Claim.public_id).where(Claim.state == ClaimState.APPROVED)
    return lost + [
        f"approved and not there: {one}" for one in told.approved - set(db.session.scalars(decided))
    ]


def _claimed() -> set[tuple[str, int]]:
    """(need, manager) of every claim that was made, whatever became of it."""
    moves = (
        sa.select(FinancingNeed.public_id, LeadMove.actor_id)
        .join(Lead, Lead.need_id == FinancingNeed.id)
        .join(LeadMove, LeadMove.lead_id == Lead.id)
        .where(LeadMove.to_state == LeadState.INTERESTED)
    )
    return {(need, member) for need, member in db.session.execute(moves)}


def _moved() -> Counter[tuple[str, str]]:
    """How often each lead came to each state."""
    moves = sa.select(Lead.public_id, LeadMove.to_state).join(LeadMove, LeadMove.lead_id == Lead.id)
    came = moves.where(sa.or_(LeadMove.from_state.is_(None), LeadMove.from_state != LeadMove.to_state))
    return Counter((lead, str(state)) for lead, state in db.session.execute(came))


def _opened() -> list[str]:
    """Every need that ever opened did so once, by the record."""
    opened = sa.select(FinancingNeed.id).where(FinancingNeed.opened_at.is_not(None))
    events = sa.select(LedgerEvent.need_id).where(LedgerEvent.kind == "need.opened")
    times = Counter(db.session.scalars(events))
    wrong = [need for need in db.session.scalars(opened) if times.pop(need, 0) != 1]
    return [f"opened not once by the record: need {need}" for need in [*wrong, *times]]


def _pushes() -> list[str]:
    """An open need is with three institutions that it was pushed to or that claimed it; none with more."""
    pushed = Counter(db.session.scalars(sa.select(Lead.need_id).where(Lead.channel == Channel.MATCH)))
    claimed = Counter(db.session.scalars(sa.select(Lead.need_id).where(Lead.channel != Channel.MATCH)))
    wrong = [f"pushed {count} times: need {need}" for need, count in pushed.items() if count > AT_OPENING]
    seeking = db.session.scalars(sa.select(FinancingNeed.id).where(_seeking()))
    return wrong + [
        f"pushed only {pushed[need]} times: need {need}"
        for need in seeking
        if pushed[need] < AT_OPENING and not claimed[need]
    ]


def _chains() -> list[str]:
    """Each lead's steps follow on one another, one event each, and end where the lead is."""
    steps = sa.select(LeadMove).order_by(LeadMove.lead_id, LeadMove.id)
    by_lead: dict[int, list[LeadMove]] = {}
    for step in db.session.scalars(steps):
        by_lead.setdefault(step.lead_id, []).append(step)
    wrong = []
    for lead, state in db.session.execute(sa.select(Lead, FinancingNeed.state).join(FinancingNeed)):
        path = by_lead.pop(lead.id, [])
        broken = [b.from_state != a.to_state for a, b in pairwise(path)]
        if not path or path[0].from_state is not None or any(broken) or path[-1].to_state != lead.state:
            wrong.append(f"broken history: lead {lead.id}")
        if state is NeedState.WITHDRAWN and lead.state in OPEN:
            wrong.append(f"open lead of a need withdrawn: {lead.id}")
    moved = Counter(db.session.scalars(sa.select(LedgerEvent.seq).where(LedgerEvent.kind == "lead.moved")))
    moved.subtract(Counter(db.session.scalars(sa.select(LeadMove.event_seq))))
    return wrong + [f"not one event a step: {seq}" for seq, left in moved.items() if left]


def _seeking():
    return FinancingNeed.state.in_(SEEKING)
