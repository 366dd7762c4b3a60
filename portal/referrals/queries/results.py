"""What became of a department's pushes: states one by one, refusal codes only as counts, no offers."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.core.ledger import LedgerEvent
from portal.leads import owner_words
from portal.leads.models import Clock, Lead, LeadMove, LeadOrigin, LeadState
from portal.leads.moves import OPEN
from portal.leads.queries import undisputed
from portal.needs.models import FinancingNeed
from portal.organisations.models import Organisation
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralBatch, ReferralState
from portal.referrals.queries.rows import batches_visible_to

BATCHES = 10
LEAST = 5  # a refusal reason is named from so many on


@dataclass(frozen=True)
class Pushed:
    """One referral and one lead that came of it (`lead` None: none did), with the steps it ever reached."""

    batch_id: int
    referral_id: int
    referral_state: ReferralState
    listed_state: ListingState
    list_name: str
    need_id: int | None
    lead: LeadState | None
    word: str
    reason: str | None
    due_passed: bool
    reached: frozenset[LeadState]
    answered: bool
    in_time: bool

    @property
    def alive(self) -> bool:
        return self.lead in OPEN or self.lead is LeadState.DISBURSED


def batches_page(actor, page: int) -> list[ReferralBatch]:
    """The department's pushes, the newest first."""
    newest = batches_visible_to(actor).order_by(ReferralBatch.id.desc())
    return list(db.session.scalars(newest.limit(BATCHES).offset((page - 1) * BATCHES)))


def batch_count(actor) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(batches_visible_to(actor).subquery()))


def pushed_of(batch_ids: Iterable[int], now) -> list[Pushed]:
    """Every referral of these batches with each of its leads, in one query."""
    steps = (LeadState.INTERESTED, LeadState.ACCEPTED, LeadState.CONTACTED)
    rows = (
        sa.select(Referral, ListedFirm.state, ListedFirm.list_name, Lead, *map(_reached, steps), *_answers())
        .options(joinedload(Lead.product), joinedload(Lead.institution))
        .join(ListedFirm, ListedFirm.id == Referral.listed_firm_id)
        .outerjoin(LeadOrigin, LeadOrigin.referral_id == Referral.id)
        .outerjoin(Lead, Lead.id == LeadOrigin.lead_id)
        .where(Referral.batch_id.in_(list(batch_ids)))
        .order_by(Referral.id, Lead.id)
    )
    return [_pushed(row, steps, now) for row in db.session.execute(rows)]


def _pushed(row, steps, now) -> Pushed:
    referral, listed_state, list_name, lead, *flags = row
    *reached, answered, in_time = flags
    due = lead is not None and lead.state is LeadState.PUSHED and lead.clock_due_at
    return Pushed(
        batch_id=referral.batch_id,
        referral_id=referral.id,
        referral_state=referral.state,
        listed_state=listed_state,
        list_name=list_name,
        need_id=referral.need_id,
        lead=lead and lead.state,
        word=owner_words.word(lead) if lead is not None else "",
        reason=lead.reason_code if lead is not None and lead.state is LeadState.BANK_DECLINED else None,
        due_passed=bool(due and due < now),
        reached=frozenset(step for step, yes in zip(steps, reached, strict=True) if yes),
        answered=bool(answered),
        in_time=bool(in_time),
    )


def _reached(state: LeadState) -> sa.ColumnElement[bool]:
    """By a step that its owner does not dispute; going on after papers is none of its own."""
    moved = (LeadMove.lead_id == Lead.id, LeadMove.to_state == state)
    came = LeadMove.from_state.is_distinct_from(LeadState.WAITING_MATERIALS)
    return sa.exists().where(*moved, came, undisputed())


def _answers() -> tuple:
    """Whether the first answer came, and whether in time, as the ledger has it."""
    first = sa.and_(
        LedgerEvent.lead_id == Lead.id,
        LedgerEvent.kind == "clock.stopped",
        LedgerEvent.facts.contains(f'"clock":"{Clock.FIRST_ANSWER}"'),
    )
    return sa.exists().where(first), sa.exists().where(first, LedgerEvent.facts.contains('"in_time":true'))


def firms_of(
    batch: ReferralBatch,
) -> list[tuple[Referral, ListedFirm, FinancingNeed | None, Organisation | None]]:
    """The referrals of one push; need and firm only while the firm agrees."""
    agreed = ListedFirm.state == ListingState.CONFIRMED
    rows = (
        sa.select(Referral, ListedFirm, FinancingNeed, Organisation)
        .join(ListedFirm, ListedFirm.id == Referral.listed_firm_id)
        .outerjoin(FinancingNeed, sa.and_(FinancingNeed.id == Referral.need_id, agreed))
        .outerjoin(Organisation, sa.and_(Organisation.id == ListedFirm.organisation_id, agreed))
        .where(Referral.batch_id == batch.id)
        .order_by(Referral.id)
    )
    return [tuple(row) for row in db.session.execute(rows)]


@dataclass(frozen=True)
class Answered:
    """First answers of an institution: how many were given or ran out, how many of them in time."""

    in_time: int
    of: int


def first_answers(now) -> dict[int, Answered]:
    """By institution, over everything that was pushed to it."""
    first = (
        LedgerEvent.kind == "clock.stopped",
        LedgerEvent.facts.contains(f'"clock":"{Clock.FIRST_ANSWER}"'),
    )
    good = sa.func.sum(sa.case((LedgerEvent.facts.contains('"in_time":true'), 1), else_=0))
    given = sa.select(LedgerEvent.institution_id, good, sa.func.count()).where(*first)
    late = sa.select(Lead.institution_id, sa.literal(0), sa.func.count()).where(
        Lead.state == LeadState.PUSHED, Lead.clock_due_at < now
    )
    both = given.group_by(LedgerEvent.institution_id).union_all(late.group_by(Lead.institution_id))
    found: dict[int, Answered] = {}
    for institution_id, in_time, of in db.session.execute(both):
        have = found.get(institution_id, Answered(0, 0))
        found[institution_id] = Answered(have.in_time + int(in_time), have.of + of)
    return found
