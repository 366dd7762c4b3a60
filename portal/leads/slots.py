"""The owner's limit of talks at once, and what follows for a need when it is reached or left again.

A slot is a number of the lead, unique within the need: two acceptances that race for the last one cannot both
commit. The need's row is locked first, so that a race for two free slots does not fight over the same number.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts import standing
from portal.core import clock, ledger
from portal.core.db import db
from portal.leads import clocks
from portal.leads.errors import BorrowerFrozen, NeedFull, NotSeeking
from portal.leads.models import Clock, Lead, LeadState
from portal.needs.models import SEEKING, FinancingNeed, NeedState

OWNER_CLOCK = (Lead.state == LeadState.INTERESTED, Lead.clock == Clock.OWNER_ANSWER)


@dataclass(frozen=True)
class Locked:
    """What a move needs to know of a need, read under its lock."""

    id: int
    owner_id: int
    state: NeedState
    max_talks: int
    region_code: str | None
    taken: frozenset[int]

    @property
    def seeking(self) -> bool:
        return self.state in SEEKING

    @property
    def full(self) -> bool:
        return len(self.taken) >= self.max_talks

    def free_slot(self, owner: bool = False) -> int:
        """The lowest number that no talk holds; NeedFull when there is none."""
        if self.full:
            raise NeedFull(self.max_talks, owner=owner)
        return min(set(range(1, self.max_talks + 1)) - self.taken)


def lock(need_id: int, seeking: bool = True) -> Locked:
    """Lock a need until the transaction ends (SQLite: its one writer is locked already).

    Raises NotSeeking when `seeking` is wanted and the need has ended or is not open yet, BorrowerFrozen when
    the platform has stopped whoever seeks. The firm is held before the need, as erasing does.
    """
    if seeking:
        hold_borrower(need_id)
    columns = (FinancingNeed.id, FinancingNeed.owner_id, FinancingNeed.state, FinancingNeed.max_talks)
    row = db.session.execute(
        sa.select(*columns, FinancingNeed.region_code)
        .where(FinancingNeed.id == need_id)
        .with_for_update(key_share=True)
    ).one()
    taken = db.session.scalars(sa.select(Lead.slot).where(Lead.need_id == need_id, Lead.slot.is_not(None)))
    need = Locked(*row, taken=frozenset(taken))
    if seeking and not need.seeking:
        raise NotSeeking
    return need


def hold_borrower(need_id: int) -> None:
    """Nobody freezes the need's firm or its filer until this transaction ends. Raises BorrowerFrozen."""
    need = sa.select(FinancingNeed.owner_id, FinancingNeed.filed_by_id).where(FinancingNeed.id == need_id)
    owner_id, filer_id = db.session.execute(need).one()
    held = standing.hold(filer_id, owner_id) if filer_id else standing.hold_organisation(owner_id)
    if not held:
        raise BorrowerFrozen


def settle(need_id: int) -> None:
    """Bring a need in line with its talks: engaged or open, owner's clocks standing still or running."""
    need = lock(need_id, seeking=False)
    if not need.seeking:
        return
    _name_state(need)
    standing = Lead.clock_due_at.is_(None)
    wrong = ~standing if need.full else standing
    for lead in db.session.scalars(sa.select(Lead).where(Lead.need_id == need_id, *OWNER_CLOCK, wrong)):
        _turn_clock(lead, running=not need.full)


def _name_state(need: Locked) -> None:
    wanted = NeedState.ENGAGED if need.taken else NeedState.OPEN
    if need.state is not wanted:
        change = sa.update(FinancingNeed).where(
            FinancingNeed.id == need.id, FinancingNeed.state == need.state
        )
        db.session.execute(change.values(state=wanted))


def _turn_clock(lead: Lead, running: bool) -> None:
    """Stop or restart the owner's clock of one interested lead; the state stays."""
    now = clock.now()
    values = clocks.resumed(lead.clock_left or 0, now) if running else clocks.paused(lead.clock_due_at, now)
    change = sa.update(Lead).where(Lead.id == lead.id, *OWNER_CLOCK)
    if db.session.execute(change.values(**values)).rowcount:
        ledger.record(
            "clock.started" if running else "clock.stopped",
            need_id=lead.need_id,
            lead_id=lead.id,
            institution_id=lead.institution_id,
            clock=str(lead.clock),
            standing=not running,
        )
